from concurrent.futures import ThreadPoolExecutor

import pytest

from iface.errors import RefusedRequest
from iface.login import tries
from iface.login.tries import OF_ADDRESS, OF_NAME, PERIOD, Tries
from iface.state.session import Sessions
from iface.stores import open_store


@pytest.fixture(params=["memory:", "sqlite:"])
def sessions(request, tmp_path):
    store = open_store(request.param if request.param == "memory:" else f"sqlite:{tmp_path / 'state.db'}")
    yield Sessions("page", store, [b"s" * 32])
    store.close()


@pytest.fixture
def counted(sessions):
    return Tries(sessions)


def many(counted, count, name="ann", address="192.0.2.1"):
    """How many of so many tries were let through."""
    through = 0
    for _ in range(count):
        try:
            counted.take(name, address)
            through += 1
        except RefusedRequest as refused:
            assert refused.status == 429 and 0 < refused.retry_after <= PERIOD
    return through


def test_so_many_are_let_through_and_no_more(counted):
    assert many(counted, OF_ADDRESS + 5) == OF_ADDRESS


def test_another_address_has_tries_of_its_own(counted):
    many(counted, OF_ADDRESS)
    assert many(counted, 1, address="192.0.2.2") == 1


def test_other_names_from_the_same_address_do_not(counted):
    assert sum(many(counted, 1, name=f"user{number}") for number in range(15)) == OF_ADDRESS


def test_for_one_name_all_addresses_count_together(counted):
    through = [many(counted, OF_ADDRESS, address=f"192.0.2.{number}") for number in range(12)]
    assert sum(through) == OF_NAME


def test_who_has_logged_in_from_an_address_before_is_not_locked_out_by_others(counted):
    counted.take("ann", "192.0.2.1")
    counted.forgive("ann", "192.0.2.1")
    many(counted, OF_ADDRESS, name="bob")
    assert many(counted, 1, name="ann") == 1


def test_their_own_tries_there_are_counted_too(counted):
    counted.take("ann", "192.0.2.1")
    counted.forgive("ann", "192.0.2.1")
    assert many(counted, OF_ADDRESS + 5) == OF_ADDRESS


def test_a_right_password_does_not_count(counted):
    for number in range(2 * OF_ADDRESS):
        counted.take(f"user{number}", "192.0.2.1")
        counted.forgive(f"user{number}", "192.0.2.1")
    assert many(counted, OF_ADDRESS + 5, name="other") == OF_ADDRESS


def test_a_right_password_does_not_forgive_the_wrong_ones_of_others(counted):
    many(counted, OF_ADDRESS - 1, name="bob")
    counted.take("ann", "192.0.2.1")
    counted.forgive("ann", "192.0.2.1")
    assert many(counted, 5, name="bob") == 1


def test_addresses_of_one_network_of_ipv6_count_as_one(counted):
    assert sum(many(counted, 1, address=f"2001:db8::{number:x}") for number in range(15)) == OF_ADDRESS


def test_after_a_while_there_are_new_ones(counted, monkeypatch):
    many(counted, OF_ADDRESS)
    later = tries.time.time() + PERIOD + 1
    monkeypatch.setattr(tries.time, "time", lambda: later)
    assert many(counted, 1) == 1


def test_of_many_at_once_none_gets_in_between(sessions):
    with ThreadPoolExecutor(8) as pool:
        through = list(pool.map(lambda _: many(Tries(sessions), 1), range(40)))
    assert sum(through) == OF_ADDRESS
