import threading

import pytest

from iface import DesignError, State


def test_each_session_starts_from_a_copy():
    state = State([[]])
    state.fresh()[0].append(1)
    assert state.fresh() == [[]]


def test_the_default_is_copied_when_declared():
    default = []
    state = State(default)
    default.append(1)
    assert state.fresh() == []


def test_a_callable_is_called_for_each_session():
    assert State(list).fresh() == []


def test_a_default_that_cannot_be_copied_is_refused_with_a_way_out():
    with pytest.raises(DesignError, match="session_hash"):
        State(threading.Lock())
