"""What a state of 1 KB to 10 MB adds to a submit: read, changed, and written again.

The state is a list of texts of 100 characters, or bytes. A turn of the session layer (the lease,
the record read and verified, the value unpickled, pickled, signed and written) stands beside what
cannot be saved: pickling and unpickling the value once, and writing those bytes to an SQLite
database in WAL mode: the ratio is to the sum of the two. Milliseconds, wall and CPU, median of
several rounds that take turns.
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
from benchmarks.wrong import WrongAnswer
from iface.components import State
from iface.memory import Change
from iface.session import Sessions
from iface.stores import open_store

TEXT = 100  # characters
SECRET = b"a secret for a benchmark, and nothing else"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be changed."""
    sizes = [10**3, 10**4, 10**5, 10**6, 10**7]
    parser.add_argument("--rounds", type=int, default=7, help="the median of so many (7)")
    parser.add_argument("--sizes", type=whole_numbers, default=sizes, help="bytes (1000,...,10000000)")
    parser.add_argument("--of", choices=["texts", "bytes"], default="texts", help="what the state holds")


def measure(options: argparse.Namespace) -> str:
    """One row for each size."""
    rows: list[list[object]] = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            value = value_of(size, options.of)
            does = [
                _turns("memory:", value),
                _turns(f"sqlite:{folder}/state.db", value),
                _pickles(value),
                _writes(Path(folder, "raw.db"), pickle.dumps(value, protocol=5)),
            ]
            memory, sqlite, plain, written = _in_turns(does, size, options.rounds)
        least = plain[0] + written[0]
        rows.append([_named(size), *memory, *sqlite, plain[0], written[0], f"{sqlite[0] / least:.2f} x"])
    head = ["state", "memory ms", "CPU", "sqlite ms", "CPU", "pickle ms", "raw write ms", "sqlite ratio"]
    return table(f"A state of {options.of}, read and written, median of {options.rounds} rounds", head, rows)


def value_of(size: int, of: str) -> Any:
    """A value that takes about `size` bytes."""
    return bytes(size) if of == "bytes" else [f"{place:<{TEXT}}" for place in range(max(size // TEXT, 1))]


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


def _turns(address: str, value: Any) -> Callable[[], None]:
    """A function that reads the state of a session and writes it changed, as a submit does."""
    sessions = Sessions("benchmark", open_store(address), [SECRET])
    session, numbers = sessions.mint(), count()
    state = State()
    state.name = "state"
    grown = value if isinstance(value, bytes) else list(value)

    def turn() -> None:
        number = next(numbers)
        nonce = f"nonce-{number:016}"
        with session.turn(alone=True, nonce=nonce, revision=number, wait=0) as memory:
            kept = memory.value(state) if number else grown
            if len(kept) != len(grown) or memory.revision != number:
                raise WrongAnswer(f"revision {memory.revision} of the state has {len(kept)} parts.")
            if isinstance(kept, list):
                kept[number % len(kept)] = f"{number:<{TEXT}}"
            else:
                kept = kept[1:] + bytes([number % 256])
            memory.keep(Change({state: kept}, {}, nonce=nonce, answer={"data": {1: "kept"}}))

    return turn


def _pickles(value: Any) -> Callable[[], object]:
    """A function that does with a value what nobody can spare who keeps it as bytes."""
    return lambda: pickle.loads(pickle.dumps(value, protocol=5))


def _writes(path: Path, data: bytes) -> Callable[[], object]:
    """A function that writes these bytes under one key, in a transaction of its own."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = NORMAL")
    raw.execute("CREATE TABLE records (key TEXT PRIMARY KEY, data BLOB NOT NULL)")
    return lambda: raw.execute("INSERT OR REPLACE INTO records VALUES ('key', ?)", (data,))


def _named(size: int) -> str:
    return f"{size / 1e6:g} MB" if size >= 10**6 else f"{size / 1e3:g} KB"
