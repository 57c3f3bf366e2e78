"""A state's value as bytes: the version of its shape, and what comes of a value of another one."""

import pytest

from iface import codec
from iface.components import GlobalState, State
from iface.errors import DesignError, StateError
from iface.state import values
from iface.words import speaking


def named(state):
    state.name = "state"
    return state


def doubled(value, version):
    return [version, *value, *value]


def test_a_value_of_the_first_shape_is_its_pickle_alone():
    assert values.pack(named(State()), [1]) == codec.pack([1])


def test_a_value_kept_before_goes_through_migrate_with_the_version_it_has():
    assert values.unpack(named(State(version=3, migrate=doubled)), codec.pack([1])) == [1, 1, 1]


def test_a_value_of_the_same_shape_does_not():
    state = named(State(version=2, migrate=doubled))
    assert values.unpack(state, values.pack(state, [1])) == [1]


def test_a_migrated_value_has_the_version_that_it_was_kept_with():
    kept = values.pack(named(State(version=2, migrate=doubled)), [1])
    assert values.unpack(named(State(version=3, migrate=doubled)), kept) == [2, 1, 1]


def test_a_value_of_a_newer_program_is_refused():
    kept = values.pack(named(State(version=2, migrate=doubled)), [1])
    with pytest.raises(values.NewerShape, match="version 2, and the program has 1"):
        values.unpack(named(State()), kept)


def test_a_value_without_a_way_from_its_shape_is_refused():
    with pytest.raises(ValueError, match="no migrate="):
        values.unpack(named(State(version=2)), codec.pack([1]))


def test_a_visitor_is_told_whether_a_value_is_too_old_or_too_new():
    state = named(State())
    assert "an older version" in values.unreadable(state, ValueError())
    assert "a newer version" in values.unreadable(state, values.NewerShape())
    with speaking("de"):
        assert "neueren Version" in values.unreadable(state, values.NewerShape())


def test_nobodys_submit_resets_what_all_share():
    with pytest.raises(StateError, match="Let migrate= take what is kept"):
        values.unreadable(named(GlobalState()), ValueError("odd"))


@pytest.mark.parametrize("given", [{"version": 0}, {"migrate": doubled}])
def test_a_migrate_that_would_never_be_called_is_refused(given):
    with pytest.raises(DesignError, match="version=2 with the first migrate="):
        State(**given)


@pytest.mark.parametrize(
    ("data", "same"), [(b"abc", True), (b"abd", False), (b"bc", False), (b" abc", False)]
)
def test_bytes_are_compared_where_they_stand(data, same):
    assert values.is_same(memoryview(b"tag abc")[4:], data) is same
