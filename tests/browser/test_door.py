"""A page that opens for its launch word alone, as in a notebook on a shared machine."""

import pytest
from playwright.sync_api import expect

import iface
from iface import runner
from iface.web import Settings, Site, create_app


@pytest.fixture
def address():
    page = iface.Interface(lambda text: text[::-1], "text", "text", title="Backwards").page
    site = Site(page, "memory:", Settings(mark="word", is_guarded=True))
    server = runner.Server(create_app(lambda: site), "127.0.0.1", 0)
    yield server.url
    server.stop()
    site.close()


def test_the_whole_address_opens_the_page(page, address):
    page.goto(f"{address}?text=abc#launch=word")
    page.get_by_role("button", name="Submit").click()
    output = page.get_by_label("output").last
    expect(output).to_have_value("cba")


def test_a_reload_opens_it_again_without_a_question(page, address):
    page.goto(f"{address}#launch=word")
    page.get_by_label("text").wait_for()
    page.wait_for_function("() => document.querySelector('#iface-form').getAttribute('action').includes('#')")
    with page.expect_request(lambda sent: sent.method == "GET" and sent.url.startswith(address)):
        page.reload()
    page.get_by_label("text").wait_for()


def test_without_the_word_there_is_a_door_that_everybody_can_read(page, address, axe):
    page.goto(address)
    page.get_by_role("heading", name="This page is its owner's alone.").wait_for()
    assert page.get_by_label("text").count() == 0
    assert axe(page) == []


@pytest.mark.allows("status of 401", "status of 404")
def test_another_word_opens_nothing(page, address):
    page.goto(f"{address}#launch=another")
    page.get_by_text("This page is its owner's alone.").wait_for()
    assert page.get_by_label("text").count() == 0


def test_without_a_script_the_door_says_that_it_needs_one(plain_page, address):
    plain_page.goto(f"{address}#launch=word")
    assert plain_page.locator("noscript p").is_visible()
