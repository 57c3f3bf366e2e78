"""What a state of 1 KB to 10 MB adds to a submit, written and only read, in each store.

The state is a list of texts of 100 characters, or bytes. A turn of the session layer (the lease, the
record read and verified, the value unpickled, and, where it is written, one part of it changed,
pickled, signed and kept) stands beside the same turn with an empty state, and beside what cannot be
saved: unpickling the value, and pickling it where it is written; and reading and writing those bytes by
the store's own means. Each turn commits what it showed, as a submit does.

    ms, CPU      of one turn, wall and processor, in milliseconds
    bare         CPU of a turn whose state is empty
    pickle       CPU of loads, and of dumps where it is written
    store's own  CPU of reading those bytes, and of writing them; for memory there is nothing to do
    ratio        (CPU - bare - store's own) / pickle: at most 2 is the aim
"""

import argparse
import pickle
import sqlite3
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.figures import middle, table, whole_numbers
from benchmarks.servers import STORES, address_of
from benchmarks.wrong import WrongAnswer
from iface.components import State
from iface.state.memory import Change
from iface.state.session import Sessions
from iface.stores import open_store

TEXT = 100  # characters
SECRET = b"a secret for a benchmark, and nothing else"
LEAST = 0.01
"""Milliseconds of pickling below which there is no ratio."""

HEAD = ["state", "store", "does", "ms", "CPU", "bare", "pickle", "store's own", "ratio"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be changed."""
    sizes = [10**3, 10**5, 10**6, 10**7]
    parser.add_argument("--rounds", type=int, default=7, help="the median of so many (7)")
    parser.add_argument("--sizes", type=whole_numbers, default=sizes, help="bytes (1000,...,10000000)")
    parser.add_argument("--of", choices=["texts", "bytes"], default="texts", help="what the state holds")
    parser.add_argument("--stores", default=",".join(STORES), help=f"of {', '.join(STORES)}, with commas")


def measure(options: argparse.Namespace) -> str:
    """A row for each size, store, and whether the state is written."""
    rows: list[list[object]] = []
    for size in options.sizes:
        for store in options.stores.split(","):
            for writes in (True, False):
                rows.append([_named(size), store, "writes" if writes else "reads"])
                rows[-1] += _row(value_of(size, options.of), store, size, options.rounds, writes=writes)
    return table(f"A state of {options.of}, median of {options.rounds} rounds", HEAD, rows)


def value_of(size: int, of: str) -> Any:
    """A value that takes about `size` bytes."""
    return bytes(size) if of == "bytes" else [f"{place:<{TEXT}}" for place in range(max(size // TEXT, 1))]


def _row(value: Any, store: str, size: int, rounds: int, *, writes: bool) -> list[object]:
    """What a turn takes, and what it takes at least."""
    with tempfile.TemporaryDirectory() as name, address_of(store, Path(name)) as address:
        does = [
            _turns(address, value, writes=writes),
            _turns(address, type(value)(), writes=writes),
            _pickles(value, writes=writes),
            RAW[store](address, pickle.dumps(value, protocol=5), writes),
        ]
        turn, bare, pickled, own = _in_turns(does, size, rounds)
    ratio = (turn[1] - bare[1] - own[1]) / pickled[1]
    # A ratio to what the clock can hardly see says nothing.
    return [*turn, bare[1], pickled[1], own[1], f"{ratio:.2f} x" if pickled[1] > LEAST else "-"]


def _in_turns(does: list[Callable[[], object]], size: int, rounds: int) -> list[list[float]]:
    """Milliseconds of wall and of CPU for one call of each."""
    times = max(1, min(200, 2_000_000 // size))
    measured: list[list[list[float]]] = [[] for _ in does]
    for number in range(-1, rounds):  # the first warms up, and does not count
        for place, do in enumerate(does):
            wall, computed = time.perf_counter(), time.process_time()
            for _ in range(times):
                do()
            figures = [time.perf_counter() - wall, time.process_time() - computed]
            if number >= 0:
                measured[place].append([figure / times * 1e3 for figure in figures])
    return [middle(one) for one in measured]


def _turns(address: str, value: Any, *, writes: bool) -> Callable[[], None]:
    """A function that reads the state of a session, and writes it changed, as a submit does."""
    sessions = Sessions("benchmark", open_store(address), [SECRET])
    session, numbers = sessions.mint(), count(1)
    state = State()
    state.name = "state"
    grown = value if isinstance(value, bytes) else list(value)
    session.memory().keep(Change({state: grown}, {}))

    def turn() -> None:
        number = next(numbers)
        nonce = f"nonce-{number:016}"
        with session.turn(alone=writes, nonce=nonce, revision=number, wait=0) as memory:
            kept = memory.value(state)
            if len(kept) != len(grown) or memory.revision != number:
                raise WrongAnswer(f"revision {memory.revision} of the state has {len(kept)} parts.")
            if isinstance(kept, list) and kept:
                kept[number % len(kept)] = f"new {number}".ljust(TEXT)
            elif kept:
                kept = kept[1:] + bytes([number % 256])
            memory.keep(
                Change({state: kept} if writes else {}, {}, nonce=nonce, answer={"data": {1: "kept"}})
            )

    return turn


def _pickles(value: Any, *, writes: bool) -> Callable[[], object]:
    """A function that does with a value what nobody can spare who keeps it as bytes."""
    data = pickle.dumps(value, protocol=5)
    if writes:
        return lambda: pickle.loads(pickle.dumps(value, protocol=5))
    return lambda: pickle.loads(data)


def _memory(address: str, data: bytes, writes: bool) -> Callable[[], object]:
    return lambda: None


def _sqlite(address: str, data: bytes, writes: bool) -> Callable[[], object]:
    database = sqlite3.connect(f"{address.partition(':')[2]}.raw", isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("CREATE TABLE records (key TEXT PRIMARY KEY, data BLOB NOT NULL)")
    database.execute("INSERT INTO records VALUES ('key', ?)", (data,))

    def do() -> None:
        database.execute("SELECT data FROM records WHERE key = 'key'").fetchone()
        if writes:
            database.execute("UPDATE records SET data = ? WHERE key = 'key'", (data,))

    return do


def _redis(address: str, data: bytes, writes: bool) -> Callable[[], object]:
    from redis import Redis

    client = Redis.from_url(address)
    client.set("key", data)

    def do() -> None:
        client.get("key")
        if writes:
            client.set("key", data)

    return do


RAW = {"memory": _memory, "sqlite": _sqlite, "redis": _redis}
"""Makes, for bytes and whether they are written, a function that does with them what only the store costs."""


def _named(size: int) -> str:
    return f"{size / 1e6:g} MB" if size >= 10**6 else f"{size / 1e3:g} KB"
