"""State is right on any number of workers: every submit finds what the last one kept.

`IFACE_FULL=1 python -m pytest tests/test_workers.py tests/faults` runs the full proofs: the same
tests with the numbers that docs/deploy.md speaks of, which takes several minutes.
"""

import os
import signal
import threading
import time
from functools import partial

import pytest
from faults.visitors import Visitor, ask, at_once

FULL = os.environ.get("IFACE_FULL") == "1"
THREADS = ("-w", "4", "--threads", "8")
SYNC = ("-w", "4", "-k", "sync")
SERVED = pytest.mark.parametrize("served", [THREADS, SYNC], ids=["threads", "sync"])

COUNTS = """
import os
import iface

def count(word, counted):
    counted += 1
    return f"{counted} {os.getpid()}", counted

demo = iface.Interface(count, ["text", iface.State(0)], ["text", iface.State()])
"""

APPENDS = """
import iface

def append(word, words):
    words = [*words, word]
    return " ".join(words), words

demo = iface.Interface(append, ["text", iface.State([])], ["text", iface.State()])
"""

SLEEPS = """
import time
import iface

def sleep(word, count):
    time.sleep(float(word))
    return word, count + 1

demo = iface.Interface(sleep, ["text", iface.State(0)], ["text", iface.State()])
"""


def counted(visitor: Visitor, times: int) -> tuple[list[int], set[str]]:
    """What so many submits in a row answer, and the processes that answered."""
    answers = [visitor.submit().shown.split() for _ in range(times)]
    return [int(one[0]) for one in answers], {one[1] for one in answers}


@SERVED
def test_submits_in_a_row_are_all_right_whichever_worker_answers(gunicorn, served):
    times = 400 if FULL else 60
    given, workers = counted(Visitor(gunicorn(COUNTS, *served).url, "count"), times)
    assert given == list(range(1, times + 1))
    assert len(workers) >= 2


@SERVED
def test_submits_stay_right_while_the_workers_are_replaced(gunicorn, served):
    times, hangups = (400, 5) if FULL else (60, 2)
    server = gunicorn(COUNTS, *served)
    visitor, given, seen = Visitor(server.url, "count"), [], set()
    for _ in range(hangups):
        server.process.send_signal(signal.SIGHUP)
        more, workers = counted(visitor, times // hangups)
        given, seen = given + more, seen | workers
        time.sleep(0.5)
    assert given == list(range(1, times + 1))
    assert len(seen) > 4


@SERVED
def test_a_page_that_was_opened_before_a_restart_goes_on(gunicorn, served):
    times = 200 if FULL else 20
    first = gunicorn(COUNTS, *served)
    visitor = Visitor(first.url, "count")
    before, _ = counted(visitor, times)
    assert first.stop() == 0
    gunicorn(COUNTS, *served, port=first.port)
    after, _ = counted(visitor, times)
    assert before + after == list(range(1, 2 * times + 1))


@SERVED
def test_of_two_submits_at_once_both_are_kept(gunicorn, served):
    rounds = 100 if FULL else 20
    visitor = Visitor(gunicorn(APPENDS, *served).url, "append")
    for number in range(rounds):
        answers = at_once([partial(visitor.submit, f"{number}{side}") for side in "ab"])
        assert [one.status for one in answers] == [200, 200]
    kept = visitor.submit("end").shown.split()
    assert sorted(kept) == sorted([f"{number}{side}" for number in range(rounds) for side in "ab"] + ["end"])


def test_twenty_sessions_run_side_by_side(gunicorn):
    url = gunicorn(SLEEPS, *THREADS).url
    visitors = [Visitor(url, "sleep") for _ in range(20)]
    at_once([partial(one.submit, "0") for one in visitors])
    begun = time.perf_counter()
    answers = at_once([partial(one.submit, "0.3") for one in visitors])
    seconds = time.perf_counter() - begun
    assert [one.shown for one in answers] == ["0.3"] * 20
    # One after another they would take 6 seconds.
    assert seconds <= 1


def test_a_session_with_sixty_submits_keeps_no_other_waiting(gunicorn):
    url = gunicorn(SLEEPS, *THREADS).url
    busy, other = Visitor(url, "sleep"), Visitor(url, "sleep")
    other.submit("0")
    presses = [busy.body("1") for _ in range(60)]
    ended = threading.Event()

    def keep_asking(body):
        while busy.post(body).status == 202 and not ended.is_set():
            time.sleep(0.2)

    threads = [threading.Thread(target=keep_asking, args=(body,)) for body in presses]
    for one in threads:
        one.start()
    time.sleep(2)
    taken = []
    for _ in range(20 if FULL else 8):
        begun = time.perf_counter()
        assert other.submit("0").shown == "0"
        taken.append(time.perf_counter() - begun)
        time.sleep(0.2)
    ended.set()
    for one in threads:
        one.join()
    assert max(taken) <= 0.3, [f"{one * 1000:.0f} ms" for one in taken]


def test_an_asset_is_answered_by_every_worker_alike(gunicorn):
    url = gunicorn(COUNTS, *THREADS).url
    pages = {ask(url, "GET").text.partition("static/")[2][:12] for _ in range(20)}
    assert len(pages) == 1
