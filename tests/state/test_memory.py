import time

import pytest

from iface.components import State
from iface.errors import StateConflict
from iface.state.memory import Change
from iface.state.session import Sessions
from iface.stores import open_store


@pytest.fixture(params=["memory:", "sqlite:"])
def session(request, tmp_path):
    address = request.param if request.param == "memory:" else f"sqlite:{tmp_path / 'state.db'}"
    store = open_store(address)
    yield Sessions("page", store, [b"s" * 32]).mint()
    store.close()


def named(name, state):
    state.name = name
    return state


def test_a_state_with_a_time_to_live_ends_by_itself_and_the_others_stay(session):
    brief, lasting = named("brief", State("new", time_to_live=0.1)), named("lasting", State("new"))
    session.memory().keep(Change({brief: "kept", lasting: "kept"}, {}))
    assert session.memory().value(brief) == "kept"
    deadline = time.monotonic() + 5
    while session.memory().value(brief) == "kept" and time.monotonic() < deadline:
        pass
    assert (session.memory().value(brief), session.memory().value(lasting)) == ("new", "kept")


def test_a_state_that_was_written_without_a_lease_meanwhile_is_not_overwritten(session):
    state = named("state", State(0))
    one, other = session.memory(), session.memory()
    one.keep(Change({state: 1}, {}))
    with pytest.raises(StateConflict):
        other.keep(Change({state: 2}, {}))
    assert session.memory().value(state) == 1


def test_both_records_of_a_commit_are_kept_or_none(session):
    brief, lasting = named("brief", State("new", time_to_live=60)), named("lasting", State("new"))
    session.memory().keep(Change({brief: 1, lasting: 1}, {}))
    one, other = session.memory(), session.memory()
    one.keep(Change({brief: 2}, {}))
    other.keep(Change({lasting: 2}, {}))
    memory = session.memory()
    assert (memory.value(brief), memory.value(lasting)) == (2, 2)


def test_an_older_commit_of_such_a_state_does_not_undo_a_newer_one_of_the_view(session):
    brief = named("brief", State("new", time_to_live=60))
    one, other = session.memory(), session.memory()
    one.keep(Change({}, {1: "shown"}))
    other.keep(Change({brief: 1}, {}))
    assert session.memory().view == {1: "shown"}
