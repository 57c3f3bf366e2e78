"""Live forms: the answer follows what is entered, and only that."""

import threading

import pytest
from playwright.sync_api import Page, expect

import iface
from iface.blocks import Blocks


@pytest.fixture
def live(serve, calls):
    """A live form that notes its calls and counts them in a State."""

    def follow(text, count):
        calls.append(text)
        return f"{text} {count + 1}", count + 1

    text, answer = iface.Textbox(label="Text"), iface.Textbox(label="Answer")
    return serve(iface.Interface(follow, [text, iface.State(0)], [answer, iface.State()], live=True))


def with_frozen_time(page: Page, url: str) -> None:
    """Open a page in which no time passes but what the test gives it."""
    page.clock.install(time=0)
    page.goto(url)
    page.clock.pause_at(10_000)


def answers(page: Page, text: str) -> None:
    expect(page.get_by_label("Answer")).to_have_value(text)
    expect(page.locator("[aria-busy]")).to_have_count(0)


def test_the_answer_follows_without_a_button(page, live):
    page.goto(live)
    page.get_by_label("Text").fill("hi")
    answers(page, "hi 1")


def test_letters_typed_in_one_go_are_sent_once(page, live, calls):
    with_frozen_time(page, live)
    page.get_by_label("Text").press_sequentially("hello")
    page.clock.run_for(1000)
    answers(page, "hello 1")
    assert calls == ["hello"]


def test_nothing_is_sent_while_somebody_types(page, live, calls):
    with_frozen_time(page, live)
    for letter in "hello":
        page.get_by_label("Text").press_sequentially(letter)
        page.clock.run_for(140)
    assert calls == []
    page.clock.run_for(20)
    answers(page, "hello 1")


def test_its_own_state_starts_it_no_second_time(page, live, calls):
    page.goto(live)
    page.get_by_label("Text").fill("a")
    answers(page, "a 1")
    page.get_by_label("Text").fill("b")
    answers(page, "b 2")
    assert calls == ["a", "b"]


def test_what_is_typed_while_an_answer_comes_is_answered_too(page, serve):
    slow, asked = threading.Event(), threading.Event()

    def follow(text):
        asked.set()
        if text == "a":
            slow.wait(10)
        return text.upper()

    text, answer = iface.Textbox(label="Text"), iface.Textbox(label="Answer")
    page.goto(serve(iface.Interface(follow, text, answer, live=True)))
    page.get_by_label("Text").fill("a")
    assert asked.wait(5)
    page.get_by_label("Text").fill("ab")
    page.get_by_label("Text").fill("abc")
    slow.set()
    answers(page, "ABC")


def test_an_older_answer_never_replaces_a_newer_one(page, serve):
    slow, begun = threading.Event(), threading.Event()

    def follow(text):
        if text == "old":
            begun.set()
            slow.wait(10)
        return text.upper()

    with Blocks() as demo:
        text, answer = iface.Textbox(label="Text"), iface.Textbox(label="Answer")
        iface.Button("Ask").click(follow, text, answer, trigger_mode="multiple")
    page.goto(serve(demo))
    page.get_by_label("Text").fill("old")
    page.get_by_role("button", name="Ask").click()
    assert begun.wait(5)
    page.get_by_label("Text").fill("new")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_label("Answer")).to_have_value("NEW")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        slow.set()
    answers(page, "NEW")


def test_the_field_that_is_typed_in_keeps_the_focus(page, live):
    page.goto(live)
    page.get_by_label("Text").press_sequentially("hello")
    answers(page, "hello 1")
    expect(page.get_by_label("Text")).to_be_focused()


def test_no_button_is_shown_that_nobody_needs(page, live):
    page.goto(live)
    expect(page.get_by_role("button", name="Submit")).to_have_count(0)
    expect(page.get_by_role("button", name="Clear")).to_be_visible()


def test_clear_empties_it_and_starts_the_state_over(page, live):
    page.goto(live)
    page.get_by_label("Text").fill("a")
    answers(page, "a 1")
    page.get_by_role("button", name="Clear").click()
    answers(page, "")
    page.get_by_label("Text").fill("b")
    answers(page, "b 1")


@pytest.fixture
def strict(serve):
    """A live form that minds what is entered."""

    def divide(dividend, divisor):
        if divisor == 0:
            raise iface.Error("Choose another number.", title="Cannot divide by zero")
        return dividend / divisor

    dividend, divisor = (iface.Number(label=name, required=True) for name in ("Dividend", "Divisor"))
    return serve(iface.Interface(divide, [dividend, divisor], iface.Number(label="Answer"), live=True))


@pytest.mark.allows("status of 422")
def test_a_bad_field_does_not_take_the_focus_from_the_one_that_is_typed_in(page, strict):
    page.goto(strict)
    page.get_by_label("Divisor").press_sequentially("12")
    expect(page.get_by_text("Fill in this field.")).to_be_visible()
    expect(page.get_by_label("Divisor")).to_be_focused()


@pytest.mark.allows("status of 422")
def test_a_message_goes_when_the_entries_fit(page, strict):
    page.goto(strict)
    page.get_by_label("Divisor").fill("8")
    expect(page.get_by_text("Fill in this field.")).to_be_visible()
    page.get_by_label("Dividend").fill("4")
    answers(page, "0.5")
    expect(page.get_by_text("Fill in this field.")).to_have_count(0)


@pytest.mark.allows("status of 400", "status of 422")
def test_errors_do_not_pile_up(page, strict):
    page.goto(strict)
    page.get_by_label("Dividend").fill("5")
    page.get_by_label("Divisor").fill("0")
    expect(page.get_by_role("alert")).to_have_count(1)
    with page.expect_response(lambda answer: answer.status == 400):
        page.get_by_label("Dividend").fill("6")
    expect(page.locator("[aria-busy]")).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(1)


@pytest.mark.allows("status of 400", "status of 422")
def test_an_error_goes_when_the_next_answer_is_good(page, strict):
    page.goto(strict)
    page.get_by_label("Dividend").fill("5")
    page.get_by_label("Divisor").fill("0")
    expect(page.get_by_role("alert")).to_have_count(1)
    page.get_by_label("Divisor").fill("2")
    answers(page, "2.5")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_an_example_is_answered_as_if_it_had_been_entered(page, serve):
    text, answer = iface.Textbox(label="Text"), iface.Textbox(label="Answer")
    page.goto(serve(iface.Interface(lambda text: text.upper(), text, answer, live=True, examples=["a", "b"])))
    page.get_by_role("button", name="b", exact=True).click()
    answers(page, "B")
