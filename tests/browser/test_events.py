"""What follows what, how often, and what a visitor is told: the events of a page in a real browser."""

import re
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import iface


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def settled(page: Page) -> None:
    """Wait until every answer has been put in place."""
    expect(page.locator("[aria-busy]")).to_have_count(0)


def shows(page: Page, label: str, text: str) -> None:
    expect(page.get_by_label(label, exact=True)).to_have_value(text)


@pytest.fixture
def opened(page, serve) -> Callable[[Any], Page]:
    """`opened(demo) -> page`."""

    def open_(demo: Any) -> Page:
        page.goto(serve(demo))
        return page

    return open_


# Chains


def chain(link: Callable[[iface.Textbox, Callable[..., Any]], Any], fails: bool = False) -> iface.Blocks:
    """A page whose button notes "a" (and raises), with what `link` lets follow it."""
    with iface.Blocks() as demo:
        noted = iface.Textbox("", label="Noted")

        def note(letter: str) -> Callable[[str], str]:
            return lambda text: text + letter

        def first(text: str) -> str:
            if fails:
                raise iface.Error("It did not work.")
            return text + "a"

        link(noted, note, iface.Button("Go").click(first, noted, noted))
    return demo


def test_three_steps_follow_one_press(opened):
    def link(noted, note, first):
        steps = first.then(note("b"), noted, noted).then(note("c"), noted, noted)
        steps.then(note("d"), noted, noted)

    page = opened(chain(link))
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        press(page, "Go")
    shows(page, "Noted", "abcd")


def test_a_chain_is_one_request(opened):
    posts = []
    page = opened(chain(lambda noted, note, first: first.then(note("b"), noted, noted)))
    page.on("request", lambda sent: sent.method == "POST" and posts.append(sent.url))
    press(page, "Go")
    shows(page, "Noted", "ab")
    assert len(posts) == 1


def branches(noted, note, first):
    first.success(note("s"), noted, noted)
    first.failure(note("f"), noted, noted)
    first.then(note("t"), noted, noted)


@pytest.mark.allows("status of 400")
def test_an_error_is_followed_by_failure_and_then_and_not_by_success(opened):
    page = opened(chain(branches, fails=True))
    press(page, "Go")
    shows(page, "Noted", "ft")
    expect(page.get_by_role("alert")).to_contain_text("It did not work.")


def test_a_good_run_is_followed_by_success_and_then_and_not_by_failure(opened):
    page = opened(chain(branches))
    press(page, "Go")
    shows(page, "Noted", "ast")


def test_two_values_that_change_each_other_come_to_rest(opened):
    with iface.Blocks() as demo:
        celsius = iface.Number(0, label="Celsius")
        fahrenheit = iface.Number(32, label="Fahrenheit")
        celsius.change(lambda degrees: round(degrees * 9 / 5 + 32), celsius, fahrenheit)
        fahrenheit.change(lambda degrees: round((degrees - 32) * 5 / 9), fahrenheit, celsius)
    page = opened(demo)
    page.get_by_label("Celsius").fill("100")
    shows(page, "Fahrenheit", "212")
    page.get_by_label("Fahrenheit").fill("50")
    shows(page, "Celsius", "10")


# How often


@pytest.fixture
def clicked(serve, calls) -> Callable[[str], str]:
    """`clicked("once") -> url` of a page whose button counts its runs, of 0.6 seconds each."""

    def served(mode: str) -> str:
        with iface.Blocks() as demo:
            word = iface.Textbox(label="Word")
            shown = iface.Textbox(label="Shown", interactive=False)

            def count(word):
                calls.append(word)
                time.sleep(0.6)
                return word

            iface.Button("Count").click(count, word, shown, trigger_mode=mode)
        return serve(demo)

    return served


@pytest.mark.parametrize("clicks", [2, 3])
def test_a_button_clicked_several_times_runs_once(page, clicked, calls, clicks):
    page.goto(clicked("once"))
    page.get_by_label("Word").fill("one")
    page.get_by_role("button", name="Count").click(click_count=clicks)
    shows(page, "Shown", "one")
    settled(page)
    assert calls == ["one"]


def test_a_button_that_may_run_beside_itself_does(page, clicked, calls):
    page.goto(clicked("multiple"))
    page.get_by_role("button", name="Count").click(click_count=3)
    settled(page)
    assert len(calls) == 3


def test_always_last_runs_at_once_and_then_with_the_newest_entry(page, clicked, calls):
    page.goto(clicked("always_last"))
    for word in ("one", "two", "three"):
        page.get_by_label("Word").fill(word)
        press(page, "Count")
    shows(page, "Shown", "three")
    settled(page)
    assert calls == ["one", "three"]


def test_typing_does_not_pile_up_requests(page, serve):
    posts: list[str] = []
    with iface.Blocks() as demo:
        word = iface.Textbox(label="Word")
        shown = iface.Textbox(label="Shown", interactive=False)
        word.change(lambda word: time.sleep(0.1) or word, word, shown)
    page.goto(serve(demo))
    page.on("request", lambda sent: sent.method == "POST" and posts.append(sent.url))
    page.get_by_label("Word").press_sequentially("a quick brown fox jumps", delay=20)
    shows(page, "Shown", "a quick brown fox jumps")
    assert len(posts) <= 6


def test_a_cancelled_event_shows_nothing(page, serve):
    go_on = threading.Event()
    with iface.Blocks() as demo:
        shown = iface.Textbox("nothing", label="Shown", interactive=False)
        slow = iface.Button("Slow").click(lambda: go_on.wait(5) and "too late", None, shown)
        iface.Button("Stop").click(None, cancels=[slow])
    page.goto(serve(demo))
    press(page, "Slow")
    expect(page.get_by_role("button", name="Slow")).to_have_attribute("aria-busy", "true")
    press(page, "Stop")
    settled(page)
    go_on.set()
    page.wait_for_timeout(300)
    shows(page, "Shown", "nothing")


def test_a_cancelled_event_can_run_again(page, serve):
    pauses = iter([3, 0])
    with iface.Blocks() as demo:
        shown = iface.Textbox("nothing", label="Shown", interactive=False)
        slow = iface.Button("Slow").click(lambda: time.sleep(next(pauses)) or "done", None, shown)
        iface.Button("Stop").click(None, cancels=slow)
    page.goto(serve(demo))
    press(page, "Slow")
    press(page, "Stop")
    settled(page)
    press(page, "Slow")
    shows(page, "Shown", "done")


def test_a_timer_ticks_until_it_is_stopped(page, serve, calls):
    with iface.Blocks() as demo:
        ticks = iface.State(0)
        shown = iface.Textbox("0", label="Ticks", interactive=False)
        timer = iface.Timer(0.2)

        def tick(ticks):
            calls.append(ticks)
            return ticks + 1, str(ticks + 1)

        timer.tick(tick, ticks, [ticks, shown])
        iface.Button("Stop").click(lambda: iface.Timer(active=False), None, timer)
    page.goto(serve(demo))
    expect(page.get_by_label("Ticks")).to_have_value(re.compile("[1-9]"))
    press(page, "Stop")
    settled(page)
    page.wait_for_timeout(300)
    before = len(calls)
    page.wait_for_timeout(700)
    assert len(calls) == before


# What a visitor is told, and what a function is told


@pytest.mark.parametrize("level", ["Info", "Warning", "Success"])
def test_what_a_function_says_is_shown_and_announced(opened, level):
    with iface.Blocks() as demo:
        iface.Button("Say").click(lambda: getattr(iface, level)("The <b>words</b> of it"), None, None)
    page = opened(demo)
    press(page, "Say")
    said = page.get_by_role("region", name="Notifications")
    expect(said).to_contain_text("The <b>words</b> of it")
    expect(said).to_have_attribute("aria-live", "polite")
    expect(page.locator(f".iface-toast[data-level={level.lower()}]")).to_have_count(1)


def test_a_message_can_be_dismissed(opened):
    with iface.Blocks() as demo:
        iface.Button("Say").click(lambda: iface.Info("Words", duration=None), None, None)
    page = opened(demo)
    press(page, "Say")
    expect(page.get_by_text("Words")).to_be_visible()
    press(page, "Dismiss")
    expect(page.get_by_text("Words")).to_have_count(0)


@pytest.mark.parametrize("kind", [iface.Radio, iface.Dropdown, iface.CheckboxGroup])
def test_a_function_is_told_what_was_selected(opened, kind):
    with iface.Blocks() as demo:
        choice = kind(["red", "green", "blue"], label="Colour")
        told = iface.Textbox(label="Told", interactive=False)

        def tell(event: iface.SelectData):
            return f"{event.index} {event.value} {event.selected}"

        choice.select(tell, None, told)
    page = opened(demo)
    if kind is iface.Dropdown:
        page.get_by_label("Colour").select_option("green")
    else:
        page.get_by_label("green").check()
    shows(page, "Told", "1 green True")


def test_a_function_is_told_that_a_choice_was_taken_back(opened):
    with iface.Blocks() as demo:
        choice = iface.CheckboxGroup(["red", "green"], value=["green"], label="Colour")
        told = iface.Textbox(label="Told", interactive=False)

        def tell(event: iface.SelectData):
            return f"{event.value} {event.selected}"

        choice.select(tell, None, told)
    page = opened(demo)
    page.get_by_label("green").uncheck()
    shows(page, "Told", "green False")


def test_a_function_is_told_which_key_was_released(opened):
    with iface.Blocks() as demo:
        word = iface.Dropdown(["ab", "cd"], value=None, allow_custom_value=True, label="Word")
        told = iface.Textbox(label="Told", interactive=False)

        def tell(event: iface.KeyUpData):
            return f"{event.key} {event.input_value}"

        word.key_up(tell, None, told)
    page = opened(demo)
    page.get_by_label("Word").press_sequentially("ab")
    shows(page, "Told", "b ab")


def test_a_function_that_asks_for_the_request_gets_it(opened):
    with iface.Blocks() as demo:
        told = iface.Textbox(label="Told", interactive=False)

        def tell(request: iface.Request):
            return f"{request.client.host} {request.headers['accept']} {bool(request.session_hash)}"

        iface.Button("Ask").click(tell, None, told)
    page = opened(demo)
    press(page, "Ask")
    shows(page, "Told", "127.0.0.1 application/json, text/event-stream True")


# What starts an event


def test_focus_blur_and_submit_start_events(opened):
    with iface.Blocks() as demo:
        word = iface.Textbox(label="Word")
        told = iface.Textbox("", label="Told", interactive=False)
        for verb in ("focus", "blur", "submit"):
            getattr(word, verb)(lambda text, verb=verb: f"{text} {verb}".strip(), told, told)
    page = opened(demo)
    page.get_by_label("Word").focus()
    shows(page, "Told", "focus")
    page.get_by_label("Word").press("Enter")
    shows(page, "Told", "focus submit")
    page.get_by_label("Word").blur()
    shows(page, "Told", "focus submit blur")


def test_a_slider_that_is_let_go_starts_an_event(opened):
    with iface.Blocks() as demo:
        slider = iface.Slider(0, 10, step=1, label="Level")
        told = iface.Textbox("", label="Told", interactive=False)
        slider.release(str, slider, told)
    page = opened(demo)
    page.get_by_role("slider").press("ArrowRight")
    shows(page, "Told", "1")


def test_one_function_can_have_several_triggers(opened):
    with iface.Blocks() as demo:
        count = iface.State(0)
        told = iface.Textbox("", label="Told", interactive=False)
        buttons = [iface.Button(name) for name in ("One", "Two")]

        @iface.on([one.click for one in buttons], inputs=count, outputs=[count, told])
        def tell(count):
            return count + 1, str(count + 1)

    page = opened(demo)
    press(page, "One")
    shows(page, "Told", "1")
    press(page, "Two")
    shows(page, "Told", "2")


def test_two_listeners_of_one_button_both_run(opened):
    with iface.Blocks() as demo:
        first, second = (iface.Textbox(label=name, interactive=False) for name in ("First", "Second"))
        both = iface.Button("Both")
        both.click(lambda: "one", None, first)
        both.click(lambda: "two", None, second)
    page = opened(demo)
    press(page, "Both")
    shows(page, "First", "one")
    shows(page, "Second", "two")


# What a function takes and gives


def test_inputs_as_a_set_come_as_one_dict(opened):
    with iface.Blocks() as demo:
        first, second = iface.Number(2, label="First"), iface.Number(3, label="Second")
        total = iface.Number(label="Total")
        iface.Button("Add").click(lambda data: data[first] + data[second], {first, second}, total)
    page = opened(demo)
    press(page, "Add")
    shows(page, "Total", "5")


def test_a_dict_of_components_leaves_the_others_as_they_are(opened):
    with iface.Blocks() as demo:
        first, second = (iface.Textbox("old", label=name, interactive=True) for name in ("First", "Second"))
        iface.Button("Go").click(lambda: {second: "new"}, None, [first, second])
    page = opened(demo)
    page.get_by_label("First").fill("mine")
    press(page, "Go")
    shows(page, "Second", "new")
    shows(page, "First", "mine")


def test_skip_leaves_an_output_as_it_is(opened):
    with iface.Blocks() as demo:
        first, second = (iface.Textbox("old", label=name, interactive=True) for name in ("First", "Second"))
        iface.Button("Go").click(lambda: (iface.skip(), "new"), None, [first, second])
    page = opened(demo)
    page.get_by_label("First").fill("mine")
    press(page, "Go")
    shows(page, "Second", "new")
    shows(page, "First", "mine")


# What the browser keeps


@pytest.fixture
def listed(serve, go_on) -> str:
    """A page of two buttons that each add a letter to what the browser keeps; the first takes its time."""

    def slowly(kept: list[str]) -> list[Any]:
        go_on.wait(8)
        return [[*kept, "a"], " ".join([*kept, "a"])]

    with iface.Blocks() as demo:
        kept, shown = iface.BrowserState([""]), iface.Textbox(label="Shown")
        iface.Button("a").click(slowly, kept, [kept, shown])
        iface.Button("b").click(lambda kept: [[*kept, "b"], " ".join([*kept, "b"])], kept, [kept, shown])
        demo.load(lambda kept: " ".join(kept), kept, shown)
    return serve(demo)


def test_of_two_events_in_flight_both_keep_what_they_change(page, listed, go_on):
    page.goto(listed)
    press(page, "a")
    press(page, "b")
    go_on.set()
    shows(page, "Shown", " a b")
    page.reload()
    shows(page, "Shown", " a b")


def test_a_tab_knows_what_another_has_kept_since(page, listed, go_on):
    page.goto(listed)
    other = page.context.new_page()
    other.goto(listed)
    go_on.set()
    press(other, "a")
    shows(other, "Shown", " a")
    expect(page.locator("[data-storage-key]")).to_have_value('["", "a"]')
    press(page, "b")
    shows(page, "Shown", " a b")
