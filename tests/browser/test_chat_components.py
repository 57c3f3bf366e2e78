"""Conversations, and texts with files, in a browser."""

import pytest
from playwright.sync_api import Page, expect
from running import until_in

import iface
from iface.helpers import EditData, LikeData, RetryData, SelectData, UndoData

CODE = "```python\nprint(1)\n```"
HISTORY = [
    {"role": "user", "content": "What is a *state*?"},
    {"role": "assistant", "content": "Looking", "metadata": {"title": "Thinking", "status": "pending"}},
    {
        "role": "assistant",
        "content": f"A **value**.\n\n{CODE}",
        "options": [{"value": "more", "label": "Go on"}],
    },
]


@pytest.fixture
def chat(serve):
    """`chat(history, **arguments) -> url`: a conversation in which everything can be done."""

    def serve_one(history=(), **arguments):
        with iface.Blocks() as demo:
            conversation = iface.Chatbot(list(history), label="Talk", editable="user", **arguments)
            box = iface.MultimodalTextbox(label="Message", file_count="multiple")
            told = iface.Textbox(label="Told")
            box.submit(answer, [box, conversation], [conversation, box])
            conversation.like(liked, None, told)
            conversation.retry(retried, conversation, told)
            conversation.undo(undone, conversation, [conversation, told])
            conversation.edit(edited, conversation, [conversation, told])
            conversation.option_select(selected, None, told)
            conversation.example_select(selected, None, told)
            conversation.clear(lambda: [], None, conversation)
        return serve(demo)

    return serve_one


def answer(message, history):
    names = ", ".join(path.orig_name for path in message["files"])
    history.append({"role": "user", "content": message})
    history.append({"role": "assistant", "content": f"{message['text']!r} with {names or 'nothing'}"})
    return history, ""


def liked(data: LikeData):
    return f"{data.index} {data.value} {data.liked}"


def retried(history, data: RetryData):
    return f"{data.index} {data.value} {len(history)}"


def undone(history, data: UndoData):
    return history[: data.index], f"{data.index} {data.value}"


def edited(history, data: EditData):
    return [{"role": "user", "content": data.value}], f"{data.index} {data.previous_value} {data.value}"


def selected(data: SelectData):
    return f"{data.index} {data.value}"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).last.click()


def box_of(page: Page):
    return page.get_by_label("Message", exact=True)


def told(page: Page, text: str) -> None:
    expect(page.get_by_label("Told")).to_have_value(text)


def say(page: Page, text: str) -> None:
    box_of(page).fill(text)
    box_of(page).press("Enter")
    expect(box_of(page)).to_have_value("")


def distance(page: Page) -> float:
    """Pixels from what is in sight to the end."""
    return page.get_by_role("log").evaluate("log => log.scrollHeight - log.scrollTop - log.clientHeight")


# What is said


def test_enter_says_it(page, chat):
    page.goto(chat())
    say(page, "Hello")
    expect(page.get_by_role("log")).to_contain_text("'Hello' with nothing")


def test_the_conversation_goes_on_where_it_was(page, chat):
    page.goto(chat())
    say(page, "One")
    say(page, "Two")
    expect(page.locator(".iface-message")).to_have_count(4)


def test_shift_and_enter_begin_a_line(page, chat):
    page.goto(chat())
    box_of(page).press_sequentially("one")
    box_of(page).press("Shift+Enter")
    box_of(page).press_sequentially("two")
    expect(box_of(page)).to_have_value("one\ntwo")
    expect(page.locator(".iface-message")).to_have_count(0)


def test_enter_in_an_empty_field_says_nothing(page, chat):
    page.goto(chat())
    box_of(page).press("Enter")
    page.wait_for_timeout(200)
    expect(page.locator(".iface-message")).to_have_count(0)


def test_the_round_button_says_it_once(page, chat):
    page.goto(chat())
    box_of(page).fill("Hello")
    press(page, "Send")
    expect(page.locator(".iface-message")).to_have_count(2)


def test_without_a_listener_enter_presses_the_forms_main_button(page, serve):
    box = iface.MultimodalTextbox(label="Message")
    page.goto(serve(iface.Interface(lambda said: said["text"].upper(), box, iface.Textbox(label="Told"))))
    box_of(page).fill("one")
    box_of(page).press("Enter")
    told(page, "ONE")


def test_files_are_attached_and_go_with_the_text(page, chat, tmp_path):
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "b.txt").write_text("b")
    page.goto(chat())
    box_of(page).fill("Look")
    page.get_by_label("Attach files").set_input_files([tmp_path / "a.txt", tmp_path / "b.txt"])
    expect(page.locator(".iface-held")).to_have_count(2)
    expect(box_of(page)).to_have_value("Look")
    box_of(page).press("Enter")
    expect(page.get_by_role("log")).to_contain_text("'Look' with a.txt, b.txt")
    expect(page.locator(".iface-held")).to_have_count(0)


def test_an_attached_file_can_be_taken_away_again(page, chat, tmp_path):
    (tmp_path / "a.txt").write_text("a")
    page.goto(chat())
    page.get_by_label("Attach files").set_input_files(tmp_path / "a.txt")
    box_of(page).fill("Look")
    press(page, "Remove a.txt")
    expect(page.locator(".iface-held")).to_have_count(0)
    expect(box_of(page)).to_have_value("Look")


def test_a_long_text_that_is_pasted_becomes_a_file(page, chat):
    page.goto(chat())
    box_of(page).evaluate(
        """field => {
          const clipboardData = new DataTransfer()
          clipboardData.setData("text/plain", "x".repeat(1001))
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
        }"""
    )
    expect(page.locator(".iface-held")).to_contain_text("pasted text.txt")


# What is done with a message


def test_a_message_can_be_liked_and_the_like_taken_back(page, chat):
    page.goto(chat([{"role": "assistant", "content": "**Hi**"}]))
    press(page, "Like")
    told(page, "0 **Hi** True")
    expect(page.get_by_role("button", name="Like", exact=True)).to_have_attribute("aria-pressed", "true")
    press(page, "Like")
    told(page, "0 **Hi** None")
    press(page, "Dislike")
    told(page, "0 **Hi** False")


def test_a_like_is_still_shown_when_more_was_said(page, chat):
    page.goto(chat([{"role": "assistant", "content": "Hi"}]))
    press(page, "Like")
    say(page, "Hello")
    expect(page.get_by_role("button", name="Like", exact=True).first).to_have_attribute(
        "aria-pressed", "true"
    )


def test_a_retry_names_what_the_user_said_last(page, chat):
    page.goto(chat(HISTORY))
    press(page, "Retry")
    told(page, "0 What is a *state*? 3")


def test_an_undo_takes_it_back(page, chat):
    page.goto(chat(HISTORY))
    press(page, "Undo")
    told(page, "0 What is a *state*?")
    expect(page.get_by_text("No message yet")).to_be_visible()


def test_pairs_are_told_by_their_rows(page, chat):
    page.goto(chat([["One", "Two"], ["Three", "Four"]], type="tuples"))
    press(page, "Retry")
    told(page, "1 Three 2")
    press(page, "Like")
    told(page, "(1, 1) Four True")


def test_a_message_is_edited_in_its_own_words(page, chat):
    page.goto(chat(HISTORY))
    press(page, "Edit")
    expect(page.get_by_label("Edited text")).to_have_value("What is a *state*?")
    page.get_by_label("Edited text").fill("And now?")
    press(page, "Save")
    told(page, "0 What is a *state*? And now?")
    expect(page.locator(".iface-message")).to_have_count(1)


def test_an_edit_can_be_given_up(page, chat):
    page.goto(chat(HISTORY))
    press(page, "Edit")
    page.get_by_label("Edited text").press("Escape")
    expect(page.get_by_label("Edited text")).to_have_count(0)
    expect(page.get_by_role("button", name="Edit")).to_be_focused()
    told(page, "")


def test_editing_is_no_change_of_the_conversation(page, serve, calls):
    with iface.Blocks() as demo:
        conversation = iface.Chatbot(HISTORY, editable="user")
        conversation.change(calls.append, conversation)
        conversation.edit(lambda: None)
    page.goto(serve(demo))
    press(page, "Edit")
    page.get_by_label("Edited text").press_sequentially("more")
    page.wait_for_timeout(300)
    assert calls == []


def test_an_option_and_an_example_are_told(page, chat):
    page.goto(chat(HISTORY))
    press(page, "Go on")
    told(page, "2 more")
    page.goto(chat(examples=[{"text": "Hi there", "display_text": "Hi"}]))
    press(page, "Hi")
    told(page, "0 {'text': 'Hi there', 'files': []}")


def test_the_conversation_can_be_cleared(page, chat):
    page.goto(chat(HISTORY))
    press(page, "Clear the conversation")
    expect(page.locator(".iface-message")).to_have_count(0)


def test_a_message_and_its_code_can_be_copied(page, chat):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(chat(HISTORY))
    page.locator(".iface-snippet").get_by_role("button").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "print(1)\n"
    page.locator("[data-message='2'] .iface-controls").get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_have_count(2)
    assert page.evaluate("navigator.clipboard.readText()") == HISTORY[2]["content"]


# What is in sight

LONG = [
    {"role": "user" if place % 2 == 0 else "assistant", "content": f"Message {place}"} for place in range(40)
]


def test_the_newest_message_is_in_sight(page, chat):
    page.goto(chat(LONG))
    expect(page.get_by_text("Message 39")).to_be_in_viewport()
    say(page, "Hello")
    expect(page.get_by_text("'Hello' with nothing").first).to_be_in_viewport()
    assert distance(page) < 2


def test_who_reads_further_up_is_left_there_until_they_ask(page, chat):
    page.goto(chat(LONG))
    page.get_by_role("log").evaluate("log => log.scrollTop = 100")
    expect(page.get_by_role("button", name="Scroll to the end")).to_be_visible()
    say(page, "Hello")
    assert page.get_by_role("log").evaluate("log => log.scrollTop") == 100
    press(page, "Scroll to the end")
    expect(page.get_by_text("'Hello' with nothing").first).to_be_in_viewport()
    expect(page.get_by_role("button", name="Scroll to the end")).to_be_hidden()


def test_text_that_is_added_to_the_last_message_stays_in_sight(page, chat):
    page.goto(chat(LONG))
    page.locator("[data-text]").last.evaluate("text => text.append('more '.repeat(2000))")
    until_in(
        page,
        "[...document.querySelectorAll('.iface-log')].every("
        "(log) => log.scrollHeight - log.scrollTop - log.clientHeight < 2)",
    )


def test_what_is_new_is_told_to_screen_readers(page, chat):
    page.goto(chat(HISTORY))
    say(page, "Hello")
    expect(page.locator("[aria-live=polite].iface-hidden")).to_contain_text("'Hello' with nothing")


def test_a_component_in_a_message_brings_what_it_needs(page, serve):
    with iface.Blocks() as demo:
        conversation = iface.Chatbot(label="Talk")
        shown = [{"role": "assistant", "content": iface.Code("print(1)", "python", render=False)}]
        iface.Button("Show").click(lambda: shown, None, conversation)
    page.goto(serve(demo))
    press(page, "Show")
    expect(page.get_by_role("log").locator("pre")).to_contain_text("print(1)")
    expect(page.get_by_role("log").get_by_role("button", name="Copy", exact=True)).to_be_visible()
    assert page.evaluate("[...document.styleSheets].some(({ href }) => href?.endsWith('/code.css'))")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("layout", ["bubble", "panel"])
def test_everybody_can_use_it(page, chat, axe, scheme, layout, tmp_path):
    (tmp_path / "a.txt").write_text("a")
    page.emulate_media(color_scheme=scheme)
    page.goto(chat([*HISTORY, {"role": "system", "content": "A note"}, *LONG], layout=layout))
    page.get_by_label("Attach files").set_input_files(tmp_path / "a.txt")
    expect(page.locator(".iface-held")).to_have_count(1)
    page.get_by_role("log").evaluate("log => log.scrollTop = 0")
    page.wait_for_timeout(300)
    assert axe(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_begin(page, chat, axe, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(chat(placeholder="## Welcome", examples=["Hi"]))
    assert axe(page) == []


def test_nothing_is_wider_than_a_phone(page, chat):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(
        chat(
            [
                *HISTORY,
                {"role": "user", "content": "x" * 300},
                {"role": "assistant", "content": f"```\n{'y' * 300}\n```"},
            ]
        )
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.get_by_role("log").evaluate("log => log.scrollWidth - log.clientWidth") == 0


# Without a script


def test_without_a_script_a_text_is_said_with_its_files(plain_page, serve, tmp_path):
    (tmp_path / "a.txt").write_text("a")
    with iface.Blocks() as demo:
        conversation = iface.Chatbot(label="Talk")
        box = iface.MultimodalTextbox(label="Message", file_count="multiple", submit_btn=False)
        iface.Button("Say").click(answer, [box, conversation], [conversation, box])
    plain_page.goto(serve(demo))
    for place in (1, 2):
        box_of(plain_page).fill(f"Look {place}")
        plain_page.locator("input[type=file]").set_input_files(tmp_path / "a.txt")
        press(plain_page, "Say")
        expect(plain_page.get_by_role("log")).to_contain_text(f"'Look {place}' with a.txt")
    expect(plain_page.locator(".iface-message")).to_have_count(4)


def test_without_a_script_nothing_is_shown_that_needs_one(plain_page, chat):
    plain_page.goto(chat(HISTORY))
    expect(plain_page.get_by_role("log").get_by_role("button")).to_have_count(0)
