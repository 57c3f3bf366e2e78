"""States with a lifetime end once, over all workers, whatever their callbacks do."""

import time
from pathlib import Path

import pytest
from faults.visitors import FULL, STORES, STORES_IF_FULL, Visitor

import iface
from iface.state.session import Sessions
from iface.state.sweeper import Sweeper
from iface.stores import open_store

LIFETIME = 2.0
"""Seconds, as in the program below."""
COUNT = 40 if FULL else 12
WORKERS = "4" if FULL else "2"
ONE = ("-w", "1", "--threads", "8")

ENDS = """
import os
import time
import iface

def note_end(value):
    if value.endswith("slow"):
        time.sleep(1)
    with open("ended.txt", "a") as file:
        file.write(f"{value} {time.time()} {os.getpid()}\\n")
    if value.endswith("raise"):
        raise RuntimeError("a callback that fails")

def keep(word, kept):
    return f"{word} {time.time()}", word

state = iface.State("", time_to_live=2, delete_callback=note_end)
demo = iface.Interface(keep, ["text", state], ["text", state])
"""

BRIEF = ENDS.replace("time_to_live=2", "time_to_live=1")


def ended(folder: Path) -> list[list[str]]:
    """Each callback that ran: the value, when it ran, and in which process."""
    path = folder / "ended.txt"
    return [line.split() for line in path.read_text().splitlines()] if path.exists() else []


def words(count: int) -> list[str]:
    return [f"{number}{('-raise', '-slow', '')[number % 3] if number < 6 else ''}" for number in range(count)]


@pytest.fixture
def period() -> float:
    """Seconds between two sweeps for a state of that lifetime."""
    state = iface.State("", time_to_live=LIFETIME)
    return Sweeper(Sessions("any", open_store("memory:"), [b"k" * 32]), [state]).period


@STORES
def test_every_state_ends_once_and_in_time_over_all_workers(gunicorn, tmp_path, period):
    server = gunicorn(ENDS, "-w", WORKERS, "--threads", "8")
    begun = {}
    for word in words(COUNT):
        begun[word] = float(Visitor(server.url, "keep").submit(word).shown.split()[1])
    time.sleep(max(0, max(begun.values()) + LIFETIME + 2 * period + 1.5 - time.time()))
    found = ended(tmp_path)
    assert sorted(one[0] for one in found) == sorted(begun)
    for word, when, _ in found:
        late = float(when) - begun[word] - LIFETIME - word.endswith("slow")
        # The time in which a call is answered, and a busy machine's, comes on top of two sweeps.
        assert -0.1 <= late <= 2 * period + 0.5
    assert server.log().count("delete_callback of the state") == sum(one.endswith("raise") for one in begun)


@STORES_IF_FULL
def test_a_state_whose_time_is_over_starts_anew(gunicorn, tmp_path):
    server = gunicorn(BRIEF.replace("return", "word += kept; return"), *ONE)
    visitor = Visitor(server.url, "keep")
    visitor.submit("a")
    assert visitor.submit("b").shown.split()[0] == "ba"
    time.sleep(1.1)
    assert visitor.submit("c").shown.split()[0] == "c"
    time.sleep(0.7)
    assert [one[0] for one in ended(tmp_path)] == ["ba"]


@STORES_IF_FULL
def test_a_state_that_outlived_its_server_ends_with_the_next(gunicorn, tmp_path):
    first = gunicorn(BRIEF, *ONE)
    Visitor(first.url, "keep").submit("left")
    assert first.stop() == 0
    assert ended(tmp_path) == []
    time.sleep(1)
    gunicorn(BRIEF, "-w", WORKERS, "--threads", "8", port=first.port)
    time.sleep(1)
    assert [one[0] for one in ended(tmp_path)] == ["left"]
