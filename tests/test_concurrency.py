"""Many submits at once, under gunicorn: one session's run one after another, different ones side by side."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.request import Request

import pytest
from gunicorns import opener

SERVED = ["-w", "1", "--threads", "32"]

APPENDS = """
import time
import iface

def append(word, words):
    time.sleep(0.05)
    words = [*words, word]
    return words, words

demo = iface.Interface(append, ["text", iface.State([])], ["json", iface.State()])
"""

SLEEPS = """
import time
import iface

def sleep(word, count):
    time.sleep(0.3)
    return word, count + 1

demo = iface.Interface(sleep, ["text", iface.State(0)], ["text", iface.State()])
"""


def call(url: str, event: str, word: str, session: str | None = None) -> tuple[Any, str]:
    """What the event answers, and the session it answered in."""
    headers = {"Content-Type": "application/json"} | ({"X-Iface-Session": session} if session else {})
    body = json.dumps({"data": [word]}).encode()
    with opener.open(Request(f"{url}api/{event}", body, headers), timeout=60) as answer:
        return json.load(answer)["data"][0], answer.headers["X-Iface-Session"]


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """What `count` threads give that begin together."""
    given: list[Any] = [None] * count
    begin = threading.Barrier(count)

    def run(number: int) -> None:
        begin.wait()
        try:
            given[number] = work(number)
        except Exception as error:
            given[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return given


@pytest.fixture
def answers(gunicorn) -> list[list[str]]:
    """What 20 submits answer that come to one session at once, the shortest list first."""
    url = gunicorn(APPENDS, *SERVED, env={"IFACE_LINE": "32"}).url
    first, session = call(url, "append", "first")
    given = at_once(20, lambda number: call(url, "append", str(number), session)[0])
    assert all(isinstance(one, list) for one in given), given
    return sorted([first, *given], key=len)


def test_submits_of_one_session_are_all_kept_once(answers):
    assert sorted(answers[-1]) == sorted(["first", *map(str, range(20))])


def test_submits_of_one_session_run_one_after_another(answers):
    assert [answers[-1][: len(one)] for one in answers] == answers
    assert [len(one) for one in answers] == list(range(1, 22))


def test_different_sessions_run_side_by_side(gunicorn):
    url = gunicorn(SLEEPS, *SERVED).url
    call(url, "sleep", "first")
    begun = time.perf_counter()
    given = at_once(20, lambda number: call(url, "sleep", str(number))[0])
    seconds = time.perf_counter() - begun
    assert given == [str(number) for number in range(20)]
    # One after another they would take 6 seconds.
    assert seconds < 1
