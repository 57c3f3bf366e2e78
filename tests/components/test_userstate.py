import pytest

from iface import Blocks, Button, Number, UserState
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
