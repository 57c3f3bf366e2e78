import threading

import iface
from iface import Interface, State


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
