import iface
from iface.web.gradio.messages import Messages, Outputs, failure


def messages(*outputs):
    with iface.Blocks() as demo:
        made = [one() for one in outputs or (iface.Textbox,)]
        iface.Button("Go").click(lambda: None, None, made, api_name="go")
    return Messages("id", Outputs(demo.page, demo.page.event("go"), "http://here/"))


def said(written, *events):
    """The messages of events, by their name and output."""
    return [(one["msg"], one.get("output")) for event in events for one in written(event)]


def test_the_first_step_is_whole_and_later_ones_are_what_has_changed():
    written = messages(iface.Textbox, iface.JSON)
    steps = [{"type": "output", "data": data} for data in (["a", 1], ["ab", 1], ["c", 2])]
    told = [output["data"] for name, output in said(written, *steps) if name == "process_generating"]
    assert told == [
        ["a", 1],
        [[["append", [], "b"]], []],
        [[["replace", [], "c"]], [["replace", [], 2]]],
    ]


def test_a_states_place_is_null():
    written = messages(iface.State, iface.Textbox)
    assert said(written, {"type": "result", "data": ["a"]})[-1][1]["data"] == [None, "a"]


def test_a_stop_is_a_completion_of_nulls():
    assert messages(iface.State, iface.Textbox).stopped()["output"]["data"] == [None, None]


def test_a_place_in_line_is_a_rank():
    (one,) = messages()({"type": "line", "place": 3, "text": "Number 3 in line"})
    assert (one["msg"], one["rank"]) == ("estimation", 2)


def test_it_has_begun_once():
    log = {"type": "log", "level": "info", "message": "Hi", "title": "", "duration": 1}
    assert [name for name, _ in said(messages(), log, log)] == ["process_starts", "log", "log"]


def test_what_a_client_does_not_know_is_not_said():
    assert [name for name, _ in said(messages(), {"type": "done", "revision": "1"})] == ["process_starts"]


def test_an_error_names_the_fields_that_are_wrong():
    fields = {"n": "Enter a number."}
    told = failure({"problem": "One value does not fit.", "fix": "Correct it.", "fields": fields})
    assert told["error"] == "One value does not fit. n: Enter a number."
