"""What 10,000 sessions of 10 KB cost: memory of the worker, and time of a submit.

Two servers of benchmarks/keeper.py run side by side, one with few sessions and one with many, all
made by calls of the API. Submits go to sessions that exist, in both servers round all of them, and
are measured in turns: few, many, few, many ... Every answer is checked, whether it holds what its
session kept before.
"""

import argparse
import json
import re
import tempfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from benchmarks.figures import middle, ratios, share, table
from benchmarks.keeper import SIZE
from benchmarks.load import Answer, Visitor, drive
from benchmarks.servers import STORES, Server
from benchmarks.visits import call, open_pages, submission
from benchmarks.wrong import WrongAnswer

MB = 1e6


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be changed."""
    parser.add_argument("--rounds", type=int, default=7, help="the median of so many (7)")
    parser.add_argument("--store", choices=STORES, default="sqlite")
    parser.add_argument("--few", type=int, default=10, help="sessions of the one server (10)")
    parser.add_argument("--many", type=int, default=10_000, help="sessions of the other (10000)")
    parser.add_argument("--submits", type=int, default=1_000, help="in a round (1000)")


def measure(options: argparse.Namespace) -> str:
    """The cost of a submit on both servers, and what the many sessions have added to the worker."""
    app = "benchmarks.keeper:demo"
    with (
        tempfile.TemporaryDirectory() as name,
        Server(app, Path(name, "few"), options.store) as few,
        Server(app, Path(name, "many"), options.store) as many,
    ):
        both = [_Kept(few, options.few), _Kept(many, options.few)]
        for server in both:  # a worker that has answered for a while, and holds few sessions
            server.submits(options.submits)
        before = many.memory()
        made = both[1].make(options.many - options.few)
        after = many.memory()
        rounds: list[list[list[float]]] = [[], []]
        for _ in range(options.rounds):
            for place, server in enumerate(both):
                rounds[place].append(server.submits(options.submits))
        at_last = many.memory()
    figures = [middle(one) for one in rounds]
    rows: list[list[object]] = [[str(options.few), *figures[0]], [str(options.many), *figures[1]]]
    rows.append(["ratio", *ratios(figures[1], figures[0])])
    title = f"Submits to sessions of {SIZE / 1e3:g} KB, {options.store}, median of {options.rounds} rounds"
    return "\n".join(
        [
            table(title, ["sessions", "p50 ms", "p99 ms", "CPU us"], rows),
            table(
                f"The worker's memory; making a session took {made:.0f} us of its CPU",
                ["MB", "few", "many", "after submits", "growth"],
                [_grown(name, before, after, at_last) for name in ("Rss", "Pss_Anon")],
            ),
        ]
    )


def _grown(name: str, *memory: dict[str, int]) -> list[object]:
    sizes = [one[name] / MB for one in memory]
    return [name, *sizes, sizes[-1] - sizes[0]]


class _Kept:
    """A server, and what each of its sessions was last told to keep."""

    def __init__(self, server: Server, count: int) -> None:
        self.server = server
        self._page = open_pages(server.port, 1)[0]
        self._told: dict[str, str] = {}  # by session, as the next one
        self._revisions: dict[str, int] = {}
        self._number = 0
        self.make(count)

    def make(self, count: int) -> float:
        """Make more sessions; microseconds of CPU for each."""
        before = self.server.processor_seconds()
        drive(self.server.port, [self._maker(count)])
        self._turns: Iterator[str] = cycle(self._told)
        return (self.server.processor_seconds() - before) / count * 1e6

    def submits(self, count: int) -> list[float]:
        """p50 and p99 in milliseconds, and the worker's microseconds, of so many submits one by one."""
        before = self.server.processor_seconds()
        latencies = drive(self.server.port, [self._visitor(count)]).latencies
        computed = self.server.processor_seconds() - before
        return [share(latencies, 0.5) * 1e3, share(latencies, 0.99) * 1e3, computed / count * 1e6]

    def _maker(self, count: int) -> Visitor:
        for _ in range(count):
            answer = yield call(self.server.port, "keep", {"text": self._next_text()})
            found = re.search(rb"X-Iface-Session: (\S+)", answer.head)
            if found is None or json.loads(answer.body) != {"data": ["0: "]}:
                raise WrongAnswer(f"a new session answered {answer.body[:500]!r}.")
            self._told[found[1].decode()] = f"text {self._number}"
            self._revisions[found[1].decode()] = 1

    def _visitor(self, count: int) -> Visitor:
        for _ in range(count):
            token = next(self._turns)
            form = self._page | {"iface-session": token, "iface-revision": str(self._revisions[token])}
            text = self._next_text()
            answer = yield submission(self.server.port, form, "keep", {"text": text})
            self._check(answer, token)
            self._told[token] = text

    def _check(self, answer: Answer, token: str) -> None:
        events = json.loads(answer.body).get("events", [{}])
        shown = f"{SIZE}: {self._told[token]}"
        self._revisions[token] += 1
        if events[-1].get("revision") != str(self._revisions[token]) or f"{shown}<" not in events[0]["html"]:
            raise WrongAnswer(f"{shown!r} was kept, and the answer is {answer.body[:500]!r}.")

    def _next_text(self) -> str:
        self._number += 1
        return f"text {self._number}"
