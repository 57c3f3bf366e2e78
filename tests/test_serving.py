import threading
from collections import Counter

import pytest

import iface
from iface import DesignError, Interface, State, serving

PROGRAM = "import iface\ndemo = iface.Interface(lambda a: a, 'text', 'text')"


def name_in(folder):
    """The name of the page of a program `app.py` there."""
    names = {}
    exec(compile(PROGRAM, str(folder / "app.py"), "exec"), names)
    return names["demo"].page.name


@pytest.fixture
def start(monkeypatch):
    """`start()`: the program starts, for all that its pages know."""
    return lambda: monkeypatch.setattr(serving, "_made", Counter())


def test_a_program_elsewhere_is_another_one(tmp_path):
    assert name_in(tmp_path / "one") != name_in(tmp_path / "two")


def test_a_program_with_a_name_is_the_same_wherever_it_stands(start, tmp_path, monkeypatch):
    monkeypatch.setenv("IFACE_NAME", "shop")
    start()
    here = name_in(tmp_path / "one")
    start()
    assert here == name_in(tmp_path / "two") == "app-shop-1"


def test_pages_of_a_program_with_a_name_stay_apart(start, tmp_path, monkeypatch):
    monkeypatch.setenv("IFACE_NAME", "shop")
    start()
    assert [name_in(tmp_path / name) for name in ("", "", "part")] == [
        "app-shop-1",
        "app-shop-2",
        "app-shop-3",
    ]


@pytest.mark.parametrize("name", ["a/b", "..", "a b", "x" * 41])
def test_a_name_that_is_no_word_is_refused(name, monkeypatch):
    monkeypatch.setenv("IFACE_NAME", name)
    with pytest.raises(DesignError, match="IFACE_NAME"):
        Interface(lambda a: a, "text", "text")


def test_closing_a_launched_demo_tells_its_states():
    ended = []
    state = State(None, delete_callback=ended.append)
    demo = Interface(lambda a, kept: (a, a), ["text", state], ["text", State()])
    demo.launch(prevent_thread_lock=True, quiet=True, server_port=0)
    client = demo.server.app.test_client()
    client.post("/api/lambda", json={"a": "value"}, headers={"Host": "127.0.0.1"})
    demo.close()
    assert ended == ["value"]


def test_closing_leaves_no_thread():
    threads = set(threading.enumerate())
    demo = Interface(lambda a: a, "text", "text")
    demo.launch(prevent_thread_lock=True, quiet=True, server_port=0)
    demo.server.app.test_client().get("/", headers={"Host": "127.0.0.1"})
    demo.close()
    assert set(threading.enumerate()) <= threads


def test_a_test_client_starts_no_thread():
    threads = set(threading.enumerate())
    Interface(lambda a: a, "text", "text").test_client().submit("a")
    assert set(threading.enumerate()) <= threads


def test_a_full_server_refuses_new_sessions_and_says_when_to_come_back():
    demo = iface.Interface(lambda a, kept: (a, a), ["text", State()], ["text", State()])
    demo.launch(prevent_thread_lock=True, quiet=True, server_port=0, state_session_capacity=2)
    try:
        client = demo.server.app.test_client()
        call = {"json": {"a": "x"}, "headers": {"Host": "127.0.0.1"}}
        answers = [client.post("/api/lambda", **call) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 503]
        assert answers[2].headers["Retry-After"] == "60"
        token = {"X-Iface-Session": answers[0].headers["X-Iface-Session"]}
        assert client.post("/api/lambda", json={"a": "y"}, headers=call["headers"] | token).status_code == 200
    finally:
        demo.close()


def test_a_launched_demo_knows_its_address_until_it_is_closed():
    demo = Interface(lambda a: a, "text", "text")
    assert (demo.local_url, demo.share_url) == (None, None)
    launched = demo.launch(prevent_thread_lock=True, quiet=True, server_port=0)
    assert demo.local_url == launched.local_url == demo.server.url
    assert demo.share_url is None
    demo.close()
    assert demo.local_url is None
