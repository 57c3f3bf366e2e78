import pytest

from iface.runs import news
from iface.runs.news import News


@pytest.fixture
def told():
    """Two outputs, of which the first grows, and a message."""
    one = News()
    one.add({"type": "output", "html": "a"}, "first")
    one.add({"type": "log", "message": "hear"})
    one.add({"type": "grow", "text": "b"}, "first", lambda: {"type": "output", "html": "ab"})
    return one


def test_who_has_seen_nothing_gets_all_as_it_came(told):
    assert [one["type"] for one in told.since(0)] == ["output", "log", "grow"]


def test_who_has_seen_some_gets_what_follows(told):
    assert told.since(2) == [{"type": "grow", "text": "b"}]


@pytest.mark.parametrize("after", [3, 4, 1_000_000])
def test_who_has_seen_all_gets_nothing(told, after):
    assert told.since(after) == []


def test_the_sum_has_each_output_once_and_whole(told):
    assert told.sum() == [(2, {"type": "log", "message": "hear"}), (3, {"type": "output", "html": "ab"})]


def test_what_was_dropped_is_not_in_the_sum(told):
    assert told.drop("first") and not told.drop("first")
    assert [one["type"] for _, one in told.sum()] == ["log"]


def test_who_is_too_far_behind_gets_the_sum_of_what_was_missed(told, monkeypatch):
    monkeypatch.setattr(news, "MOST", 2)
    told.add({"type": "grow", "text": "c"}, "first", lambda: {"type": "output", "html": "abc"})
    assert [one["type"] for one in told.since(1)] == ["log", "output"]
    assert told.since(2) == [{"type": "grow", "text": "b"}, {"type": "grow", "text": "c"}]


def test_large_events_are_kept_for_a_shorter_time(monkeypatch):
    monkeypatch.setattr(news, "LARGEST", 10)
    one = News()
    for sign in "abc":
        one.add({"type": "output", "html": sign * 8}, "picture")
    assert one.since(0) == [{"type": "output", "html": "cccccccc"}]


def test_what_another_process_has_told_goes_on_from_its_sum(told):
    other = News(told.count, told.sum())
    other.add({"type": "error"})
    assert [one["type"] for one in other.since(2)] == ["output", "error"]
    assert [one["type"] for one in other.since(3)] == ["error"]
