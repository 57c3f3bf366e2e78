"""Conversations: what a program writes, what a function takes, and what is shown."""

import json
import logging
import os
import pickle
import tempfile
import time
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import iface
from iface import Chatbot, files, rendering
from iface.components.chatbot import ChatMessage
from iface.errors import DesignError, InputError
from iface.files.store import FileStore
from iface.helpers import CopyData, EditData, LikeData, RetryData
from iface.schema import Inputs

PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(60)

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=8), below, max_size=3),
    max_leaves=10,
)
nearly = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant", "system", "tool", None]) | anything, "content": anything},
    optional={"metadata": anything, "options": anything, "other": anything},
)


@pytest.fixture
def session(tmp_path):
    """A session's files, which everything in the test goes to."""
    mine = FileStore(tmp_path / "files").of("ab" * 10)
    with files.serving(mine):
        yield mine


@pytest.fixture
def picture():
    """The path of a picture that a function has made."""
    path = Path(tempfile.mkdtemp()) / "cat.png"
    path.write_bytes(PIXEL)
    return path


def said(role, text):
    return {"role": role, "content": text}


def placed(**arguments):
    """A Chatbot as it stands on a page, with verbs that are listened to."""
    verbs = arguments.pop("listened", "")
    one = Chatbot(**arguments)
    one.id, one.name, one.listened = 1, "chat", frozenset(verbs.split())
    return one


# What a program writes


def test_messages_come_out_with_their_parts():
    assert Chatbot().postprocess([said("user", "Hi")]) == [
        {"role": "user", "content": [{"type": "text", "text": "Hi"}], "metadata": {}, "options": []}
    ]


def test_no_conversation_is_an_empty_one():
    assert Chatbot().postprocess(None) == []


def test_a_chat_message_is_one_too():
    one = ChatMessage(role="assistant", content="Hi", metadata={"title": "Thinking"})
    assert Chatbot().postprocess([one]) == Chatbot().postprocess(
        [{"role": "assistant", "content": "Hi", "metadata": {"title": "Thinking"}}]
    )


def test_a_chat_message_takes_role_and_content_in_either_order():
    assert ChatMessage("user", "Hi") == ChatMessage("Hi", "user") == ChatMessage(content="Hi", role="user")


def test_pairs_become_messages():
    shown = Chatbot().postprocess([["Hi", "Hello"], ("How are you?", None), [None, "Well"]])
    assert [(one["role"], one["content"][0]["text"]) for one in shown] == [
        ("user", "Hi"),
        ("assistant", "Hello"),
        ("user", "How are you?"),
        ("assistant", "Well"),
    ]


def test_an_indented_text_loses_its_indentation():
    shown = Chatbot().postprocess([said("user", "\n    # One\n    two\n")])
    assert shown[0]["content"][0]["text"] == "# One\ntwo"


@pytest.mark.parametrize(
    "value",
    ["Hi", 7, [7], ["Hi"], [{"role": "tool", "content": "x"}], [{"content": "x"}], [said("user", object())]],
)
def test_what_is_no_conversation_is_refused(value):
    with pytest.raises(ValueError):
        Chatbot().postprocess(value)


def test_a_first_value_that_is_no_conversation_is_refused_at_once():
    with pytest.raises(DesignError, match="role"):
        Chatbot([{"text": "Hi"}])


@pytest.mark.parametrize(
    "content", [lambda path: (path,), lambda path: {"path": path}, lambda path: Path(path)]
)
def test_a_file_is_kept_however_it_is_said(session, picture, content):
    (shown,) = Chatbot().postprocess([said("user", content(str(picture)))])
    assert shown["content"][0]["file"]["name"] == "cat.png"


def test_text_and_files_stand_in_one_message(session, picture):
    content = ["Look", {"path": str(picture), "alt_text": "A cat"}]
    (shown,) = Chatbot().postprocess([said("user", content)])
    assert [part["type"] for part in shown["content"]] == ["text", "file"]
    assert shown["content"][1]["alt_text"] == "A cat"


def test_what_a_multimodal_textbox_gave_is_a_message(session, picture):
    (shown,) = Chatbot().postprocess([said("user", {"text": "Look", "files": [str(picture)]})])
    assert [part["type"] for part in shown["content"]] == ["text", "file"]


def test_a_text_that_looks_like_a_path_stays_text():
    (shown,) = Chatbot().postprocess([said("user", "/etc/passwd")])
    assert shown["content"] == [{"type": "text", "text": "/etc/passwd"}]


def test_a_file_outside_of_the_allowed_folders_is_refused(session):
    with pytest.raises(ValueError, match="outside of the folders"):
        Chatbot().postprocess([said("user", (os.__file__,))])


# What a function takes


def test_one_text_stands_for_itself(take):
    assert take(Chatbot(), [said("user", "Hi")]) == [
        {"role": "user", "content": "Hi", "metadata": {}, "options": []}
    ]


def test_a_file_comes_in_as_a_tuple_of_its_path(take, session, picture):
    chat = Chatbot()
    (one,) = take(chat, chat.postprocess([said("user", (str(picture),))]))
    assert Path(one["content"][0]).read_bytes() == PIXEL
    assert one["content"][0].orig_name == "cat.png"


def test_several_parts_come_in_as_a_list(take, session, picture):
    chat = Chatbot()
    (one,) = take(chat, chat.postprocess([said("user", ["Look", (str(picture), "A cat")])]))
    assert one["content"][0] == {"type": "text", "text": "Look"}
    assert one["content"][1]["alt_text"] == "A cat"


def test_tuples_come_in_as_pairs(take):
    sent = [said("user", "Hi"), said("assistant", "Hello"), said("assistant", "You?"), said("user", "Well")]
    assert take(Chatbot(type="tuples"), sent) == [["Hi", "Hello"], [None, "You?"], ["Well", None]]


@pytest.mark.parametrize("kind", ["messages", "tuples"])
def test_what_was_given_can_be_given_back(session, picture, kind):
    chat = Chatbot(type=kind)
    data = chat.postprocess(
        [said("user", "Hi"), said("assistant", (str(picture), "A cat")), said("user", "So")]
    )
    assert chat.postprocess(chat.preprocess(data)) == data


def test_a_file_that_is_given_back_is_not_kept_again(session, picture):
    chat = Chatbot()
    data = chat.postprocess([said("user", (str(picture),))])
    before = sorted(session._folder.iterdir())
    chat.postprocess(chat.preprocess(data))
    assert sorted(session._folder.iterdir()) == before


@pytest.mark.parametrize("copied", [deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_a_conversation_with_files_can_be_copied_and_kept(session, picture, copied):
    chat = Chatbot()
    value = chat.preprocess(chat.postprocess([said("user", (str(picture),))]))
    assert copied(value)[0]["content"][0].orig_name == "cat.png"


def test_changing_what_came_in_changes_nothing_that_is_remembered():
    chat = Chatbot()
    data = chat.postprocess([said("user", "Hi")])
    before = deepcopy(data)
    chat.preprocess(data)[0]["metadata"]["title"] = "Changed"
    assert data == before


# Components in messages


def test_a_component_in_a_message_comes_back_with_what_it_shows():
    chat = Chatbot()
    data = chat.postprocess([said("assistant", iface.Slider(0, 10, value=3, label="Depth"))])
    (back,) = chat.preprocess(data)
    assert (type(back["content"]), back["content"].label, back["content"].first()) == (
        iface.Slider,
        "Depth",
        3,
    )
    assert chat.postprocess([back]) == data


def test_a_component_in_a_message_is_shown(show):
    assert "Depth" in show(Chatbot(), [said("assistant", iface.Slider(0, 10, value=3, label="Depth"))])


def test_a_component_of_a_first_message_does_not_stand_on_the_page_itself():
    with iface.Blocks() as demo:
        Chatbot([said("assistant", iface.Textbox("Shown", label="Inside"))])
    assert [one.word for one in demo.page.components.values()] == ["chatbot"]


def test_a_declared_component_passes_the_check_of_what_is_sent(take):
    chat = Chatbot([said("assistant", iface.Textbox("Shown"))])
    assert take(chat, chat.first())[0]["content"].first() == "Shown"


def test_a_visitor_cannot_send_a_component(refuse):
    part = {"type": "component", "component": "HTML", "props": {}, "value": "<script>"}
    assert "Send a list of messages" in refuse(Chatbot(), [said("user", [part])])


def test_a_button_is_no_content():
    with pytest.raises(ValueError, match="shows nothing"):
        Chatbot().postprocess([said("user", iface.State(1))])


# What a visitor sends


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(nearly, max_size=3) | anything)
def test_whatever_is_sent_is_a_conversation_or_refused(sent):
    chat = placed()
    try:
        data = Inputs([chat]).load({"chat": sent})[1]
    except InputError as refused:
        assert refused.fields["chat"]
        return
    if data is not None:
        json.dumps(data)
        chat.postprocess(chat.preprocess(data))
        rendering.component(chat, data).encode()


@pytest.mark.parametrize(
    "id", ["/etc/passwd", "../a", "http://127.0.0.1/a", 7, None, {"path": "/etc/passwd"}]
)
def test_a_file_that_is_none_of_the_sessions_is_refused(refuse, session, id):
    sent = [said("user", [{"type": "file", "file": id}])]
    assert refuse(Chatbot(), sent) in ("Choose a file.", "This file is gone: choose it again.")


def test_too_many_messages_are_refused(refuse):
    assert refuse(Chatbot(), [said("user", "x")] * 2_001) == "Send at most 2000 messages."


def test_too_long_a_conversation_is_refused(refuse):
    assert "characters" in refuse(Chatbot(), [said("user", "x" * 600_000)] * 2)


def test_a_form_carries_no_conversation():
    assert Chatbot().from_form(["anything"]) is None


@pytest.mark.parametrize("index", ["0", -1, True, 1.5, [1], [1, "0"], [1, 2, 3], {}, None, 2**40])
def test_a_place_that_is_none_does_not_reach_the_function(index):
    assert LikeData(None, {"index": index}).index in (None, 1)


def test_data_of_what_happened_has_its_names():
    like = LikeData(None, {"index": 1, "value": "Hi", "liked": True})
    assert (like.index, like.value, like.liked) == (1, "Hi", True)
    assert RetryData(None, {"index": [1, 0]}).index == (1, 0)
    assert EditData(None, {"previous_value": "a", "value": "b"}).previous_value == "a"
    assert CopyData(None, {"value": "a"}).value == "a"


# How it looks


def test_markdown_is_shown_and_its_source_is_kept_for_copying(show):
    html = show(Chatbot(), [said("assistant", "**Hi**")])
    assert "<strong>Hi</strong>" in html
    assert 'data-source="**Hi**"' in html


def test_a_plain_text_has_no_second_copy(show):
    assert "data-source" not in show(Chatbot(), [said("assistant", "Hi")])


@pytest.mark.parametrize("role", ["user", "assistant", "system"])
@pytest.mark.parametrize("markdown", [True, False])
def test_nothing_in_a_message_runs(show, role, markdown):
    text = '<script>alert(1)</script><img src=x onerror="alert(1)"> [a](javascript:alert(1))'
    html = show(Chatbot(render_markdown=markdown), [said(role, text)])
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


def test_what_is_said_about_a_message_is_escaped(show):
    one = {
        **said("assistant", "x"),
        "metadata": {"title": "<b>", "log": "<i>"},
        "options": [{"value": "<u>"}],
    }
    html = show(Chatbot(), [one])
    assert "<b>" not in html
    assert "<i>" not in html
    assert "<u>" not in html


def test_a_picture_is_shown(show, session, picture):
    assert 'alt="A cat"' in show(Chatbot(), [said("user", (str(picture), "A cat"))])


def test_another_file_is_offered_for_download(show, session):
    path = Path(tempfile.mkdtemp()) / "table.csv"
    path.write_text("a,b")
    assert 'download="table.csv"' in show(Chatbot(), [said("assistant", (str(path),))])


def test_a_thought_is_folded_unless_it_goes_on(show):
    def thinking(status):
        return [
            {**said("assistant", "Hm"), "metadata": {"title": "Thinking", "duration": 2.14, "status": status}}
        ]

    done = show(Chatbot(), thinking("done"))
    assert "2.1\u00a0s" in done or "2.1 s" in done
    assert '<details class="iface-thought">' in done
    assert '<details class="iface-thought" open' in show(Chatbot(), thinking("pending"))


def test_a_thought_stands_within_its_parent():
    messages = placed().messages(
        placed().postprocess(
            [
                {**said("assistant", "a"), "metadata": {"title": "Outer", "id": "1"}},
                {**said("assistant", "b"), "metadata": {"title": "Inner", "parent_id": "1"}},
            ]
        )
    )
    assert [one.title for one in messages] == ["Outer"]
    assert [one.title for one in messages[0].thoughts] == ["Inner"]


def controls(chat, *roles):
    return [one.controls for one in chat.messages(chat.postprocess([said(role, "Hi") for role in roles]))]


def test_a_message_can_be_copied():
    assert controls(placed(), "user", "assistant") == [["copy"], ["copy"]]


def test_without_the_copy_button_it_cannot():
    assert controls(placed(show_copy_button=False), "user") == [[]]


def test_only_what_is_listened_to_can_be_done():
    chat = placed(listened="like retry undo", show_copy_button=False)
    assert controls(chat, "user", "assistant", "user", "assistant") == [
        [],
        ["like"],
        [],
        ["like", "retry", "undo"],
    ]


@pytest.mark.parametrize(
    ("editable", "who"), [("user", [True, False]), ("all", [True, True]), (None, [False, False])]
)
def test_the_messages_that_are_editable_can_be_edited(editable, who):
    chat = placed(listened="edit", editable=editable)
    assert ["edit" in one for one in controls(chat, "user", "assistant")] == who


def test_other_words_than_like_and_dislike_may_be_offered(show):
    chat = Chatbot(feedback_options=["Like", "Off topic"])
    chat.listened = frozenset({"like"})
    assert "Off topic" in show(chat, [said("assistant", "Hi")])


def test_an_empty_conversation_shows_its_placeholder_and_examples(show):
    html = show(Chatbot(placeholder="**Welcome**", examples=[{"text": "Hi there", "display_text": "Hi"}]), [])
    assert "<strong>Welcome</strong>" in html
    assert 'data-value="Hi there">Hi</button>' in html


def test_a_conversation_cannot_be_typed_in():
    assert Chatbot(interactive=True).interactive is False


def test_an_avatar_is_the_programs_own_file(show, picture):
    assert 'src="file/declared-' in show(
        Chatbot(avatar_images=(None, str(picture))), [said("assistant", "Hi")]
    )


def test_an_avatar_from_elsewhere_is_left_out(show, caplog):
    with caplog.at_level(logging.WARNING, "iface"):
        html = show(Chatbot(avatar_images=("https://example.org/a.png", None)), [said("user", "Hi")])
    assert "example.org" not in html
    assert "loads no pictures from elsewhere" in caplog.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "texts"},
        {"layout": "list"},
        {"height": "tall"},
        {"height": "1px;}"},
        {"avatar_images": ("a.png",)},
        {"avatar_images": ("no such file", None)},
    ],
)
def test_arguments_that_do_not_fit_are_refused_at_once(wrong):
    with pytest.raises(DesignError):
        Chatbot(**wrong)


def test_a_height_is_pixels_or_a_length(show):
    assert 'data-height="300px"' in show(Chatbot(height=300), [])
    assert 'data-max-height="70vh"' in show(Chatbot(max_height="70vh"), [])


def test_two_hundred_messages_are_shown_again_quickly():
    chat = placed()
    data = chat.postprocess([said("user", f"{place} **is** `a` number. " * 20) for place in range(200)])
    rendering.component(chat, data)
    needed = []
    for _ in range(5):
        started = time.thread_time()
        rendering.component(chat, data)
        needed.append(time.thread_time() - started)
    assert min(needed) < 0.05
