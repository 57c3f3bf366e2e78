import json
import os
import shutil
import subprocess
import time
from urllib.request import Request, urlopen

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from running import until

import iface
from iface.web.guard import SESSION_HEADER


def add(amount, total):
    return total + amount, total + amount


@pytest.fixture(scope="module")
def client():
    return iface.Interface(add, ["number", iface.State(0)], ["number", iface.State()]).test_client()


def test_values_go_by_name(client):
    assert client.post("/api/add", json={"amount": 2}).json == {"data": [2]}


def test_values_go_by_place(client):
    assert client.post("/api/add", json={"data": [2]}).json == {"data": [2]}


def test_a_states_place_may_hold_anything_and_is_ignored(client):
    assert client.post("/api/add", json={"data": [2, 100]}).json == {"data": [2]}


def test_the_session_of_the_answer_carries_the_state_on(client):
    first = client.post("/api/add", json={"amount": 2})
    second = client.post(
        "/api/add", json={"amount": 3}, headers={SESSION_HEADER: first.headers[SESSION_HEADER]}
    )
    assert second.json == {"data": [5]}


def test_an_event_that_is_not_there_is_named_with_those_that_are(client):
    answer = client.post("/api/ad", json={"amount": 2})
    assert answer.status_code == 404
    assert answer.json["problem"] == "There is no event called 'ad' on this page."
    assert "add" in answer.json["fix"]


def test_a_call_that_cannot_wait_for_its_session_is_told_what_that_does():
    client = iface.Interface(add, ["number", iface.State(0)], ["number", iface.State()]).test_client()
    token = client.post("/api/add", json={"amount": 2}).headers[SESSION_HEADER]
    site = client.application.config["IFACE_SITE"]()
    while site.sessions.seats.acquire(blocking=False):
        pass  # as many threads wait as may
    with site.store.lease(site.sessions.verify(token).key, wait=0, line=1):
        answer = client.post("/api/add", json={"amount": 3}, headers={SESSION_HEADER: token})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert answer.json == {
        "problem": "A submit of this session is still at work.",
        "fix": "Wait for it to end, and submit again.",
    }
    assert client.post("/api/add", json={"amount": 3}).json == {"data": [3]}


@pytest.mark.parametrize("token", ["", "x", "A" * 84])
def test_a_session_that_was_not_made_here_is_refused(client, token):
    assert client.post("/api/add", json={"amount": 2}, headers={SESSION_HEADER: token}).status_code == 401


def test_bad_input_has_a_message_for_each_field(client):
    answer = client.post("/api/add", json={"amount": "2", "other": 1})
    assert answer.status_code == 422
    assert answer.json["fields"] == {
        "amount": "Enter a number.",
        "other": "There is no field called 'other'. Fields: amount.",
    }


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[1]", 400),
        (b"{", 400),
        (b'{"amount": NaN}', 400),
        (b'{"amount": 1, "amount": 2}', 400),
        (b'{"amount": "\xff"}', 400),
        (b'{"amount": ' + b"[" * 5000 + b"]" * 5000 + b"}", 400),
        (b'{"amount": ' + b"[" * 150 + b"]" * 150 + b"}", 400),
        (b'{"amount": ' + b"9" * 5000 + b"}", 400),
        (b'{"data": 5}', 400),
        (b'{"data": [1, 2, 3]}', 400),
        (b"", 422),
    ],
)
def test_a_body_that_is_no_strict_json_object_is_refused(client, body, status):
    assert client.post("/api/add", data=body, content_type="application/json").status_code == status


def test_a_body_of_another_kind_is_refused(client):
    assert client.post("/api/add", data={"amount": 1}).status_code == 415


@pytest.mark.parametrize("name", ["clear", "nothing", "__init__", "../add"])
def test_only_public_events_are_found(client, name):
    answer = client.post(f"/api/{name}", json={"amount": 1})
    assert answer.status_code == 404


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_no_body_is_an_error_of_ours(client, body):
    assert client.post("/api/add", data=body, content_type="application/json").status_code < 500


def test_a_refused_call_names_its_session_too(client):
    refused = client.post("/api/add", json={"amount": "2"})
    assert refused.status_code == 422
    again = {SESSION_HEADER: refused.headers[SESSION_HEADER]}
    assert client.post("/api/add", json={"amount": 2}, headers=again).json == {"data": [2]}


# A session over workers

COUNTER = """
import os
import iface

def count(total):
    with open("pids.txt", "a") as file:
        file.write(f"{os.getpid()}\\n")
    return total + 1, total + 1

demo = iface.Interface(count, iface.State(0), ["number", iface.State()])
"""
LOOP = """
for i in 1 2 3; do
  curl -s -D headers.txt -o body.json $again -H 'Content-Type: application/json' -d '{}' $url/api/count
  again="-H $(grep -i '^x-iface-session' headers.txt | tr -d '\\r ')"
  cat body.json
done
"""


def test_three_calls_of_one_session_count_to_three_on_any_worker(gunicorn, tmp_path):
    if shutil.which("curl") is None:
        pytest.skip("there is no curl on this machine")
    server = gunicorn(COUNTER, "-w", "4")
    said = subprocess.run(
        ["sh", "-c", LOOP], cwd=tmp_path, env={**os.environ, "url": server.url.rstrip("/")},
        capture_output=True, text=True, check=True, timeout=30,
    )  # fmt: skip
    assert said.stdout.split() == ['{"data":[1]}', '{"data":[2]}', '{"data":[3]}']


# Runs that take longer


@pytest.fixture
def url(serve, go_on):
    """A page with a function that waits, and one that yields."""

    def wait(word):
        go_on.wait(10)
        return word

    def spell(word):
        for end in range(1, len(word) + 1):
            yield word[:end]

    with iface.Blocks() as demo:
        word, shown = iface.Textbox(label="word"), iface.Textbox(label="shown")
        iface.Button("Wait").click(wait, word, shown)
        iface.Button("Spell").click(spell, word, shown)
    return serve(demo)


def ask(url, path, body=None, **headers):
    """The status, the headers, and the body of an answer."""
    headers["Content-Type"] = "application/json"
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(url + path, data, headers), timeout=20) as answer:
        return answer.status, answer.headers, answer.read().decode()


def lines(text):
    """The events of a stream."""
    return [json.loads(line.removeprefix("data:")) for line in text.splitlines() if line.startswith("data:")]


def test_who_accepts_a_stream_gets_every_step(url):
    _, headers, text = ask(url, "api/spell", {"word": "abc"}, Accept="text/event-stream")
    assert headers["Content-Type"].startswith("text/event-stream") and headers[SESSION_HEADER]
    steps = [one["data"] for one in lines(text) if one["type"] == "output"]
    result = next(one for one in lines(text) if one["type"] == "result")
    assert steps == [["a"], ["ab"], ["abc"]] and result["data"] == ["abc"]


def test_a_stream_says_what_was_wrong(url):
    events = lines(ask(url, "api/spell", {"word": 5}, Accept="text/event-stream")[2])
    error = next(one for one in events if one["type"] == "error")
    assert (error["status"], error["fields"]) == (422, {"word": "Enter text."})


def test_who_does_not_want_to_wait_is_told_where_to_ask(url, go_on):
    status, headers, text = ask(url, "api/wait", {"word": "hi"}, Prefer="respond-async")
    assert status == 202 and headers[SESSION_HEADER]
    address = json.loads(text)["address"]
    assert headers["Location"] == f"../{address}"
    first = json.loads(ask(url, address)[2])
    assert first["events"][-1]["type"] == "waiting"
    go_on.set()
    later = until(
        lambda: [one for one in json.loads(ask(url, address)[2])["events"] if one["type"] == "result"]
    )
    assert later[0]["data"] == ["hi"]


def test_a_caller_says_how_long_it_waits(url):
    began = time.monotonic()
    assert ask(url, "api/wait", {"word": "hi"}, Prefer="wait=1")[0] == 202
    assert 0.9 < time.monotonic() - began < 5


# What is offered


def test_what_is_undocumented_can_be_called_and_what_is_private_cannot():
    with iface.Blocks() as demo:
        iface.Button("One").click(lambda: None, api_name="one", api_visibility="undocumented")
        iface.Button("Two").click(lambda: None, api_name="two", api_visibility="private")
        iface.Button("Three").click(js="() => 1")
    client = demo.test_client()
    assert demo.page.public == []
    assert [client.post(f"/api/{name}", json={}).status_code for name in ("one", "two")] == [200, 404]
    assert client.post("/api/_nothing", json={}).status_code == 404


# Files


def test_a_caller_may_begin_with_a_file():
    demo = iface.Interface(
        lambda content: content.decode(), iface.File(type="binary"), "text", api_name="read"
    )
    client = demo.test_client()
    kept = client.post("/-/upload", data=b"content", headers={"X-Iface-Name": "a.txt"})
    again = {SESSION_HEADER: kept.headers[SESSION_HEADER]}
    answer = client.post("/api/read", json={"data": [kept.json["id"]]}, headers=again)
    assert answer.json == {"data": ["content"]}


def test_an_upload_that_another_sites_page_could_send_needs_a_session():
    client = iface.Interface(lambda path: path, iface.File(), "text").test_client()
    assert client.post("/-/upload", data=b"content").status_code == 403
