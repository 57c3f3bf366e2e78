import time

import pytest

from iface.login.tickets import LASTS, Tickets
from iface.state.session import Sessions
from iface.state.sweeper import Sweeper
from iface.state.tokens import Tokens
from iface.stores import open_store
from iface.stores.base import Kept

SECRET = b"s" * 32


@pytest.fixture
def sessions(tmp_path):
    store = open_store(f"sqlite:{tmp_path / 'state.db'}")
    yield Sessions("page", store, [SECRET])
    store.close()


@pytest.fixture
def tickets(sessions):
    return Tickets(sessions, Tokens([SECRET], "tickets"))


def place(tickets, ticket):
    return tickets._place(ticket)


def test_a_ticket_says_whose_it_is(tickets):
    assert tickets.user(tickets.issue("ann")) == "ann"


def test_a_blank_one_is_ours_and_opens_nothing(tickets):
    blank = tickets.blank()
    assert tickets.is_ours(blank) and tickets.user(blank) is None


@pytest.mark.parametrize("made_up", ["", "x", "A" * 84, "ä" * 84])
def test_one_that_was_made_up_is_neither(tickets, made_up):
    assert not tickets.is_ours(made_up) and tickets.user(made_up) is None


def test_one_that_was_ended_opens_nothing(tickets):
    ticket = tickets.issue("ann")
    tickets.end(ticket)
    assert tickets.user(ticket) is None


def test_the_store_does_not_know_the_ticket(tickets):
    ticket = tickets.issue("ann")
    assert ticket not in place(tickets, ticket)


def test_a_record_that_somebody_else_has_put_there_opens_nothing(tickets, sessions):
    ticket, other = tickets.issue("ann"), tickets.issue("root")
    theirs = sessions.store.get(place(tickets, other))
    sessions.store.put({place(tickets, ticket): Kept(theirs.data, 2)}, ttl=60)
    assert tickets.user(ticket) is None


def test_it_ends_after_two_weeks_and_nobody_is_told(tickets, sessions):
    ticket = tickets.issue("ann")
    assert Sweeper(sessions, []).sweep(now=time.time() + LASTS + 1) == 1
    assert tickets.user(ticket) is None
