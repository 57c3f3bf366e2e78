"""Workers and whole servers are killed while submits are on their way; what was acknowledged stays.

A submit that was never answered may have been kept or not. Sent again with its nonce, as a page
does it, it is kept once; an API call has no nonce, and may leave one entry more for each kill.
"""

import json
import random
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest
from faults.keeper import Keeper
from faults.visitors import FULL, LOST, STORES, STORES_IF_FULL, Answer, Visitor, ask
from running import until

KILLS = 30 if FULL else 3
SERVED = ("-w", "4" if FULL else "2", "--threads", "8")
RECOVERY = 1.0 if FULL else 3.0
"""Seconds in which a submit is answered, from when the server answers again; or a lease is free after a kill.
The short proof shares the machine."""

APPENDS = """
import os
import random
import time
import iface

def append(word, kept):
    time.sleep(random.random() / 50)
    words = [*kept[0], word]
    return f"{os.getpid()} " + " ".join(words), (words, bytes(BALLAST))

demo = iface.Interface(append, ["text", iface.State(([], b""))], ["text", iface.State()])
"""


class Appender(threading.Thread):
    """A visitor who appends numbers one after another, and presses again when an answer is lost."""

    def __init__(self, url: str, send: Callable[[str], Answer]) -> None:
        super().__init__(daemon=True)
        self.url = url
        self.send = send
        self.acknowledged: list[str] = []
        self.number = 0
        self.wrong: list[str] = []
        self.ending = threading.Event()

    def run(self) -> None:
        while not self.ending.is_set():
            self.number += 1
            word = str(self.number)
            try:
                answer = self.send(word)
            except LOST:
                time.sleep(0.02)
                continue
            if answer.status == 200:
                self.acknowledged.append(word)
            else:
                self.wrong.append(f"{answer.status}: {answer.text[:200]}")

    def end(self) -> None:
        self.ending.set()
        self.join(60)
        assert not self.is_alive(), f"{self.number} is not answered"


def pressed_again(visitor: Visitor) -> Callable[[str], Answer]:
    """Send a word until it is answered, always as the same press."""

    def send(word: str) -> Answer:
        body = visitor.body(word)
        end = time.monotonic() + 30
        while True:
            try:
                return visitor.wait(body)
            except LOST:
                assert time.monotonic() < end
                time.sleep(0.02)

    return send


def called_once(url: str, token: str) -> Callable[[str], Answer]:
    """Send a word to the API, once."""
    headers = {"Content-Type": "application/json", "X-Iface-Session": token}
    return lambda word: ask(f"{url}api/append", "POST", json.dumps({"word": word}), headers)


def kill_at_random(keeper: Keeper, rng: random.Random, *, whole: bool, recovery: float) -> None:
    """Kill at KILLS random moments; each time a submit of another visitor is answered soon after."""
    other = Visitor(keeper.url, "append")
    other.submit("0")
    for number in range(KILLS):
        time.sleep(rng.uniform(0.05, 0.6))
        if whole:
            keeper.kill_all()
            keeper.start()
        else:
            keeper.kill_worker(rng.choice(keeper.workers()))
        begun = time.monotonic()
        send = pressed_again(other)
        assert send(str(number)).status == 200
        assert time.monotonic() - begun < recovery


def integrity(folder) -> list[str]:
    """What is wrong with the file, and large values that belong to no session."""
    if not list(folder.glob("state/iface/*.db")):
        return ["ok"]  # Redis is no part of what is killed here
    (path,) = folder.glob("state/iface/*.db")
    connection = sqlite3.connect(path)
    try:
        keys = {row[0] for row in connection.execute("SELECT key FROM records")}
        return [row[0] for row in connection.execute("PRAGMA integrity_check")] + [
            key for key in keys if "/" in key and "-run/" not in key and key.partition("/")[0] not in keys
        ]
    finally:
        connection.close()


CASES = {"a-worker": (False, 0), "the-whole-server": (True, 0), "with-a-large-state": (True, 200_000)}


@pytest.fixture(params=CASES.values(), ids=CASES)
def killed(request, gunicorn, tmp_path, kept_in):
    """Two visitors who appended while the server was killed: one page, and one caller of the API."""
    rng = random.Random(7)
    whole, ballast = request.param
    keeper = Keeper(partial(gunicorn, APPENDS.replace("BALLAST", str(ballast)), *SERVED))
    url = keeper.url
    page, caller = Visitor(url, "append"), Visitor(url, "append")
    appenders = [
        Appender(url, pressed_again(page)),
        Appender(url, called_once(url, caller.fields["iface-session"])),
    ]
    for one in appenders:
        one.start()
    kill_at_random(keeper, rng, whole=whole, recovery=RECOVERY)
    for one in appenders:
        one.end()
    kept = [visitor.submit("end").shown.split()[1:-1] for visitor in (page, caller)]
    return appenders, kept, integrity(tmp_path)


@STORES_IF_FULL
def test_what_was_acknowledged_is_kept_once_and_in_order(killed):
    (page, caller), (of_page, of_caller), found = killed
    assert page.wrong == caller.wrong == []
    # A page's press that is sent again is kept once, whatever was killed in between.
    assert of_page == page.acknowledged
    assert page.acknowledged == [str(number + 1) for number in range(page.number)]
    assert page.number > KILLS
    # A call without a nonce: what was acknowledged, and at most what was lost on its way.
    assert len(of_caller) == len(set(of_caller))
    assert sorted(of_caller, key=int) == of_caller
    assert [one for one in of_caller if one in set(caller.acknowledged)] == caller.acknowledged
    assert len(of_caller) - len(caller.acknowledged) <= KILLS
    assert found == ["ok"]


AT_WORK = """
import os
import pathlib
import time
import iface

def append(word, kept):
    if word == "stay":
        pathlib.Path("at work").write_text(str(os.getpid()))
        time.sleep(60)
    return " ".join([*kept, word]), [*kept, word]

demo = iface.Interface(append, ["text", iface.State([])], ["text", iface.State()])
"""


@STORES
def test_after_a_kill_the_next_submit_of_its_session_goes_on_at_once(gunicorn, tmp_path):
    keeper = Keeper(partial(gunicorn, AT_WORK, *SERVED))
    visitor = Visitor(keeper.url, "append")
    visitor.submit("one")
    staying = threading.Thread(target=press_in_vain, args=(visitor, "stay"))
    staying.start()
    assert until((tmp_path / "at work").exists) and until((tmp_path / "at work").read_text)
    keeper.kill_worker(int((tmp_path / "at work").read_text()))
    begun = time.monotonic()
    body = visitor.body("two")
    while True:
        try:
            answer = visitor.wait(body)
            break
        except LOST:  # what the worker had taken, and not answered
            continue
    assert time.monotonic() - begun < RECOVERY
    assert answer.shown == "one two"
    staying.join()


def press_in_vain(visitor: Visitor, word: str) -> None:
    """Press once; no answer comes."""
    with suppress(*LOST):
        visitor.post(visitor.body(word))
