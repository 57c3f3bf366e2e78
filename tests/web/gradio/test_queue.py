import threading

import pytest

import iface
from iface.errors import Busy
from iface.web import Settings, Site
from iface.web.gradio.queue import MOST, Asked, Queue


@pytest.fixture
def site():
    site = Site(iface.Interface(str, "text", "text").page, "memory:", Settings(background=False))
    yield site
    site.close()


@pytest.fixture
def queue(site):
    return Queue(site, "somebody", None)


def asked(name="one"):
    return Asked(name, ["a"], "somebody", None)


def test_what_is_asked_is_taken_once(queue):
    queue.add(asked())
    assert [one.event for one in queue.take()] == ["one"]
    assert queue.take() == []


def test_what_is_taken_keeps_no_data(queue):
    one = asked()
    queue.add(one)
    queue.take()
    assert queue.look().asked[one.id].data == []


def test_another_client_has_its_own(queue, site):
    queue.add(asked())
    assert Queue(site, "another", None).take() == []


def test_there_is_no_end_while_something_is_not_taken(queue):
    one = asked()
    queue.add(one)
    assert not queue.close()
    queue.take()
    queue.finish(one.id)
    assert queue.close() and queue.look().asked == {}


def test_who_asks_after_an_end_is_told_when_that_was(queue):
    assert queue.add(asked()) == 0
    queue.take()
    queue.close()
    assert queue.add(asked()) > 1_700_000_000


def test_a_stop_is_noted_where_it_runs(queue):
    one = asked()
    queue.add(one)
    queue.take()
    queue.stop(one.id)
    queue.stop("another")
    assert queue.look().asked[one.id].stopped > 0


def test_what_is_asked_at_the_same_moment_is_all_kept(queue):
    threads = [threading.Thread(target=queue.add, args=[asked(str(number))]) for number in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(int(one.event) for one in queue.take()) == list(range(20))


def test_a_client_that_asks_for_too_much_is_refused(queue):
    for _ in range(MOST):
        queue.add(asked())
    with pytest.raises(Busy):
        queue.add(asked())


def test_the_sweeper_tells_nobody_of_it(queue, site):
    queue.add(asked())
    assert site.sweeper.sweep(now=float("inf")) == 1
