"""State is right on any number of workers: every submit finds what the last one kept.

`IFACE_FULL=1 python -m pytest tests/test_workers.py tests/faults` is the full proof: the same
tests on four workers, with the numbers that docs/deploy.md gives. It takes several minutes.
"""

import threading
import time
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

import pytest
from faults.visitors import FULL, Visitor, at_once
from gunicorns import Gunicorn

WORKERS = 4 if FULL else 2
THREADS = ("-w", str(WORKERS), "--threads", "8")
SYNC = ("-w", str(WORKERS), "-k", "sync")
# A sync worker runs one short function at a time.
WITH_THREADS = pytest.mark.parametrize(
    "server", [(THREADS, ""), (THREADS, "redis")], ids=["threads", "redis"], indirect=True
)

PROGRAM = """
import os
import time
import iface

def note(word, words):
    # "name" or "name/seconds"
    time.sleep(float(word.partition("/")[2] or 0))
    words = [*words, word]
    return " ".join([str(os.getpid()), *words]), words

demo = iface.Interface(note, ["text", iface.State([])], ["text", iface.State()])
"""


@pytest.fixture(
    scope="module", params=[(THREADS, ""), (SYNC, ""), (THREADS, "redis")], ids=["threads", "sync", "redis"]
)
def server(request, tmp_path_factory) -> Iterator[Gunicorn]:
    folder = tmp_path_factory.mktemp("workers")
    (folder / "app.py").write_text(PROGRAM)
    served, store = request.param
    one = Gunicorn(folder, served, env=request.getfixturevalue("common_redis").env if store else {})
    one.wait_until_ready()
    yield one
    one.stop()


def noted(visitor: Visitor, times: int) -> list[list[str]]:
    """What so many submits in a row show: each time the process that answered, and what is kept."""
    answers = [visitor.submit(str(number)).shown.split() for number in range(times)]
    for before, after in pairwise(answers):
        assert after[1:-1] == before[1:]
    return answers


def test_submits_in_a_row_are_all_right_whichever_worker_answers(server):
    times = 400 if FULL else 60
    visitor, other = Visitor(server.url, "note"), Visitor(server.url, "note")
    answers = []
    while len(answers) < times or len({one[0] for one in answers}) < 2:
        # While one worker is busy with somebody else, another answers.
        busy = partial(other.submit, "busy/0.2")
        answers += at_once([partial(noted, visitor, 10), busy])[0]
        assert len(answers) < 5 * times
    assert answers[-1][1:] == [str(number) for number in range(10)] * (len(answers) // 10)


def test_of_two_submits_at_once_both_are_kept(server):
    rounds = 100 if FULL else 20
    visitor = Visitor(server.url, "note")
    for number in range(rounds):
        answers = at_once([partial(visitor.submit, f"{number}{side}") for side in "ab"])
        assert [one.status for one in answers] == [200, 200]
    kept = visitor.submit("end").shown.split()[1:]
    assert sorted(kept) == sorted([f"{number}{side}" for number in range(rounds) for side in "ab"] + ["end"])


def test_the_same_press_sent_again_at_once_runs_once(server):
    visitor = Visitor(server.url, "note")
    body = visitor.body("only/0.2")
    answers = at_once([partial(visitor.wait, body)] * 6)
    assert {one.shown.partition(" ")[2] for one in answers} == {"only/0.2"}


@WITH_THREADS
def test_twenty_sessions_run_side_by_side(server):
    visitors = [Visitor(server.url, "note") for _ in range(20)]
    taken = []
    for number in range(3):
        begun = time.perf_counter()
        answers = at_once([partial(one.submit, f"{number}/0.3") for one in visitors])
        taken.append(time.perf_counter() - begun)
        assert {one.shown.split()[-1] for one in answers} == {f"{number}/0.3"}
    # One after another they would take 6 seconds. The best of three: other programs run here too.
    assert min(taken) <= (1 if FULL else 2), taken


@WITH_THREADS
def test_a_session_with_sixty_submits_keeps_no_other_waiting(server):
    busy, other = Visitor(server.url, "note"), Visitor(server.url, "note")
    other.submit()
    ended = threading.Event()

    def keep_asking():
        body = busy.body("slow/1")
        while busy.post(body).status == 202 and not ended.is_set():
            time.sleep(0.2)

    threads = [threading.Thread(target=keep_asking) for _ in range(60)]
    for one in threads:
        one.start()
    time.sleep(2)
    taken = []
    for _ in range(20 if FULL else 8):
        begun = time.perf_counter()
        assert other.submit().status == 200
        taken.append(time.perf_counter() - begun)
        time.sleep(0.2)
    ended.set()
    for one in threads:
        one.join()
    # The median, and not all: the sixty are threads of this very process.
    assert sorted(taken)[len(taken) // 2] <= 0.3, [f"{one * 1000:.0f} ms" for one in taken]
