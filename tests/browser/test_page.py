"""What a page weighs, whom it asks, and whether everybody can use it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

EXAMPLES = sorted(path.stem for path in (Path(__file__).parents[2] / "examples").glob("*.py"))
# Contrast does not depend on the width, nor room on the colours: two looks see all that four would.
LOOKS = [("light", 1280), ("dark", 360)]
FIELDS = ":is([type=text], [type=number], textarea):visible[name]:enabled:not(.iface-sheet *)"
OTHER_LOOKS = [("dark", 1280), ("light", 360)]


def visit(page: Page, address: str) -> None:
    """Open an example; that with a login has a user called ann, with ann as the password."""
    page.goto(address)
    for password in page.locator("form[action^=login] [type=password]").all():
        page.get_by_label("Name").fill("ann")
        password.fill("ann")
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(address)


def submit_something(page: Page) -> None:
    """Take an example or fill what is empty, submit where there is a button, and wait for the answer."""
    page.wait_for_load_state("networkidle")
    for row in page.locator(".iface-examples button:visible").all()[:1]:
        row.click()
        settle(page)
    for field in page.locator(FIELDS).all():
        if not field.input_value():
            field.fill("7")
    for button in page.locator("button[data-variant=primary]:visible").all():
        if not button.is_disabled():
            button.click()
            settle(page)


def settle(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    expect(page.locator("[aria-busy]")).to_have_count(0)


def press(page: Page, name: str) -> None:
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name=name).click()


def found(page: Page, axe: Callable[[Page], list[str]], looks: list[tuple[str, int]]) -> list[str]:
    """What axe finds in each look of a page."""
    faults = []
    for scheme, width in looks:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 800})
        faults += [f"{scheme}, {width} px: {one}" for one in axe(page)]
    return faults


def test_the_message_log_comes_in_at_most_30_kilobytes(page, transfers, example):
    page.goto(example("message_log"), wait_until="networkidle")
    assert 0 < sum(transfers) <= 30_000


def test_the_message_log_asks_at_most_10_times(page, example):
    asked = []
    page.on("request", lambda sent: sent.url.startswith("http") and asked.append(sent.url))
    page.goto(example("message_log"), wait_until="networkidle")
    assert 0 < len(asked) <= 10


def test_a_second_visit_fetches_only_the_page(page, transfers, example):
    url = example("message_log")
    page.goto(url, wait_until="networkidle")
    transfers.clear()
    page.goto(url, wait_until="networkidle")
    assert sum(bytes > 0 for bytes in transfers) == 1


# The fixture `page` sees to it that no page of these tests breaks its policy or asks another host.
@pytest.mark.allows("Content Security Policy")
def test_a_script_within_the_page_is_stopped(page, example):
    page.goto(example("greeting"))
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = true'}))"
    )
    assert not page.evaluate("window.ran ?? false")


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_can_be_used_by_everybody(page, axe, example, name):
    visit(page, example(name))
    submit_something(page)
    assert found(page, axe, LOOKS) == []


def test_the_message_log_can_be_used_by_everybody_in_every_look(page, axe, example):
    page.goto(example("message_log"))
    submit_something(page)
    assert found(page, axe, OTHER_LOOKS) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_fits_a_phone(page, example, name):
    page.set_viewport_size({"width": 320, "height": 640})
    visit(page, example(name))
    submit_something(page)
    wide, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= room


def test_a_phone_shows_the_answer_of_a_long_form(page, example):
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(example("sentence_builder"))
    expect(page.get_by_label("Sentence", exact=True)).not_to_be_in_viewport()
    submit_something(page)
    expect(page.get_by_label("Sentence", exact=True)).to_be_in_viewport(ratio=1)


def test_the_page_stands_still_where_the_answer_is_in_sight(page, example):
    page.set_viewport_size({"width": 1280, "height": 400})
    page.goto(example("sentence_builder"))
    page.get_by_label("Count, as a number").press("Enter")
    expect(page.get_by_label("Sentence", exact=True)).to_have_value(
        "The 4 cats went to the park where they swam until the night."
    )
    expect(page.locator("[aria-busy]")).to_have_count(0)
    assert page.evaluate("scrollY") == 0


@pytest.mark.allows("status of 400")
def test_an_error_can_be_read_by_everybody(page, axe, example):
    page.goto(example("calculator"))
    press(page, "Submit")
    expect(page.get_by_role("alert")).to_be_visible()
    assert found(page, axe, LOOKS) == []


@pytest.mark.allows("status of 422")
def test_a_bad_field_can_be_read_by_everybody(page, axe, example):
    page.goto(example("running_total"))
    press(page, "Submit")
    expect(page.get_by_text("Fill in this field.")).to_be_visible()
    assert found(page, axe, LOOKS) == []


def reached(page: Page, count: int) -> list[str]:
    """What each press of Tab comes to."""
    names = []
    for _ in range(count):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()")
        )
    return names


def test_tab_reaches_every_control_in_its_order(page, example):
    page.goto(example("greeting"))
    assert reached(page, 5) == ["Name", "Polite", "Submit", "Clear", "output"]


def test_tab_reaches_the_examples_after_the_buttons(page, example):
    page.goto(example("calculator"))
    assert reached(page, 6)[-2:] == ["Clear", "45 · add · 3"]


def test_the_keyboard_alone_is_enough(page, example):
    page.goto(example("message_log"))
    page.keyboard.press("Tab")
    page.keyboard.type("hello")
    page.keyboard.press("Enter")
    expect(page.locator(".iface-json")).to_contain_text('"Current messages": "hello"')


def test_the_focus_stays_where_it_is_after_a_submit(page, example):
    page.goto(example("message_log"))
    page.get_by_label("message").fill("hello")
    page.get_by_label("message").press("Enter")
    expect(page.locator(".iface-json")).to_contain_text("hello")
    expect(page.get_by_label("message")).to_be_focused()
