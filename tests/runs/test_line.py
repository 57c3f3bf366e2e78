import time
from threading import Thread

import pytest

from iface.errors import Busy, Stopped, Waiting
from iface.runs.line import GONE, Line
from iface.runs.run import Run


def new_run():
    return Run("owner", lambda one, data: data, lambda outcome: [])


def places(run):
    """The places in line that a run was told."""
    return [event["place"] for event in run.look()[0] if event["type"] == "line"]


@pytest.fixture
def begun():
    """The names of those whose turn it was, in their order."""
    return []


@pytest.fixture
def line(begun):
    """A line for one at a time, in which a is at work, and b, c and d wait."""
    one = Line(1, None)
    one.runs = {name: new_run() for name in "abcd"}
    for name, run in one.runs.items():
        one.enter(run, lambda name=name: begun.append(name))
    return one


def test_as_many_as_the_limit_begin_at_once(begun):
    line = Line(2, None)
    for name in "abc":
        line.enter(new_run(), lambda name=name: begun.append(name))
    assert begun == ["a", "b"]


def test_others_follow_in_their_order(line, begun):
    for _ in range(3):
        line.leave(0.1)
    assert begun == ["a", "b", "c", "d"]


def test_each_is_told_its_place_as_it_changes(line):
    line.leave(0.1)
    assert places(line.runs["b"])[0] == 1
    assert (places(line.runs["c"])[-1], places(line.runs["d"])[-1]) == (1, 2)


def test_the_place_says_how_long_that_may_be(line):
    line.leave(10)
    assert "Number 2 of 2 in line · about 20 s" in line.runs["d"].look()[0][-1]["text"]


def test_who_comes_when_too_many_wait_is_sent_away(line):
    full = Line(1, 0)
    full.enter(new_run(), lambda: None)
    with pytest.raises(Busy):
        full.enter(new_run(), lambda: None)


def test_who_is_dropped_is_passed_over(line, begun):
    line.drop(line.runs["b"])
    line.leave(0.1)
    assert begun == ["a", "c"]


def test_dropping_who_does_not_wait_changes_nothing(line, begun):
    line.drop(new_run())
    line.leave(0.1)
    assert begun == ["a", "b"]


def test_who_has_not_asked_for_long_is_passed_over_and_may_come_again(line, begun):
    line.runs["b"].seen = time.time() - GONE - 1
    line.leave(0.1)
    assert begun == ["a", "c"]
    refused = line.runs["b"].refused
    assert line.runs["b"].is_over and isinstance(refused, Waiting)
    assert str(refused).startswith("Nobody asked for this run for 30 s while it waited in line")


def held(line, run, noted):
    """A thread that waits for its turn in a line, as an event that follows another does."""

    def wait():
        try:
            line.hold(run)
            noted.append("begun")
        except Stopped:
            noted.append("stopped")

    thread = Thread(target=wait, daemon=True)
    thread.start()
    end = time.monotonic() + 5
    while not places(run) and time.monotonic() < end:
        time.sleep(0.001)
    return thread


@pytest.mark.parametrize(
    ("end", "noted", "others"), [("leave", ["begun"], []), ("drop", ["stopped"], ["next"])]
)
def test_a_thread_that_waits_goes_on_with_its_turn_or_when_it_is_dropped(end, noted, others):
    line, run, found, begun = Line(1, None), new_run(), [], []
    line.enter(new_run(), lambda: None)
    thread = held(line, run, found)
    line.enter(new_run(), lambda: begun.append("next"))
    if end == "drop":
        line.drop(run)
    line.leave(0.1)
    thread.join(5)
    assert (found, begun) == (noted, others)
