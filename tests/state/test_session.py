import pickle
import threading

import pytest

from iface.components import State
from iface.errors import SessionEnded, SessionRefused, StateError
from iface.state.answers import REMEMBERED
from iface.state.memory import Change
from iface.state.records import LARGEST
from iface.state.session import Sessions, checked_nonce
from iface.stores import open_store
from iface.stores.base import Kept

SECRET = b"s" * 32


@pytest.fixture(params=["memory:", "sqlite:"])
def sessions(request, tmp_path):
    address = request.param if request.param == "memory:" else f"sqlite:{tmp_path / 'state.db'}"
    store = open_store(address)
    yield Sessions("page", store, [SECRET])
    store.close()


@pytest.fixture
def state():
    one = State([])
    one.name = "state_1"
    return one


def test_a_minted_session_is_known_again(sessions):
    assert sessions.verify(sessions.mint().token).token


def test_two_sessions_share_neither_key_nor_name(sessions):
    one, other = sessions.mint(), sessions.mint()
    assert one.key != other.key and one.hash != other.hash


def test_neither_key_nor_name_tells_the_token(sessions):
    session = sessions.mint()
    assert session.token not in session.key and session.token[:20] != session.hash


@pytest.mark.parametrize("place", range(0, 84, 7))
def test_an_altered_token_is_refused(sessions, place):
    token = sessions.mint().token
    other = "A" if token[place] != "A" else "B"
    with pytest.raises(SessionRefused):
        sessions.verify(token[:place] + other + token[place + 1 :])


@pytest.mark.parametrize("token", ["", "x", "A" * 84, "A" * 10_000, "\0" * 84, "ä" * 84])
def test_what_was_never_minted_is_refused(sessions, token):
    with pytest.raises(SessionRefused):
        sessions.verify(token)


def test_another_pages_session_is_refused(sessions):
    with pytest.raises(SessionRefused):
        sessions.verify(Sessions("another", sessions.store, [SECRET]).mint().token)


def test_a_session_of_a_former_key_is_known_while_that_key_is_kept(sessions):
    token = sessions.mint().token
    assert Sessions("page", sessions.store, [b"n" * 32, SECRET]).verify(token)


def test_a_state_is_kept_and_read_as_a_copy(sessions, state):
    session = sessions.mint()
    value = ["a"]
    session.memory().keep(Change({state: value}, {}))
    value.append("b")
    assert session.memory().value(state) == ["a"]


def test_nothing_is_stored_before_something_is_kept(sessions):
    session = sessions.mint()
    session.memory()
    assert sessions.store.get(session.key) is None


def test_two_commits_at_once_are_both_kept(sessions, state):
    session = sessions.mint()
    one, other = session.memory(), session.memory()
    one.keep(Change({state: ["a"]}, {}))
    other.keep(Change({}, {7: "shown"}))
    memory = session.memory()
    assert (memory.value(state), memory.view, memory.revision) == (["a"], {7: "shown"}, 2)


def test_a_page_that_saw_a_record_which_is_gone_is_told(sessions, state):
    session = sessions.mint()
    revision = session.memory().keep(Change({state: [1]}, {}))
    sessions.store.delete(session.key)
    with pytest.raises(SessionEnded):
        session.memory(revision)


def test_a_late_commit_does_not_bring_a_deleted_session_back(sessions, state):
    session = sessions.mint()
    session.memory().keep(Change({state: [1]}, {}))
    late = session.memory()
    sessions.store.delete(session.key)
    with pytest.raises(SessionEnded):
        late.keep(Change({state: [2]}, {}))
    assert sessions.store.get(session.key) is None


def test_the_last_answers_are_remembered_by_their_nonce(sessions):
    session = sessions.mint()
    for number in range(REMEMBERED + 2):
        session.memory().keep(Change({}, {}, nonce=f"nonce-{number}", answer={"data": {1: number}}))
    memory = session.memory()
    assert memory.done(f"nonce-{REMEMBERED + 1}") == {"data": {1: REMEMBERED + 1}}
    assert memory.done("nonce-0") is None


def test_a_large_older_answer_is_known_but_not_kept(sessions):
    session = sessions.mint()
    session.memory().keep(Change({}, {}, nonce="first", answer={"data": {1: "x" * 100_000}}))
    session.memory().keep(Change({}, {}, nonce="second", answer={"data": {}}))
    assert session.memory().done("first") == {}


def test_a_record_beyond_the_limit_is_refused_and_the_old_one_stays(sessions, state):
    session = sessions.mint()
    session.memory().keep(Change({state: "small"}, {}))
    with pytest.raises(StateError, match="16 MB are kept") as caught:
        session.memory().keep(Change({state: b"x" * (LARGEST + 1)}, {}))
    assert caught.value.status == 507
    assert session.memory().value(state) == "small"


class Hostile:
    """Unpickling one is noticed."""

    unpickled: list[str] = []

    def __reduce__(self):
        return (Hostile.unpickled.append, ("run",))


def _damage(sessions, session, damaged):
    kept = sessions.store.get(session.key)
    sessions.store.put({session.key: Kept(damaged(kept.data), kept.version + 1)}, ttl=60)


@pytest.mark.parametrize(
    "damaged",
    [
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: data[:40],
        lambda data: b"",
        lambda data: pickle.dumps(Hostile()),
        lambda data: data[:32] + pickle.dumps(Hostile()),
        lambda data: data,  # right bytes, under another revision
    ],
)
def test_a_damaged_record_counts_as_lost_and_is_never_unpickled(sessions, state, damaged, caplog):
    session = sessions.mint()
    session.memory().keep(Change({state: ["a"]}, {}))
    _damage(sessions, session, damaged)
    memory = session.memory()
    assert memory.value(state) == [] and memory.lost
    assert Hostile.unpickled == []
    assert len([line for line in caplog.messages if "does not verify" in line]) == 1


def test_another_sessions_record_is_not_ones_own(sessions, state):
    one, other = sessions.mint(), sessions.mint()
    one.memory().keep(Change({state: ["private"]}, {}))
    sessions.store.put({other.key: sessions.store.get(one.key)}, ttl=60)
    assert other.memory().value(state) == []


def test_a_damaged_record_can_be_written_over(sessions, state):
    session = sessions.mint()
    session.memory().keep(Change({state: ["a"]}, {}))
    _damage(sessions, session, lambda data: b"")
    session.memory().keep(Change({state: ["b"]}, {}))
    assert session.memory().value(state) == ["b"]


def test_a_value_of_a_class_that_is_gone_starts_over(sessions, state, monkeypatch):
    import types

    module = types.ModuleType("gone_module")
    exec("class Thing: pass", module.__dict__)
    module.Thing.__module__ = "gone_module"
    monkeypatch.setitem(__import__("sys").modules, "gone_module", module)
    session = sessions.mint()
    session.memory().keep(Change({state: module.Thing()}, {}))
    monkeypatch.delitem(__import__("sys").modules, "gone_module")
    memory = session.memory()
    assert memory.value(state) == [] and memory.lost


def test_a_value_that_cannot_be_pickled_stays_a_live_object_in_memory(state, caplog):
    sessions = Sessions("page", open_store("memory:"), [SECRET])
    lock, session = threading.Lock(), sessions.mint()
    session.memory().keep(Change({state: {"model": [lock]}}, {}))
    assert session.memory().value(state)["model"][0] is lock
    assert "state_1['model'][0]" in caplog.text


def test_elsewhere_it_is_refused_with_its_path(state, tmp_path):
    sessions = Sessions("page", open_store(f"sqlite:{tmp_path / 'state.db'}"), [SECRET])
    with pytest.raises(StateError, match=r"state_1\['model'\]\[0\] is a .*lock"):
        sessions.mint().memory().keep(Change({state: {"model": [threading.Lock()]}}, {}))


@pytest.mark.parametrize("text", [None, "", "short", "x" * 65, "x" * 15 + "/"])
def test_what_is_no_nonce_is_none(text):
    assert checked_nonce(text) is None


def test_submits_that_write_state_go_one_after_another(sessions):
    session, order = sessions.mint(), []

    def work():
        with session.turn(alone=True, nonce=None, revision=0, wait=5):
            order.append("in")
            threading.Event().wait(0.01)
            order.append("out")

    workers = [threading.Thread(target=work) for _ in range(5)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert order == ["in", "out"] * 5
