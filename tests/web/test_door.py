import pytest

import iface
from iface.web import Settings, Site, create_app

HERE = {"Host": "localhost"}
ELSEWHERE = {"Host": "ada.example"}
WORD = {"X-Iface-Launch": "the word"}


def client_of(**settings):
    page = iface.Interface(lambda text: text, "text", "text").page
    told = {"mark": "the word", "is_guarded": True, "allowed_hosts": frozenset({"localhost"})} | settings
    site = Site(page, "memory:", Settings(**told))
    return create_app(lambda: site).test_client()


def call(client, headers):
    return client.post("/api/lambda", json={"text": "a"}, headers=headers)


def test_who_asks_by_the_name_of_this_machine_comes_in():
    assert b"iface-form" in client_of().get("/", headers=HERE).data
    assert call(client_of(), HERE).status_code == 200


def test_who_asks_by_another_name_finds_the_door():
    answer = client_of().get("/?text=a", headers=ELSEWHERE)
    assert answer.status_code == 200
    assert b"iface-door" in answer.data and b"iface-form" not in answer.data


def test_the_door_does_not_tell_the_word():
    assert b"the word" not in client_of().get("/", headers=ELSEWHERE).data


def test_on_a_shared_machine_everybody_finds_the_door():
    client = client_of(allowed_hosts=frozenset())
    assert b"iface-door" in client.get("/", headers=HERE).data
    assert call(client, HERE).status_code == 401


def test_the_word_opens_the_page_with_what_its_address_fills_in():
    answer = client_of().post("/?text=Ann", data={"iface-launch": "the word"}, headers=ELSEWHERE)
    assert b"iface-form" in answer.data and b"Ann" in answer.data


@pytest.mark.parametrize("word", ["", "another", "the word ", "wörd"])
def test_another_word_opens_nothing(word):
    assert client_of().post("/", data={"iface-launch": word}, headers=ELSEWHERE).status_code == 401


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("post", "/"),
        ("post", "/api/lambda"),
        ("post", "/-/upload"),
        ("post", "/-/stop"),
        ("post", "/-/alive"),
    ],
)
def test_nothing_but_the_door_answers_without_the_word(method, address):
    assert getattr(client_of(), method)(address, headers=ELSEWHERE).status_code == 401


def test_a_call_brings_the_word_in_a_header():
    assert call(client_of(), ELSEWHERE | WORD).json["data"] == ["a"]


def test_who_has_a_session_needs_no_word():
    client = client_of()
    session = call(client, ELSEWHERE | WORD).headers["X-Iface-Session"]
    assert call(client, ELSEWHERE | {"X-Iface-Session": session}).status_code == 200
    assert call(client, ELSEWHERE | {"X-Iface-Session": session[:-2] + "xx"}).status_code == 401


def test_health_is_told_to_everybody():
    assert client_of().get("/-/health", headers=ELSEWHERE).status_code == 200


def test_a_notebooks_page_may_stand_in_the_cells_of_this_machine_and_no_others():
    policy = client_of().get("/", headers=HERE).headers["Content-Security-Policy"]
    ancestors = policy.partition("frame-ancestors ")[2].split()
    assert {"'self'", "http://localhost:*", "http://127.0.0.1:*"} <= set(ancestors)
    assert not {"*", "http:", "https:"} & set(ancestors)


def test_without_a_notebook_only_its_own_pages_may_frame_it():
    told = {"mark": "", "is_guarded": False, "allowed_hosts": frozenset()}
    policy = client_of(**told).get("/").headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self'")
