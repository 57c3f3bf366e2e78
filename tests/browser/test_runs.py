"""Runs in a browser: what is shown on the way, over lost connections, and how it is stopped."""

import re
import time

import pytest
from faults.visitors import FULL
from playwright.sync_api import Page, expect
from relay import relayed
from running import until

import iface


@pytest.fixture
def talking(serve, calls):
    """A generator that says numbers, ten in a second."""

    def talk(word, kept):
        text = ""
        for number in range(int(word)):
            calls.append(number)
            text += f"{number} "
            yield text, kept + 1
            time.sleep(0.1)

    inputs = [iface.Textbox(label="Count"), iface.State(0)]
    return serve(iface.Interface(talk, inputs, [iface.Textbox(label="Said"), iface.State()]))


@pytest.fixture
def slow(serve, go_on, calls):
    """A function that takes its time, with a button that cancels it."""

    def work(word):
        calls.append(word)
        go_on.wait(8)
        return word.upper()

    with iface.Blocks() as demo:
        word, shown = iface.Textbox(label="Word"), iface.Textbox(label="Shown")
        run = iface.Button("Go").click(work, word, shown, api_name="work")
        iface.Button("Cancel").click(None, cancels=run)
    return serve(demo)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def talk(page: Page, url: str, count: int) -> None:
    page.goto(url)
    page.get_by_label("Count").fill(str(count))
    press(page, "Submit")


def settled(page: Page) -> None:
    """Wait until nothing is busy any more."""
    expect(page.locator("[aria-busy]")).to_have_count(0, timeout=15_000)


def numbers(count: int) -> str:
    return "".join(f"{number} " for number in range(count))


def after(count: int) -> re.Pattern[str]:
    """What is shown when so many numbers were said, or more."""
    return re.compile(f"^{numbers(count)}")


def test_text_grows_on_the_page(page, talking):
    talk(page, talking, 12)
    expect(page.get_by_label("Said")).to_have_value(after(4))
    expect(page.get_by_label("Said")).to_have_value(numbers(12))
    settled(page)


@pytest.mark.allows("ERR_")
@pytest.mark.parametrize(("how", "seconds"), [("cut", 10 if FULL else 3), ("silent", 12)])
def test_a_network_that_fails_loses_no_token_and_shows_none_twice(page, talking, how, seconds):
    with relayed(talking) as network:
        talk(page, network.url, 10 * seconds + 40)
        expect(page.get_by_label("Said")).to_have_value(after(5))
        network.become(how)
        page.wait_for_timeout(1000 * seconds)
        before = network.taken
        network.become("whole")
        whole = numbers(10 * seconds + 40)
        expect(page.get_by_label("Said")).to_have_value(whole, timeout=30_000)
        settled(page)
        assert network.taken > before


@pytest.mark.allows("ERR_INTERNET_DISCONNECTED")
def test_a_visitor_is_told_that_the_server_does_not_answer_until_it_does(page, slow, go_on):
    page.goto(slow)
    page.get_by_label("Word").fill("abc")
    press(page, "Go")
    page.wait_for_timeout(1500)
    page.context.set_offline(True)
    told = page.get_by_text("The server does not answer. Trying again…")
    expect(told.first).to_be_visible(timeout=15_000)
    go_on.set()
    page.context.set_offline(False)
    expect(page.get_by_label("Shown")).to_have_value("ABC", timeout=15_000)
    expect(page.locator(".iface-progress")).to_have_count(0)


def test_stop_keeps_what_is_shown_and_the_state_goes_on(page, talking, calls):
    talk(page, talking, 500)
    expect(page.get_by_label("Said")).to_have_value(after(4))
    press(page, "Stop")
    settled(page)
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_hidden()
    expect(page.get_by_label("Said")).to_have_value(numbers(len(calls)))
    asked = len(calls)
    page.wait_for_timeout(400)
    assert len(calls) == asked


def test_cancelling_a_function_says_that_its_result_is_dropped(page, slow, go_on, calls):
    page.goto(slow)
    page.get_by_label("Word").fill("abc")
    press(page, "Go")
    assert until(lambda: page.wait_for_timeout(50) or calls)
    press(page, "Cancel")
    settled(page)
    go_on.set()
    page.wait_for_timeout(500)
    expect(page.get_by_label("Shown")).to_have_value("")


def test_a_generator_that_was_cancelled_before_it_said_anything_is_stopped_too(page, serve, calls):
    def late(word):
        calls.append("begun")
        time.sleep(0.6)
        for number in range(200):
            calls.append(number)
            yield str(number)
            time.sleep(0.05)

    with iface.Blocks() as demo:
        word, shown = iface.Textbox(label="Word"), iface.Textbox(label="Shown")
        run = iface.Button("Go").click(late, word, shown, api_name="work")
        iface.Button("Cancel").click(None, cancels=run)
    page.goto(serve(demo))
    press(page, "Go")
    assert until(lambda: page.wait_for_timeout(20) or calls)
    press(page, "Cancel")
    page.wait_for_timeout(1500)
    asked = len(calls)
    page.wait_for_timeout(300)
    assert len(calls) == asked < 100


def test_leaving_the_page_stops_its_generator(page, talking, calls):
    talk(page, talking, 500)
    expect(page.get_by_label("Said")).to_have_value(after(3))
    page.goto("about:blank")
    assert until(lambda: page.wait_for_timeout(300) or _stands_still(page, calls))


def _stands_still(page: Page, calls: list[int]) -> bool:
    before = len(calls)
    page.wait_for_timeout(300)
    return len(calls) == before


def test_a_bar_shows_how_far_a_function_is(page, serve, go_on, axe):
    def work(word, progress=iface.Progress()):
        progress((3, 10), desc="Reading", unit="files")
        go_on.wait(8)
        return word

    page.goto(serve(iface.Interface(work, iface.Textbox(label="Word"), iface.Textbox(label="Shown"))))
    press(page, "Submit")
    bar = page.get_by_role("progressbar", name="Reading · 3/10 files")
    expect(bar).to_have_attribute("value", "0.3")
    assert axe(page) == []
    go_on.set()
    expect(bar).to_have_count(0)


def test_who_waits_in_line_sees_the_place(page, serve, go_on, browser):
    def work(word):
        go_on.wait(8)
        return word

    url = serve(iface.Interface(work, iface.Textbox(label="Word"), "text", concurrency_limit=1))
    other = browser.new_page()
    try:
        other.goto(url)
        press(other, "Submit")
        other.wait_for_timeout(200)
        page.goto(url)
        press(page, "Submit")
        place = page.locator(".iface-progress").get_by_text("Number 1 of 1 in line")
        expect(place).to_be_visible()
        go_on.set()
        settled(page)
        expect(place).to_have_count(0)
    finally:
        other.close()


def test_another_window_shows_the_result_and_can_change_nothing(page, serve, go_on, axe):
    def work(word):
        go_on.wait(8)
        return word.upper()

    url = serve(iface.Interface(work, iface.Textbox(label="Word"), iface.Textbox(label="Shown")))
    asked = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.goto(url)
    page.get_by_label("Word").fill("abc")
    press(page, "Submit")
    assert until(lambda: page.wait_for_timeout(50) or [one for one in asked if "-/runs/" in one])
    address = next(one for one in asked if "-/runs/" in one).partition("?")[0]
    window = page.context.new_page()
    window.goto(address)
    expect(window.get_by_text("Not finished yet.")).to_be_visible()
    go_on.set()
    expect(window.get_by_label("Shown")).to_have_value("ABC", timeout=10_000)
    assert window.get_by_label("Word").is_disabled() and "iface-run=" in window.url
    assert axe(window) == []


def test_without_a_script_the_page_refreshes_itself_until_the_result_is_there(plain_page, slow, go_on):
    plain_page.goto(slow)
    plain_page.get_by_label("Word").fill("abc")
    press(plain_page, "Go")
    expect(plain_page.get_by_text("Not finished yet.")).to_be_visible()
    go_on.set()
    expect(plain_page.get_by_label("Shown")).to_have_value("ABC", timeout=10_000)


def test_a_state_that_is_yielded_shows_on_the_way_what_its_listeners_make_of_it(page, serve, go_on):
    def count(kept):
        for step in (1, 2):
            yield kept + step
            go_on.wait(8)
            go_on.clear()

    with iface.Blocks() as demo:
        kept, size = iface.State(0), iface.Textbox(label="Size")
        iface.Button("Go").click(count, kept, kept, api_name="count")
        kept.change(lambda value: f"{value} of 2", kept, size)
    page.goto(serve(demo))
    press(page, "Go")
    expect(page.get_by_label("Size")).to_have_value("1 of 2")
    expect(page.locator("form [aria-busy=true], form[aria-busy=true]").first).to_be_attached()
    go_on.set()
    expect(page.get_by_label("Size")).to_have_value("2 of 2")
    go_on.set()
    press(page, "Go")
    expect(page.get_by_label("Size")).to_have_value("3 of 2")
    go_on.set()
