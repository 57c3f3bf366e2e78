from dataclasses import dataclass

import pytest

from iface.state.changes import fingerprint


class Plain:
    def __init__(self, value):
        self.value = value


class Hashed(Plain):
    def __hash__(self):
        return hash(self.value)


@dataclass
class Unhashable:
    value: int


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([1, 2], [1, 3]),
        ([], [1]),
        ([[1]], [[2]]),
        ({"a": [1]}, {"a": [2]}),
        ({"a": 1}, {"b": 1}),
        ({1}, {1, 2}),
        (1, 2),
        (1, True),
        (1, 1.0),
        ("1", 1),
        (None, 0),
        ([1], {1}),
        (Hashed(1), Hashed(2)),
        (Unhashable(1), Unhashable(2)),
        ([Unhashable(1)], [Unhashable(2)]),
    ],
)
def test_a_change_is_noticed(before, after):
    assert fingerprint(before) != fingerprint(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([1, 2], [1, 2]),
        ((1, 2), [1, 2]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({1, 2}, {2, 1}),
        (Hashed(1), Hashed(1)),
        (Unhashable(1), Unhashable(1)),
    ],
)
def test_what_is_equal_has_not_changed(before, after):
    assert fingerprint(before) == fingerprint(after)


def test_a_list_changed_in_place_has_changed():
    value = [[1]]
    before = fingerprint(value)
    value[0].append(2)
    assert fingerprint(value) != before


def test_an_object_without_a_hash_of_its_own_changes_with_its_identity():
    one = Plain(1)
    before = fingerprint(one)
    one.value = 2
    assert fingerprint(one) == before
    assert fingerprint(Plain(1)) != before
