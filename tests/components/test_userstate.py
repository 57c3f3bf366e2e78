import json
import subprocess
import sys
import threading
from base64 import b64encode

import pytest
from faults.visitors import ask
from gunicorns import ROOT

import iface
from iface import Blocks, Button, DesignError, Number, RefusedRequest, UserState
from iface.components import GlobalState, State
from iface.state.memory import Change
from iface.state.places import Places
from iface.state.session import Sessions
from iface.stores import open_store


@pytest.fixture
def sessions():
    return Sessions("page", open_store("memory:"), [b"s" * 32])


@pytest.fixture
def settings():
    one = UserState(0)
    one.name = "settings"
    return one


def test_where_nobody_is_logged_in_it_is_a_sessions_own():
    with Blocks() as demo:
        count, shown = UserState(0), Number()
        Button("Go").click(lambda n: (n + 1, n + 1), count, [count, shown], api_name="go")
    client = demo.test_client()
    first = [client.submit(api_name="go"), client.submit(api_name="go")]
    client.restart()
    assert (first, client.submit(api_name="go")) == ([1, 2], 1)


def test_all_sessions_of_a_user_have_one_value(sessions, settings):
    sessions.mint("ann").memory().keep(Change({settings: 7}, {}))
    assert sessions.mint("ann").memory().value(settings) == 7


def test_another_user_has_another(sessions, settings):
    sessions.mint("ann").memory().keep(Change({settings: 7}, {}))
    assert sessions.mint("bob").memory().value(settings) == 0


def test_it_outlives_the_sessions(sessions, settings):
    session = sessions.mint("ann")
    session.memory().keep(Change({settings: 7}, {}))
    sessions.store.delete(session.key)
    assert sessions.mint("ann").memory().value(settings) == 7


def test_its_key_does_not_tell_the_user(sessions, settings):
    assert "ann" not in sessions.mint("ann").places.of(settings)


def test_an_event_that_writes_it_takes_the_users_turn_and_not_the_sessions(settings):
    mine = Places("session", "user", "shared")
    kinds = [State(0), settings, GlobalState(0)]
    assert [mine.is_for_several(one) for one in kinds] == [False, True, True]
    assert not Places("session", None, "shared").is_for_several(settings)


# Forgetting it


@pytest.fixture
def told():
    """The values of whose end the program was told."""
    return []


@pytest.fixture
def counting(told):
    """A page that counts for each user, and forgets whoever asks for it."""
    with Blocks(auth=[("ann", "secret"), ("bob", "secret")]) as demo:
        count, shown = UserState(0, delete_callback=told.append), Number()

        def forget(request: iface.Request):
            return demo.forget(request.username)

        Button("Go").click(lambda n: (n + 1, n + 1), count, [count, shown], api_name="go")
        Button("Forget").click(forget, None, shown, api_name="forget")
        Button("Wrong").click(lambda: (demo.forget("ann"), 1), None, [shown, count], api_name="wrong")
    yield demo
    demo.close()


def of(demo, name):
    client = demo.test_client()
    client.login(name, "secret")
    return client


def test_the_program_forgets_what_is_kept_for_a_user(counting, told):
    client = of(counting, "ann")
    client.submit(api_name="go"), client.submit(api_name="go")
    assert client.submit(api_name="forget") == 1
    assert (client.submit(api_name="go"), told) == (1, [2])


def test_other_users_are_not_forgotten(counting):
    client = of(counting, "ann")
    client.submit(api_name="go")
    assert counting.forget("bob") == 0
    assert client.submit(api_name="go") == 2


def test_a_live_object_is_forgotten_too(told):
    with Blocks(auth=("ann", "secret")) as demo:
        lock, shown = UserState(threading.Lock, delete_callback=told.append), Number()
        Button("Go").click(lambda lock: (lock, id(lock)), lock, [lock, shown], api_name="go")
    client = of(demo, "ann")
    first = client.submit(api_name="go")
    assert (client.submit(api_name="go"), demo.forget("ann")) == (first, 1)
    assert client.submit(api_name="go") != first
    demo.close()
    assert len(told) == 2


def test_an_event_at_work_ends_before_its_user_is_forgotten():
    begun, go_on = threading.Event(), threading.Event()

    def slowly(n):
        begun.set()
        go_on.wait(8)
        return n + 1, n + 1

    with Blocks(auth=("ann", "secret")) as demo:
        count, shown = UserState(0), Number()
        Button("Go").click(slowly, count, [count, shown], api_name="go")
    client = of(demo, "ann")
    work = threading.Thread(target=lambda: client.submit(api_name="go"))
    work.start()
    begun.wait(8)
    forgetting = threading.Thread(target=demo.forget, args=("ann",))
    forgetting.start()
    forgetting.join(0.2)
    assert forgetting.is_alive()
    go_on.set()
    work.join(8), forgetting.join(8)
    assert client.submit(api_name="go") == 1


def test_an_event_that_writes_it_cannot_forget_it(counting):
    with pytest.raises(RefusedRequest, match="cannot forget 'ann'.*out of the outputs"):
        of(counting, "ann").submit(api_name="wrong")


@pytest.mark.parametrize("name", [None, "", 5])
def test_nobody_cannot_be_forgotten(counting, name):
    with pytest.raises(DesignError, match=f"forget.* was asked for {name!r}.*Give the name"):
        counting.forget(name)


def test_another_process_forgets_for_all_workers(gunicorn, tmp_path):
    program = """
import pathlib
import iface

told = lambda value: pathlib.Path("told").open("a").write(f"{value} ")
with iface.Blocks(auth=lambda name, password: True) as demo:
    count, shown = iface.UserState(0, delete_callback=told), iface.Number()
    iface.Button("Go").click(lambda n: (n + 1, n + 1), count, [count, shown], api_name="go")
"""
    url = gunicorn(program, "-w", "2", "--threads", "2").url
    login = {
        "Content-Type": "application/json",
        "Authorization": f"Basic {b64encode(b'ann:secret').decode()}",
    }

    def go():
        return json.loads(ask(f"{url}api/go", "POST", "{}", login).text)["data"]

    assert [go() for _ in range(3)] == [[1], [2], [3]]
    command = [sys.executable, "-c", "from app import demo; print(demo.forget('ann')); demo.close()"]
    env = {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(tmp_path / "state"), "PATH": ""}
    said = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=30)
    assert said.stdout == "1\n", said.stderr
    assert [go() for _ in range(3)] == [[1], [2], [3]]
    assert (tmp_path / "told").read_text() == "3 "
