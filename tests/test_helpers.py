import pytest

from iface import Request, helpers


def test_a_request_is_compared_by_what_it_says_and_cannot_be_changed():
    assert Request("a") == Request("a") and Request("a") != Request("b")


def test_an_update_names_what_it_changes():
    assert helpers.update(visible=False) == {"visible": False} and helpers.skip() == {}


def test_what_is_said_outside_of_a_run_is_heard_by_nobody():
    helpers.Info("nobody hears this")


def test_data_of_what_happened_are_attributes():
    data = helpers.SelectData(None, {"index": 1, "value": "b", "extra": 5})
    assert (data.index, data.value, data.selected, data.extra) == (1, "b", True, 5)


def test_data_that_did_not_come_are_no_attributes():
    with pytest.raises(AttributeError):
        _ = helpers.EventData().key
