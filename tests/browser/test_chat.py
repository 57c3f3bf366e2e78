"""A conversation with a function, in a browser."""

import time
from threading import Event

import pytest
from playwright.sync_api import Page, expect

import iface


def echo(message, history):
    return f"{message} after {len(history)}"


@pytest.fixture
def gate():
    """Lets a function go on; it waits for no longer than five seconds."""
    return Event()


def box_of(page: Page):
    return page.get_by_label("Message", exact=True)


def say(page: Page, text: str) -> None:
    box_of(page).fill(text)
    box_of(page).press("Enter")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).last.click()


def messages(page: Page):
    return page.locator(".iface-message .iface-bubble")


# What is said


def test_what_is_said_is_answered(page, serve):
    page.goto(serve(iface.ChatInterface(echo)))
    for number in range(3):
        say(page, f"m{number}")
        expect(messages(page).last).to_have_text(f"m{number} after {2 * number}")
        expect(box_of(page)).to_have_value("")
    expect(messages(page)).to_have_count(6)
    expect(box_of(page)).to_be_focused()


def test_a_message_is_shown_before_it_is_answered(page, serve, gate):
    def answer(message, history):
        gate.wait(5)
        return "yes"

    page.goto(serve(iface.ChatInterface(answer)))
    say(page, "Hello")
    expect(messages(page).first).to_have_text("Hello")
    expect(page.locator(".iface-typing")).to_be_visible()
    expect(box_of(page)).to_have_value("")
    gate.set()
    expect(messages(page).last).to_have_text("yes")
    expect(page.locator(".iface-typing")).to_have_count(0)


def test_what_is_written_meanwhile_stays(page, serve, gate):
    def answer(message, history):
        gate.wait(5)
        return "yes"

    page.goto(serve(iface.ChatInterface(answer)))
    say(page, "Hello")
    expect(messages(page).first).to_have_text("Hello")
    box_of(page).press_sequentially("And")
    gate.set()
    expect(messages(page).last).to_have_text("yes")
    expect(box_of(page)).to_have_value("And")


def test_an_answer_grows(page, serve, gate):
    def answer(message, history):
        yield "One"
        yield "One two"
        gate.wait(5)
        yield "One two\n\n- **three**"

    page.goto(serve(iface.ChatInterface(answer)))
    say(page, "Count")
    expect(messages(page).last).to_have_text("One two")
    gate.set()
    expect(messages(page).last.locator("li strong")).to_have_text("three")


def test_what_has_grown_word_by_word_is_what_was_said(page, serve):
    text = "Two things to say. One is `this`, and\n\n1. the *other*\n2. that\n\n```python\nx = 1\n```\nEnd."

    def answer(message, history):
        for end in range(1, len(text) + 1):
            time.sleep(0.002)
            yield text[:end]

    page.goto(serve(iface.ChatInterface(answer)))
    say(page, "Go")
    expect(messages(page).last).to_contain_text("End.")
    expect(page.get_by_role("button", name="Retry")).to_be_visible()
    grown = messages(page).last.inner_text()
    say(page, "Go")
    expect(page.locator("[data-role=assistant]")).to_have_count(2)
    expect(messages(page).last).to_contain_text("End.")
    assert messages(page).nth(1).inner_text() == grown
    assert [one.strip() for one in messages(page).nth(1).locator("li").all_inner_texts()] == [
        "the other",
        "that",
    ]


def test_only_new_messages_are_put_in(page, serve):
    page.goto(serve(iface.ChatInterface(echo)))
    say(page, "one")
    expect(messages(page)).to_have_count(2)
    page.locator("[data-message='0']").evaluate("message => message.dataset.mine = ''")
    say(page, "two")
    expect(messages(page)).to_have_count(4)
    expect(page.locator("[data-mine]")).to_have_count(1)


def test_a_file_goes_with_a_message(page, serve, tmp_path):
    def answer(message, history):
        return f"{message['text']}: {', '.join(path.orig_name for path in message['files'])}"

    (tmp_path / "a.txt").write_text("a")
    page.goto(serve(iface.ChatInterface(answer, multimodal=True)))
    page.get_by_label("Attach files").set_input_files(tmp_path / "a.txt")
    expect(page.locator(".iface-held")).to_have_count(1)
    say(page, "Look")
    expect(messages(page).last).to_have_text("Look: a.txt")
    expect(page.locator(".iface-held")).to_have_count(0)
    expect(page.locator(".iface-attached")).to_have_text("a.txt")


def test_a_field_of_ones_own_has_a_button_beside_it(page, serve):
    page.goto(serve(iface.ChatInterface(echo, textbox=iface.Textbox(placeholder="Ask"))))
    box_of(page).fill("one")
    press(page, "Send")
    expect(messages(page).last).to_have_text("one after 0")
    say(page, "two")
    expect(messages(page).last).to_have_text("two after 2")


# What goes wrong, and what is stopped


@pytest.mark.allows("status of 400")
def test_a_failure_gives_the_message_back(page, serve):
    def answer(message, history):
        if message == "bad":
            raise iface.Error("Not that.")
        return str(len(history))

    page.goto(serve(iface.ChatInterface(answer)))
    say(page, "good")
    expect(messages(page).last).to_have_text("0")
    say(page, "bad")
    expect(page.get_by_text("Not that.")).to_be_visible()
    expect(box_of(page)).to_have_value("bad")
    expect(messages(page)).to_have_count(2)
    say(page, "good")
    expect(messages(page).last).to_have_text("2")


def test_an_answer_is_stopped_and_stays_as_far_as_it_came(page, serve):
    def answer(message, history):
        for count in range(1000):
            time.sleep(0.02)
            yield f"{message} {len(history)} " + "x" * count

    page.goto(serve(iface.ChatInterface(answer)))
    say(page, "a")
    press(page, "Stop")
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()
    expect(page.get_by_role("button", name="Retry")).to_be_visible()
    assert messages(page).last.inner_text().startswith("a 0 xx")
    say(page, "b")
    expect(messages(page).last).to_contain_text("b 2 x")
    press(page, "Stop")
    expect(page.get_by_role("button", name="Retry")).to_be_visible()


# What is done with a message


def test_a_message_is_answered_anew(page, serve):
    count = iter(range(9))
    page.goto(serve(iface.ChatInterface(lambda message, history: f"{next(count)} after {len(history)}")))
    say(page, "one")
    expect(messages(page).last).to_have_text("0 after 0")
    press(page, "Retry")
    expect(messages(page).last).to_have_text("1 after 0")
    expect(messages(page)).to_have_count(2)


def test_a_message_is_taken_back(page, serve):
    page.goto(serve(iface.ChatInterface(echo)))
    for text in ("one", "two"):
        say(page, text)
        expect(messages(page).last).to_contain_text(f"{text} after")
    press(page, "Undo")
    expect(box_of(page)).to_have_value("two")
    expect(messages(page)).to_have_count(2)
    press(page, "Undo")
    expect(box_of(page)).to_have_value("one")
    expect(page.get_by_text("No message yet")).to_be_visible()


def test_a_message_is_edited_and_answered(page, serve):
    page.goto(serve(iface.ChatInterface(echo, editable=True)))
    say(page, "one")
    expect(messages(page)).to_have_count(2)
    page.locator("[data-message='0']").hover()
    press(page, "Edit")
    page.get_by_label("Edited text").fill("other")
    press(page, "Save")
    expect(messages(page).last).to_have_text("other after 0")
    expect(messages(page)).to_have_count(2)


def test_a_conversation_is_cleared(page, serve):
    page.goto(serve(iface.ChatInterface(echo)))
    say(page, "one")
    press(page, "Clear the conversation")
    expect(messages(page)).to_have_count(0)
    say(page, "two")
    expect(messages(page).last).to_have_text("two after 0")


def test_an_example_begins_it(page, serve):
    page.goto(serve(iface.ChatInterface(echo, examples=["How are you?"], example_labels=["Ask"])))
    press(page, "Ask")
    expect(messages(page).last).to_have_text("How are you? after 0")


def test_likes_are_noted(page, serve, tmp_path):
    page.goto(serve(iface.ChatInterface(echo, flagging_mode="manual", flagging_dir=tmp_path)))
    say(page, "one")
    expect(messages(page)).to_have_count(2)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        press(page, "Like")
    assert "one after 0,Like," in (tmp_path / "log.csv").read_text()


# Conversations that are kept


def test_a_conversation_is_found_again_after_a_reload(page, serve):
    page.goto(serve(iface.ChatInterface(echo, save_history=True)))
    say(page, "The first")
    expect(page.get_by_role("button", name="The first")).to_be_visible()
    press(page, "New conversation")
    expect(messages(page)).to_have_count(0)
    say(page, "The second")
    expect(page.get_by_role("button", name="The second")).to_be_visible()
    page.reload()
    press(page, "The first")
    expect(messages(page).last).to_have_text("The first after 0")
    say(page, "Go on")
    expect(messages(page).last).to_have_text("Go on after 2")


def test_a_conversation_is_deleted(page, serve):
    page.goto(serve(iface.ChatInterface(echo, save_history=True)))
    say(page, "The first")
    press(page, "Delete this conversation")
    expect(page.get_by_role("button", name="The first")).to_have_count(0)
    expect(messages(page)).to_have_count(0)


def test_the_oldest_conversation_makes_room(page, serve):
    page.goto(serve(iface.ChatInterface(lambda message, history: "é" * 6000, save_history=True)))
    say(page, "The first")
    expect(page.get_by_role("button", name="The first")).to_be_visible()
    press(page, "New conversation")
    expect(messages(page)).to_have_count(0)
    say(page, "The second")
    expect(page.get_by_text("The oldest conversation was dropped")).to_be_visible()
    expect(page.get_by_role("button", name="The first")).to_have_count(0)


# How it looks


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 740)])
def test_it_is_as_high_as_the_window_however_much_is_said(page, serve, width, height):
    page.set_viewport_size({"width": width, "height": height})
    page.goto(serve(iface.ChatInterface(lambda message, history: "word\n\n" * 60, title="Talk")))
    for _ in range(2):
        say(page, "more")
        expect(page.get_by_role("button", name="Retry")).to_be_visible()
    size = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert size == [width, height]
    expect(box_of(page)).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(page, serve, axe, scheme):
    page.emulate_media(color_scheme=scheme)
    demo = iface.ChatInterface(echo, title="Talk", examples=["Hi"], editable=True, save_history=True)
    page.goto(serve(demo))
    assert axe(page) == []
    say(page, "one")
    expect(messages(page)).to_have_count(2)
    page.wait_for_timeout(300)
    assert axe(page) == []


# Without a script


def test_without_a_script_it_goes_on_too(plain_page, serve):
    plain_page.goto(serve(iface.ChatInterface(echo)))
    for number in range(3):
        box_of(plain_page).fill(f"m{number}")
        press(plain_page, "Send")
        expect(messages(plain_page).last).to_have_text(f"m{number} after {2 * number}")
    expect(messages(plain_page)).to_have_count(6)
    expect(box_of(plain_page)).to_have_value("")
