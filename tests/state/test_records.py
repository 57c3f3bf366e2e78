"""Large values: a record of their own, written when they change, and gone with their session."""

import time

import pytest

from iface import codec
from iface.components import State
from iface.errors import SessionEnded, StateError
from iface.state.memory import Change
from iface.state.records import ASIDE, IDLE, LARGEST
from iface.state.session import Sessions
from iface.state.sweeper import Sweeper
from iface.state.values import LARGE, Aside
from iface.stores import open_store

BIG = bytes(range(256)) * 1024  # 256 KiB


@pytest.fixture(params=["memory:", "sqlite:"])
def store(request, tmp_path):
    opened = open_store("memory:" if request.param == "memory:" else f"sqlite:{tmp_path / 'state.db'}")
    yield opened
    opened.close()


@pytest.fixture
def session(store):
    return Sessions("page", store, [b"s" * 32]).mint()


@pytest.fixture
def written(store, monkeypatch):
    """The bytes of each put."""
    sizes, put = [], store.put

    def noting(changes, **options):
        sizes.append(sum(len(one.data) for one in changes.values()))
        put(changes, **options)

    monkeypatch.setattr(store, "put", noting)
    return sizes


def named(name, **given):
    state = State(**given)
    state.name = name
    return state


def keep(session, *states, view=None):
    return session.memory().keep(Change(dict(states), view or {}))


def test_a_large_value_comes_back(session):
    state = named("state")
    keep(session, (state, BIG))
    assert session.memory().value(state) == BIG


def test_a_submit_that_only_reads_it_does_not_write_it(session, written):
    state = named("state")
    keep(session, (state, BIG))
    memory = session.memory()
    assert memory.value(state) == BIG
    memory.keep(Change({}, {1: "shown"}))
    assert written[1] < 1000 < LARGE < written[0]


def test_nor_does_one_that_gives_it_back_unchanged(session, written):
    state = named("state")
    keep(session, (state, ["text"] * 100_000))
    memory = session.memory()
    memory.keep(Change({state: memory.value(state)}, {}))
    assert written[1] < 1000


def test_one_that_changes_it_writes_it(session):
    state = named("state")
    keep(session, (state, BIG))
    memory = session.memory()
    memory.keep(Change({state: memory.value(state)[::-1]}, {}))
    assert session.memory().value(state) == BIG[::-1]


def test_one_memory_can_keep_it_twice(session):
    state, memory = named("state"), session.memory()
    for value in (BIG, BIG[::-1], BIG):
        memory.keep(Change({state: value}, {}))
    assert session.memory().value(state) == BIG


def test_a_value_that_becomes_small_again_stands_with_its_session(session, store):
    state = named("state")
    keep(session, (state, BIG))
    keep(session, (state, "small"))
    assert session.memory().value(state) == "small"
    assert store.get(f"{session.key}/state") is None
    keep(session, (state, BIG))
    assert session.memory().value(state) == BIG


def test_a_small_one_has_no_record_of_its_own(session, store):
    keep(session, (named("state"), bytes(LARGE - 100)))
    assert store.get(f"{session.key}/state") is None


def test_all_large_values_together_are_a_sessions_size(session):
    states = [named(f"state_{number}") for number in range(3)]
    for state in states[:2]:
        keep(session, (state, bytes(LARGEST // 2 - 10_000)))
    with pytest.raises(StateError, match=r"would take 16.1 MB; 16 MB are kept"):
        keep(session, (states[2], bytes(100_000)))
    assert session.memory().value(states[2]) is None


def test_of_two_states_both_are_kept_or_none(session, store):
    large, small = named("large"), named("small")
    keep(session, (large, BIG), (small, 1))
    memory = session.memory()
    memory.value(large)
    store.delete(session.key)
    with pytest.raises(SessionEnded):
        memory.keep(Change({large: BIG[::-1], small: 2}, {}))
    assert store.get(f"{session.key}/large").version == 1


def test_two_that_show_something_at_once_merge_beside_it(session):
    state = named("state")
    keep(session, (state, BIG))
    one, other = session.memory(), session.memory()
    one.keep(Change({}, {1: "one"}))
    other.keep(Change({state: BIG[::-1]}, {2: "other"}))
    assert session.memory().view == {1: "one", 2: "other"}
    assert session.memory().value(state) == BIG[::-1]


def test_what_a_session_that_could_not_be_read_left_behind_is_written_over(session, store):
    state = named("state")
    keep(session, (state, BIG))
    store.delete(session.key)
    keep(session, (state, BIG[::-1]))
    assert session.memory().value(state) == BIG[::-1]


def test_a_value_that_has_gone_starts_over_with_a_notice(session, store):
    state = named("state", value="first")
    keep(session, (state, BIG))
    store.delete(f"{session.key}/state")
    memory = session.memory()
    assert memory.value(state) == "first" and "could not be read" in memory.lost[0].message
    keep(session, (state, BIG))
    assert session.memory().value(state) == BIG


def test_an_older_one_that_was_put_back_counts_as_lost(session, store):
    state = named("state", value="first")
    keep(session, (state, BIG))
    older = store.get(f"{session.key}/state")
    keep(session, (state, BIG[::-1]))
    store.delete(f"{session.key}/state")
    store.put({f"{session.key}/state": older}, ttl=60)
    memory = session.memory()
    assert memory.value(state) == "first" and memory.lost


def test_an_altered_one_counts_as_lost(session, store):
    state = named("state", value="first")
    keep(session, (state, BIG))
    there = store.get(f"{session.key}/state")
    altered = there._replace(data=there.data[:-9] + b"x" + there.data[-8:], version=2)
    store.put({f"{session.key}/state": altered}, ttl=60)
    assert session.memory().value(state) == "first"


def test_a_large_value_lasts_longer_than_its_session(session, store):
    keep(session, (named("state"), BIG))
    now = time.time()
    (ended,) = store.expire(now + IDLE + 60, 10)
    assert ended[0] == session.key
    ((place, _),) = store.expire(now + ASIDE + 60, 10)
    assert place == f"{session.key}/state"


def test_a_submit_renews_it_before_its_session_would_outlive_it(session, store, monkeypatch):
    touched = []
    touch = store.touch
    monkeypatch.setattr(store, "touch", lambda key, ttl: [touched.append(key), touch(key, ttl=ttl)])
    keep(session, (named("state"), BIG))
    keep(session, view={1: "soon after"})
    assert touched == []
    later = time.time() + ASIDE - IDLE + 60
    monkeypatch.setattr(time, "time", lambda: later)
    keep(session, view={1: "later"})
    assert touched == [f"{session.key}/state"]
    keep(session, view={1: "soon after that"})
    assert touched == [f"{session.key}/state"]


def test_a_sign_of_life_renews_it(session, store, monkeypatch):
    keep(session, (named("state"), BIG))
    later = time.time() + IDLE - 60
    monkeypatch.setattr(time, "time", lambda: later)
    session.live()
    assert store.expire(later + IDLE - 60, 10) == []


def swept(session, state, **given):
    """What a sweep tells of the ends of a state."""
    told = []
    state.delete_callback = told.append
    sweeper = Sweeper(session.sessions, [state])
    sweeper.sweep(**given)
    sweeper.stop()
    return told


def test_it_ends_with_its_session_and_its_end_is_told_once(session, store):
    state = named("state")
    keep(session, (state, BIG))
    session.leave(after=0)
    assert swept(session, state) == [BIG]
    assert store.get(f"{session.key}/state") is None and store.expire(float("inf"), 10) == []


def test_its_end_is_told_though_nobody_has_swept_for_days(session):
    state = named("state")
    keep(session, (state, BIG))
    assert swept(session, state, now=time.time() + 10 * IDLE) == [BIG]


def test_one_that_became_small_is_told_as_what_it_was_last(session):
    state = named("state")
    keep(session, (state, BIG))
    keep(session, (state, "small"))
    assert swept(session, state) == []
    session.leave(after=0)
    assert swept(session, state) == ["small"]


def test_a_live_object_outlives_the_large_value_that_it_replaces():
    store = open_store("memory:")
    session, state, live = Sessions("page", store, [b"s" * 32]).mint(), named("state"), (one for one in "ab")
    keep(session, (state, BIG))
    keep(session, (state, live))
    assert swept(session, state) == [] and session.memory().value(state) is live


def test_an_older_shape_stands_aside_too(session):
    keep(session, (named("state"), BIG))
    newer = named("state", version=2, migrate=lambda value, version: [version, len(value)])
    assert session.memory().value(newer) == [1, len(BIG)]


def test_a_session_knows_where_a_large_value_stands(session, store):
    keep(session, (named("state"), BIG))
    kept = store.get(session.key)
    content = session.sessions.codec.loads(kept.data, about=f"{session.key}/{kept.version}")
    assert content["states"] == {"state": Aside(1, len(codec.pack(BIG)))}
