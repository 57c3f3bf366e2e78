import threading
import time

import pytest

from iface.components import State
from iface.state.memory import Change
from iface.state.records import IDLE
from iface.state.session import LEFT, Sessions
from iface.state.sweeper import Sweeper
from iface.stores import open_store


@pytest.fixture(params=["memory:", "sqlite:"])
def sessions(request, tmp_path):
    address = request.param if request.param == "memory:" else f"sqlite:{tmp_path / 'state.db'}"
    store = open_store(address)
    yield Sessions("page", store, [b"s" * 32])
    store.close()


def noting(ended, name="state", **options):
    state = State(None, delete_callback=ended.append, **options)
    state.name = name
    return state


def swept(sessions, *states, after=0.0):
    sweeper = Sweeper(sessions, list(states))
    sweeper.sweep(time.time() + after)
    sweeper.stop()


def test_an_idle_session_ends_after_24_hours_and_its_state_is_told(sessions):
    ended = []
    state = noting(ended)
    sessions.mint().memory().keep(Change({state: "value"}, {}))
    swept(sessions, state, after=IDLE - 60)
    assert ended == []
    swept(sessions, state, after=IDLE + 60)
    assert ended == ["value"]


def test_a_session_whose_page_was_left_ends_after_60_minutes(sessions):
    ended, session = [], sessions.mint()
    state = noting(ended)
    session.memory().keep(Change({state: "value"}, {}))
    session.leave()
    swept(sessions, state, after=LEFT - 60)
    assert ended == []
    swept(sessions, state, after=LEFT + 60)
    assert ended == ["value"]


def test_a_sign_of_life_keeps_it(sessions):
    ended, session = [], sessions.mint()
    state = noting(ended)
    session.memory().keep(Change({state: "value"}, {}))
    session.leave()
    session.live()
    swept(sessions, state, after=LEFT + 60)
    assert ended == []


def test_a_submit_after_leaving_keeps_it_too(sessions):
    ended, session = [], sessions.mint()
    state = noting(ended)
    session.memory().keep(Change({state: "one"}, {}))
    session.leave()
    session.memory().keep(Change({state: "two"}, {}))
    swept(sessions, state, after=LEFT + 60)
    assert ended == []


def test_a_state_with_a_time_to_live_is_told_alone(sessions):
    ended = []
    brief, lasting = noting(ended, "brief", time_to_live=60), noting(ended, "lasting")
    sessions.mint().memory().keep(Change({brief: "brief", lasting: "lasting"}, {}))
    swept(sessions, brief, lasting, after=120)
    assert ended == ["brief"]


def test_two_sweepers_tell_each_state_once(sessions):
    ended = []
    state = noting(ended)
    for number in range(250):
        sessions.mint().memory().keep(Change({state: number}, {}))
    both = [
        threading.Thread(target=swept, args=(sessions, state), kwargs={"after": IDLE + 1}) for _ in range(2)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(ended) == list(range(250))


def test_a_callback_that_raises_stops_no_other(sessions, caplog):
    ended = []

    def tell(value):
        if value == "bad":
            raise RuntimeError("no")
        ended.append(value)

    state = State(None, delete_callback=tell)
    state.name = "state"
    for value in ("a", "bad", "b"):
        sessions.mint().memory().keep(Change({state: value}, {}))
    swept(sessions, state, after=IDLE + 1)
    assert sorted(ended) == ["a", "b"] and "delete_callback" in caplog.text


def test_a_slow_callback_keeps_no_other_waiting(sessions):
    ended, gate = [], threading.Event()

    def tell(value):
        if value == "slow":
            gate.wait(10)
        ended.append(value)
        if len(ended) == 4:
            gate.set()

    state = State(None, delete_callback=tell)
    state.name = "state"
    for value in ("slow", "a", "b", "c", "d"):
        sessions.mint().memory().keep(Change({state: value}, {}))
    swept(sessions, state, after=IDLE + 1)
    assert ended[-1] == "slow" and len(ended) == 5


def test_another_pages_sessions_are_left_alone(sessions):
    ended = []
    state = noting(ended)
    Sessions("another", sessions.store, [b"s" * 32]).mint().memory().keep(Change({state: "value"}, {}))
    swept(sessions, state, after=IDLE + 1)
    assert ended == []


def test_a_damaged_record_ends_without_a_callback(sessions):
    from iface.stores.base import Kept

    ended, session = [], sessions.mint()
    state = noting(ended)
    sessions.store.put({session.key: Kept(b"nothing of ours", 1)}, ttl=60)
    swept(sessions, state, after=120)
    assert ended == []


def test_the_end_of_a_memory_store_ends_its_sessions():
    sessions, ended = Sessions("page", open_store("memory:"), [b"s" * 32]), []
    state, lock = noting(ended), threading.Lock()
    sessions.mint().memory().keep(Change({state: lock}, {}))
    Sweeper(sessions, [state]).stop(end_all=True)
    assert ended == [lock] and sessions.store.live == {}


@pytest.mark.parametrize(("lifetime", "period"), [(None, 15.0), (2, 0.5), (0.1, 0.25), (3600, 15.0)])
def test_it_sweeps_often_enough_for_the_shortest_lifetime(sessions, lifetime, period):
    assert Sweeper(sessions, [State(time_to_live=lifetime)]).period == period
