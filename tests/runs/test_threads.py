import signal
import threading
import time
from types import SimpleNamespace

import pytest

from iface.runs import threads
from iface.runs.threads import Threads, stop_sign


def until(fact, seconds=5):
    end = time.monotonic() + seconds
    while not fact() and time.monotonic() < end:
        time.sleep(0.005)
    return fact()


def of_runs():
    return [one for one in threading.enumerate() if one.name == "iface-run"]


def test_works_run_side_by_side_up_to_the_most(go_on):
    begun = []
    pool = Threads(2)
    for name in "abc":
        pool.submit(lambda name=name: (begun.append(name), go_on.wait(5)))
    assert until(lambda: len(begun) == 2) and sorted(begun) == ["a", "b"]
    go_on.set()
    assert until(lambda: len(begun) == 3)


def test_a_thread_is_used_again_and_ends_when_nothing_is_left(monkeypatch):
    monkeypatch.setattr(threads, "IDLE", 0.2)
    before = set(of_runs())
    pool, names = Threads(8), set()
    for _ in range(20):
        done = threading.Event()
        pool.submit(lambda done=done: (names.add(threading.get_ident()), done.set()))
        assert done.wait(5)
        assert until(lambda: pool._idle == pool._count)
    assert len(names) == 1
    assert until(lambda: set(of_runs()) <= before)


def test_a_work_that_raises_takes_no_thread_with_it(caplog):
    pool, done = Threads(1), threading.Event()
    pool.submit(lambda: 1 / 0)
    pool.submit(done.set)
    assert done.wait(5) and "ZeroDivisionError" in caplog.text


def test_closing_waits_for_what_has_begun_but_not_for_ever(go_on):
    pool, begun, done = Threads(1), threading.Event(), threading.Event()
    pool.submit(lambda: (begun.set(), time.sleep(0.2), done.set()))
    assert begun.wait(5)
    pool.close(5)
    assert done.is_set()
    pool.submit(lambda: go_on.wait(5))
    begun = time.monotonic()
    pool.close(0.1)
    assert time.monotonic() - begun < 1


class Worker:
    """As gunicorn's: it hears the signals itself."""

    cfg = SimpleNamespace(graceful_timeout=30)

    def __init__(self, alive):
        self.alive = alive

    def handle_exit(self, *_):
        """Hears SIGTERM."""


@pytest.mark.parametrize(("alive", "stopping"), [(True, False), (False, True)])
def test_a_worker_of_gunicorns_that_was_told_to_stop_is_stopping(monkeypatch, alive, stopping):
    monkeypatch.setattr(signal, "getsignal", lambda _: Worker(alive).handle_exit)
    assert stop_sign()() is stopping


def test_elsewhere_nothing_is_stopping():
    assert not stop_sign()()
