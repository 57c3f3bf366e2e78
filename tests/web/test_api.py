import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


@pytest.mark.parametrize("token", ["", "x", "A" * 84])
def test_a_session_that_was_not_made_here_is_refused(client, token):
    assert client.post("/api/add", json={"amount": 2}, headers={SESSION_HEADER: token}).status_code == 401


def test_bad_input_has_a_message_for_each_field(client):
    answer = client.post("/api/add", json={"amount": "2", "other": 1})
    assert answer.status_code == 422
    assert answer.json["fields"] == {
        "amount": "Enter a number.",
        "other": "There is no field called 'other' here.",
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
