import time
from secrets import token_urlsafe

import pytest
from gunicorns import Gunicorn
from hidden_fields import hidden_fields

import iface
from iface import ChatInterface, ChatMessage
from iface.errors import DesignError, InputError, RefusedRequest, SignatureMismatch

JSON = {"Accept": "application/json"}


def echo(message, history):
    return f"{message} after {len(history)}"


def remembering(seen):
    """A function that notes what it is given, and answers "yes"."""

    def answer(message, history, *more):
        seen.append((message, history, *more))
        return "yes"

    return answer


def say(client, fields, event="reply", **entries):
    """What the script is told when the page sends something; the page's hidden fields follow it."""
    ours = {"iface-event": event, "iface-nonce": token_urlsafe(16)}
    told = client.post("/", data=fields | ours | entries, headers=JSON).json["events"]
    for one in told:
        if "mark" in one:
            fields["iface-mark"] = f"{one['component']}:{one['mark']}"
        if one["type"] == "done":
            fields["iface-revision"] = one["revision"]
    return told


def opened(demo):
    client = demo.test_client()
    return client, hidden_fields(client.get("/").text)


def shown(told, kind="rows"):
    return "".join(one["html"] for one in told if one["type"] == kind)


# What the function is given, and what it may give


def test_a_caller_finds_what_was_said_before():
    client = ChatInterface(echo).test_client()
    assert [client.submit("a") for _ in range(3)] == ["a after 0", "a after 2", "a after 4"]


def test_another_session_has_another_conversation():
    client = ChatInterface(echo).test_client()
    client.submit("a")
    client.restart()
    assert client.submit("b") == "b after 0"


def test_the_history_has_roles_and_content():
    seen = []
    client = ChatInterface(remembering(seen)).test_client()
    client.submit("one")
    client.submit("two")
    _, history = seen[1]
    assert [(one["role"], one["content"]) for one in history] == [("user", "one"), ("assistant", "yes")]


def test_older_programs_take_pairs():
    seen = []
    client = ChatInterface(remembering(seen), type="tuples").test_client()
    client.submit("one")
    client.submit("two")
    assert seen[1] == ("two", [["one", "yes"]])


def test_what_is_done_to_the_history_changes_nothing():
    def greedy(message, history):
        history.append({"role": "user", "content": "more"})
        return str(len(history))

    client = ChatInterface(greedy).test_client()
    assert [client.submit("a"), client.submit("a")] == ["1", "3"]


def test_further_inputs_follow_the_history():
    seen = []
    demo = ChatInterface(
        remembering(seen), additional_inputs=[iface.Textbox("Be kind"), iface.Slider(0, 9, value=3)]
    )
    demo.test_client().submit("hi")
    assert seen == [("hi", [], "Be kind", 3)]


def test_further_outputs_are_given_beside_the_answer():
    demo = ChatInterface(
        lambda message, history: ("yes", message.upper()), additional_outputs=iface.Textbox(label="Loud")
    )
    assert demo.test_client().submit("hi") == ["yes", "HI"]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("yes", "yes"),
        ({"role": "assistant", "content": "yes"}, "yes"),
        ({"content": "yes"}, "yes"),
        (ChatMessage("yes"), "yes"),
        ([ChatMessage("yes")], "yes"),
        (None, []),
    ],
)
def test_an_answer_may_be_given_in_several_forms(answer, told):
    assert ChatInterface(lambda message, history: answer).test_client().submit("hi") == told


def test_an_answer_may_be_several_messages():
    thought = ChatMessage("hm", metadata={"title": "Thinking"})
    told = ChatInterface(lambda message, history: [thought, "yes"]).test_client().submit("hi")
    assert [(one["role"], one["content"][0]["text"]) for one in told] == [
        ("assistant", "hm"),
        ("assistant", "yes"),
    ]


def test_an_answer_may_be_a_component():
    demo = ChatInterface(lambda message, history: iface.Slider(value=3, label="Three"))
    client, fields = opened(demo)
    assert "Three" in shown(say(client, fields, message="hi"))


def test_the_last_yield_is_the_answer():
    def grow(message, history):
        yield "y"
        yield "yes"

    client = ChatInterface(grow).test_client()
    assert client.submit("hi") == "yes"


def test_a_coroutine_and_what_yields_in_one_answer_too():
    async def later(message, history):
        return "later"

    async def step_by_step(message, history):
        yield "s"
        yield "steps"

    assert ChatInterface(later).test_client().submit("hi") == "later"
    assert ChatInterface(step_by_step).test_client().submit("hi") == "steps"


def test_a_function_may_ask_for_the_request_and_a_progress():
    def answer(message, history, request: iface.Request, progress=iface.Progress()):
        progress(0.5)
        return str(bool(request.session_hash))

    assert ChatInterface(answer).test_client().submit("hi") == "True"


def test_a_message_may_have_files(tmp_path):
    seen = []
    client, fields = opened(ChatInterface(remembering(seen), multimodal=True))
    with (tmp_path / "a.txt").open("w+b") as file:
        file.write(b"abc")
        file.seek(0)
        client.post(
            "/", data=fields | {"iface-event": "reply", "message": ["look", (file, "a.txt")]}, headers=JSON
        )
    message, _ = seen[0]
    assert (message["text"], [path.orig_name for path in message["files"]]) == ("look", ["a.txt"])


def test_an_empty_message_is_refused():
    with pytest.raises(InputError) as refused:
        ChatInterface(echo).test_client().submit("  ")
    assert refused.value.fields == {"message": "Fill in this field."}


def test_the_address_is_the_functions_name_or_what_is_said():
    assert ChatInterface(echo).page.public == ["echo"]
    assert ChatInterface(echo, api_name="chat").page.public == ["chat"]
    assert ChatInterface(echo, api_name=False).page.public == []


def test_a_function_that_does_not_fit_is_named():
    with pytest.raises(SignatureMismatch, match="takes 1 argument"):
        ChatInterface(lambda message: message)


def test_names_of_gradios_without_a_meaning_are_ignored():
    ChatInterface(echo, analytics_enabled=False, fill_width=True, cache_examples=False, example_icons=None)


def test_an_unknown_name_is_not():
    with pytest.raises(DesignError, match="titel"):
        ChatInterface(echo, titel="x")


# What a page is told


def test_what_was_said_is_shown_with_its_answer():
    client, fields = opened(ChatInterface(echo))
    told = say(client, fields, message="hello")
    assert "hello after 0" in shown(told)


def test_the_field_is_emptied():
    client, fields = opened(ChatInterface(echo))
    assert 'name="message"' in shown(say(client, fields, message="hello"), "output")


def test_only_what_is_new_is_sent():
    client, fields = opened(ChatInterface(echo))
    for number in range(20):
        told = say(client, fields, message=f"message {number}")
    assert "message 19 after 38" in shown(told)
    assert "message 10" not in shown(told) and "message 10" not in shown(told, "output")


def test_a_page_that_does_not_say_what_it_has_is_sent_all():
    client, fields = opened(ChatInterface(echo))
    say(client, fields, message="one")
    told = say(client, {**fields, "iface-mark": "nothing"}, message="two")
    assert "one after 0" in shown(told, "output")


def test_a_failure_leaves_the_conversation_and_gives_the_message_back():
    def answer(message, history):
        if message == "bad":
            raise iface.Error("No.")
        return str(len(history))

    client, fields = opened(ChatInterface(answer))
    say(client, fields, message="good")
    told = say(client, fields, message="bad")
    assert [one["message"] for one in told if one["type"] == "error"] == ["No."]
    assert [">\nbad<" in one["html"] for one in told if one["type"] == "output"][-1]
    assert "bad" not in [one["html"] for one in told if one["type"] == "rows"][-1]
    assert "2" in shown(say(client, fields, message="good"))


def test_a_retry_answers_the_same_again():
    seen = []
    client, fields = opened(ChatInterface(remembering(seen)))
    say(client, fields, message="one")
    say(client, fields, **{"iface-data": '{"verb": "retry", "index": 0, "value": "another"}'})
    assert seen == [("one", []), ("one", [])]


def test_an_edited_message_is_answered_without_what_came_after_it():
    seen = []
    client, fields = opened(ChatInterface(remembering(seen), editable=True))
    say(client, fields, message="one")
    say(client, fields, message="two")
    say(client, fields, **{"iface-data": '{"verb": "edit", "index": 0, "value": "other"}'})
    assert seen[-1] == ("other", [])


@pytest.mark.parametrize("editable", [True, False])
def test_nobody_puts_words_into_the_assistants_mouth(editable):
    seen = []
    client, fields = opened(ChatInterface(remembering(seen), editable=editable))
    say(client, fields, message="one")
    told = say(client, fields, **{"iface-data": '{"verb": "edit", "index": 1, "value": "no"}'})
    assert [one["message"] for one in told if one["type"] == "error"] == [
        "This message is not there any more."
    ]
    assert len(seen) == 1


@pytest.mark.parametrize("index", ["7", "-1", "null", "[0, 1]", '"0"', "true", "1e99"])
def test_what_is_done_with_a_message_that_is_not_there_is_refused(index):
    client, fields = opened(ChatInterface(echo))
    told = say(client, fields, **{"iface-data": f'{{"verb": "retry", "index": {index}}}'})
    assert [one["message"] for one in told if one["type"] == "error"] == [
        "This message is not there any more."
    ]


def test_an_undo_takes_the_message_back_into_the_field():
    client, fields = opened(ChatInterface(echo))
    say(client, fields, message="one")
    told = say(client, fields, "undo", **{"iface-data": '{"index": 0}'})
    assert ">\none<" in shown(told, "output")
    assert "two after 0" in shown(say(client, fields, message="two")) + shown(told, "output")


def test_a_conversation_is_cleared():
    seen = []
    client, fields = opened(ChatInterface(remembering(seen)))
    say(client, fields, message="one")
    say(client, fields, "clear")
    say(client, fields, message="two")
    assert seen[-1] == ("two", [])


def test_an_option_is_said():
    seen = []
    client, fields = opened(ChatInterface(remembering(seen)))
    say(client, fields, **{"iface-data": '{"verb": "option_select", "index": 0, "value": "more"}'})
    assert seen == [("more", [])]


def test_an_example_is_said_with_its_further_values():
    seen = []
    demo = ChatInterface(
        remembering(seen), additional_inputs=[iface.Number(1)], examples=[["one", 5], ["two", 6]]
    )
    client, fields = opened(demo)
    say(client, fields, **{"iface-data": '{"verb": "example_select", "index": 1}'})
    assert seen == [("two", [], 6)]


def test_an_example_is_put_into_the_field_where_it_is_not_to_be_said():
    client, fields = opened(ChatInterface(echo, examples=["one"], run_examples_on_click=False))
    assert ">\none<" in shown(say(client, fields, "fill", **{"iface-data": '{"index": 0}'}), "output")


def test_likes_are_noted_as_the_server_has_them(tmp_path):
    demo = ChatInterface(echo, flagging_mode="manual", flagging_dir=tmp_path)
    client, fields = opened(demo)
    say(client, fields, message="one")
    say(client, fields, "like", **{"iface-data": '{"index": 1, "value": "forged", "liked": true}'})
    say(client, fields, "like", **{"iface-data": '{"index": 1, "value": "forged", "liked": "odd"}'})
    lines = (tmp_path / "log.csv").read_text().splitlines()
    assert lines[0] == "conversation,index,value,flag,username,timestamp"
    assert len(lines) == 2 and "one after 0,Like," in lines[1] and "forged" not in lines[1]


# Within a page of one's own


def test_it_stands_in_a_page_of_ones_own():
    with iface.Blocks() as demo:
        kindness = iface.Slider(0, 9, value=4)
        ChatInterface(lambda message, history, kind: f"{message} {kind}", additional_inputs=kindness)
    assert demo.test_client().submit("hi", api_name="lambda") == "hi 4"


def test_components_of_ones_own_are_used():
    box, talk = iface.Textbox(placeholder="Ask"), iface.Chatbot([{"role": "assistant", "content": "Welcome"}])
    demo = ChatInterface(echo, textbox=box, chatbot=talk)
    assert (demo.textbox, demo.chatbot) == (box, talk)
    assert demo.test_client().submit("hi") == "hi after 1"
    assert "Welcome" in demo.test_client().get("/").text


def test_another_event_can_put_a_conversation_there():
    with iface.Blocks() as demo:
        chat = ChatInterface(echo)
        iface.Button("Start").click(
            lambda: [{"role": "assistant", "content": "Hi there"}], None, chat.chatbot_value, api_name="start"
        )
    client, fields = opened(demo)
    assert "Hi there" in shown(say(client, fields, "start"), "output")
    assert "yes after 1" in shown(say(client, fields, message="yes"))


# Without a script, and with several workers


def test_without_a_script_a_page_comes_back_with_the_conversation():
    client, fields = opened(ChatInterface(echo))
    for number in range(3):
        text = client.post("/", data=fields | {"iface-event": "reply", "message": f"m{number}"}).text
        fields = hidden_fields(text)
    assert [f"m{number} after {2 * number}" in text for number in range(3)] == [True] * 3


PROGRAM = """
import iface

demo = iface.ChatInterface(lambda message, history: f"{message} after {len(history)}", api_name="chat")
"""


def test_any_worker_knows_the_conversation(gunicorn):
    from faults.visitors import Visitor

    server: Gunicorn = gunicorn(PROGRAM, "--workers", "4", "--threads", "2")
    visitor = Visitor(server.url, "reply")
    for number in range(20):
        body = visitor.body() | {"message": f"m{number}"}
        text = visitor.wait(body, {"Content-Type": "application/x-www-form-urlencoded"}).text
        visitor.fields |= hidden_fields(text)
        assert f"m{number} after {2 * number}" in text


def test_two_hundred_messages_are_answered_soon():
    client, fields = opened(ChatInterface(echo))
    for number in range(100):
        say(client, fields, message=f"message {number}")
    started = time.perf_counter()
    told = say(client, fields, message="last")
    assert time.perf_counter() - started < 0.25
    assert sum(len(one.get("html", "")) for one in told) < 8_000


def test_callers_are_refused_what_the_field_refuses():
    demo = ChatInterface(echo, textbox=iface.Textbox(max_length=3))
    with pytest.raises(InputError):
        demo.test_client().submit("four")
    with pytest.raises(RefusedRequest):
        demo.test_client().submit("hi", api_name="reply")
