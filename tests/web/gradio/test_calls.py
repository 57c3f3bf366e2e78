"""The requests of Gradio's clients one by one, as with curl."""

import io
import json
import threading
import time
from urllib.request import Request, urlopen

import pytest

import iface


def remember(name, seen):
    return " ".join([*seen, name]), [*seen, name]


@pytest.fixture
def client():
    return iface.Interface(remember, ["text", iface.State([])], ["text", iface.State()]).test_client()


def post(client, path, **body):
    return client.post(f"/gradio_api/{path}", json=body)


def messages(client, session):
    """What a client is told until the stream ends."""
    text = client.get(f"/gradio_api/queue/data?session_hash={session}").text
    assert all(line == "" or line.startswith("data: ") for line in text.split("\n"))
    return [json.loads(line[6:]) for line in text.split("\n") if line]


def test_a_call_in_two_steps(client):
    id = post(client, "call/remember", data=["a"], session_hash="me").json["event_id"]
    text = client.get(f"/gradio_api/call/remember/{id}").text
    assert text == 'event: complete\ndata: ["a",null]\n\n'
    id = post(client, "call/remember", data=["b", None], session_hash="me").json["event_id"]
    assert 'data: ["a b",null]' in client.get(f"/gradio_api/call/remember/{id}").text


def test_without_a_session_each_call_is_new(client):
    for name in ("a", "b"):
        id = post(client, "call/remember", data=[name]).json["event_id"]
        assert f'data: ["{name}",null]' in client.get(f"/gradio_api/call/remember/{id}").text


def test_a_call_is_looked_on_at_once_only(client):
    id = post(client, "call/remember", data=["a"]).json["event_id"]
    client.get(f"/gradio_api/call/remember/{id}")
    assert client.get(f"/gradio_api/call/remember/{id}").status_code == 404


def test_an_error_of_a_call_is_said(client):
    id = post(client, "call/remember", data=[5]).json["event_id"]
    assert "event: error" in client.get(f"/gradio_api/call/remember/{id}").text


def test_a_stream_ends_when_all_is_told(client):
    id = post(client, "queue/join", data=["a", None], fn_index=0, session_hash="me").json["event_id"]
    told = messages(client, "me")
    assert [one["msg"] for one in told] == ["process_starts", "process_completed", "close_stream"]
    assert told[1]["event_id"] == id and told[1]["output"]["data"] == ["a", None]


def test_a_stream_with_nothing_to_tell_ends_at_once(client):
    assert [one["msg"] for one in messages(client, "nobody")] == ["close_stream"]


def test_what_was_cancelled_before_it_began_never_runs(client):
    id = post(client, "queue/join", data=["a", None], fn_index=0, session_hash="me").json["event_id"]
    assert post(client, "cancel", event_id=id, fn_index=0, session_hash="me").json == {"success": True}
    assert post(client, "reset", event_id=id).json == {"success": True}
    assert messages(client, "me")[-2]["output"]["data"] == [None, None]
    post(client, "queue/join", data=["b", None], fn_index=0, session_hash="me")
    assert messages(client, "me")[-2]["output"]["data"] == ["b", None]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"data": [], "fn_index": 0}, 400),
        ({"data": [], "fn_index": 0, "session_hash": 5}, 400),
        ({"data": [], "fn_index": 0, "session_hash": "a" * 500}, 400),
        ({"data": [], "fn_index": 99, "session_hash": "a"}, 404),
        ({"data": [], "fn_index": 1, "session_hash": "a"}, 404),
        ({"data": [], "session_hash": "a"}, 404),
        ({"fn_index": 0, "session_hash": "a"}, 422),
    ],
)
def test_a_request_that_lacks_something_is_refused_as_json(client, body, status):
    answer = post(client, "queue/join", **body)
    assert answer.status_code == status and answer.json["problem"]


def test_a_page_without_files_takes_none(client):
    answer = client.post("/gradio_api/upload", data={"files": (io.BytesIO(b"a"), "a.txt")})
    assert answer.status_code == 404


def test_the_config_tells_no_value_and_no_address(client):
    text = client.get("/config").text
    assert "http" not in text and json.loads(text)["connect_heartbeat"] is False


def test_a_generator_stops_when_nobody_looks_on_any_more(serve):
    ended = threading.Event()

    def count():
        try:
            for number in range(10_000):
                yield number
                time.sleep(0.01)  # a function that works
        finally:
            ended.set()

    url = serve(iface.Interface(count, None, "number"))
    body = json.dumps({"data": [], "fn_index": 0, "session_hash": "me"}).encode()
    urlopen(
        Request(f"{url}gradio_api/queue/join", body, {"Content-Type": "application/json"}), timeout=5
    ).read()
    with urlopen(f"{url}gradio_api/queue/data?session_hash=me", timeout=5) as stream:
        stream.readline()
    assert ended.wait(10)
