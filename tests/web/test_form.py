import re
import threading

import pytest
from hidden_fields import hidden_fields

import iface
from iface.web.guard import SESSION_HEADER

JSON = {"Accept": "application/json"}


def note(name, age, notes):
    if name == "fail":
        raise iface.Error("Not this one.", title="Refused")
    notes.append(name)
    return f"{name} is {age}", notes


@pytest.fixture
def client():
    demo = iface.Interface(
        note, ["text", iface.Number(30, minimum=0, maximum=120), iface.State([])], ["text", iface.State()]
    )
    return demo.test_client()


@pytest.fixture
def filled(client):
    """What a new page's form posts when it is filled in."""
    return hidden_fields(client.get("/").text) | {"iface-event": "note", "name": "Ann", "age": "30"}


def fresh(sent):
    """The same entries, submitted another time."""
    return sent | {"iface-nonce": sent["iface-nonce"][:-4] + "next"}


def event(answer, kind):
    return next(one for one in answer.json["events"] if one["type"] == kind)


def test_a_plain_post_answers_with_the_page_and_what_came_of_it(client, filled):
    answer = client.post("/", data=filled)
    assert answer.status_code == 200
    assert "Ann is 30" in answer.text and 'value="Ann"' in answer.text


def test_the_next_post_of_that_page_goes_on_with_its_state(client, filled):
    page = client.post("/", data=filled).text
    again = client.post("/", data=filled | hidden_fields(page), headers=JSON)
    assert event(again, "done")["revision"] == "2"


def test_the_script_gets_html_to_put_in_place(client, filled):
    answer = client.post("/", data=filled, headers=JSON)
    assert "Ann is 30" in event(answer, "output")["html"]


def test_an_output_says_how_new_it_is(client, filled):
    answer = client.post("/", data=filled, headers=JSON)
    assert event(answer, "output")["revision"] == 1


def test_the_session_may_come_as_a_header(client, filled):
    token = filled.pop("iface-session")
    assert client.post("/", data=filled, headers=JSON | {SESSION_HEADER: token}).status_code == 200


def test_bad_input_keeps_every_entry_and_says_what_is_wrong(client, filled):
    answer = client.post("/", data=filled | {"age": "240"})
    assert answer.status_code == 422
    assert "Enter a number from 0 to 120." in answer.text
    assert 'value="240"' in answer.text and 'value="Ann"' in answer.text
    assert answer.text.count('aria-invalid="true"') == 1 and answer.text.count(" autofocus") == 1


def test_bad_input_reaches_the_script_field_by_field(client, filled):
    answer = client.post("/", data=filled | {"age": "240"}, headers=JSON)
    assert event(answer, "error")["fields"] == {"age": "Enter a number from 0 to 120."}


def test_the_functions_own_error_is_shown_and_entries_are_kept(client, filled):
    answer = client.post("/", data=filled | {"name": "fail"})
    assert answer.status_code == 400
    assert "Not this one." in answer.text and 'value="fail"' in answer.text


def test_a_post_without_a_session_is_refused(client, filled):
    del filled["iface-session"]
    assert client.post("/", data=filled).status_code == 403


def test_an_unknown_session_gets_a_new_one_with_its_entries_and_runs_nothing(client, filled):
    answer = client.post("/", data=filled | {"iface-session": "A" * 84})
    assert answer.status_code == 401
    assert 'value="Ann"' in answer.text and "Ann is 30" not in answer.text
    assert client.post("/", data=filled | hidden_fields(answer.text)).status_code == 200


def test_the_script_is_told_to_get_the_page_anew(client, filled):
    answer = client.post("/", data=filled | {"iface-session": "A" * 84}, headers=JSON)
    assert (answer.status_code, answer.json["events"]) == (401, [{"type": "page"}])


def test_a_page_of_another_version_gets_the_new_one_with_its_entries(client, filled):
    answer = client.post("/", data=filled | {"iface-page": "0" * 16})
    assert answer.status_code == 409
    assert "has changed" in answer.text and 'value="Ann"' in answer.text


def test_a_session_that_has_ended_says_so_and_keeps_the_entries(client, filled):
    page = client.post("/", data=filled).text
    client.application.config["IFACE_SITE"]().store.delete(
        client.application.config["IFACE_SITE"]().sessions.verify(filled["iface-session"]).key
    )
    answer = client.post("/", data=filled | hidden_fields(page))
    assert answer.status_code == 410
    assert "has ended" in answer.text and 'value="Ann"' in answer.text


def test_an_address_fills_fields_and_runs_nothing(client):
    text = client.get("/?name=Ann&age=31&unknown=1").text
    assert 'value="Ann"' in text and 'value="31"' in text and "Ann is" not in text


def test_a_bad_value_in_an_address_is_shown_with_its_message(client):
    text = client.get("/?age=500").text
    assert 'value="500"' in text and "Enter a number from 0 to 120." in text


def test_every_page_load_is_a_new_session(client):
    assert (
        hidden_fields(client.get("/").text)["iface-session"]
        != hidden_fields(client.get("/").text)["iface-session"]
    )


def test_an_unknown_event_is_not_found(client, filled):
    assert client.post("/", data=filled | {"iface-event": "__class__"}, headers=JSON).status_code == 404


def test_an_example_fills_the_form_by_a_plain_post():
    client = iface.Interface(
        lambda a, b: a, ["text", "number"], "text", examples=[["x", 1], ["y", 2]]
    ).test_client()
    sent = hidden_fields(client.get("/").text) | {"a": "mine", "b": "9", "iface-event": "load_example:1"}
    text = client.post("/", data=sent).text
    assert 'value="y"' in text and 'value="2"' in text


@pytest.mark.parametrize("argument", ["7", "-1", "x", "", "1:2"])
def test_an_example_that_is_not_there_is_refused(argument):
    client = iface.Interface(lambda a: a, "text", "text", examples=["x"]).test_client()
    sent = hidden_fields(client.get("/").text) | {"a": "mine", "iface-event": f"load_example:{argument}"}
    assert client.post("/", data=sent).status_code == 422


def test_clear_starts_the_state_over(client, filled):
    client.post("/", data=filled)
    client.post("/", data=fresh(filled) | {"iface-event": "clear"})
    site = client.application.config["IFACE_SITE"]()
    (state,) = site.page.states(site.page.events["note"].outputs)
    assert site.sessions.verify(filled["iface-session"]).memory().value(state) == []


def test_what_was_sent_is_never_html(client, filled):
    assert "<script>alert" not in client.post("/", data=filled | {"name": "<script>alert(1)</script>"}).text


def test_a_body_that_is_too_large_is_refused(client, filled):
    assert client.post("/", data=filled | {"name": "x" * 17_000_000}).status_code == 413


@pytest.mark.parametrize("nonce", ["", "short", "x" * 1000, "\0" * 20])
def test_a_post_without_a_nonce_runs_all_the_same(client, filled, nonce):
    assert client.post("/", data=filled | {"iface-nonce": nonce}).status_code == 200


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 400, "1.5"])
def test_a_revision_that_is_no_number_counts_as_none(client, filled, revision):
    assert client.post("/", data=filled | {"iface-revision": revision}).status_code == 200


def test_every_address_in_the_page_is_relative(client):
    addresses = re.findall(r'(?:src|href|action)="([^"]*)"', client.get("/").text)
    assert addresses and not [one for one in addresses if one.startswith(("/", "http"))]


def test_debug_shows_the_traceback_in_the_page():
    def fail(text):
        raise RuntimeError("the reason")

    demo = iface.Interface(fail, "text", "text")
    demo.launch(prevent_thread_lock=True, quiet=True, debug=True, server_port=0)
    try:
        client = demo.server.app.test_client()
        sent = hidden_fields(client.get("/").text) | {"iface-event": "fail", "text": "a"}
        assert "RuntimeError: the reason" in client.post("/", data=sent).text
    finally:
        demo.close()


def test_a_submit_that_is_not_finished_keeps_its_nonce_so_that_sending_it_again_asks_again():
    gate = threading.Event()

    def slow(text):
        gate.wait(10)
        return text.upper()

    demo = iface.Interface(slow, "text", "text")
    demo.launch(prevent_thread_lock=True, quiet=True, server_port=0)
    try:
        client = demo.server.app.test_client()  # its requests name a server with a single thread
        sent = hidden_fields(client.get("/").text) | {"iface-event": "slow", "text": "loud"}
        waiting = client.post("/", data=sent)
        assert (
            waiting.status_code == 202
            and "Not finished yet." in waiting.text
            and 'value="loud"' in waiting.text
        )
        gate.set()
        answer = client.post("/", data=sent | hidden_fields(waiting.text))
        assert answer.status_code == 200 and "LOUD" in answer.text
    finally:
        gate.set()
        demo.close()


def test_other_entries_under_an_old_nonce_are_another_submit(client, filled):
    client.post("/", data=filled, headers=JSON)
    again = client.post("/", data=filled | {"name": "Bob"}, headers=JSON)
    assert "Bob is 30" in event(again, "output")["html"]


def test_half_of_a_character_from_the_function_does_not_break_the_page():
    client = iface.Interface(lambda text: "\ud800", "text", "text").test_client()
    sent = hidden_fields(client.get("/").text) | {"iface-event": "lambda", "text": ""}
    assert client.post("/", data=sent).status_code == 200


def test_half_of_a_character_in_the_address_does_not_break_the_page():
    client = iface.Interface(lambda data: data, "json", "json").test_client()
    assert client.get("/?data=[%22%5Cud800%22]").status_code == 200
