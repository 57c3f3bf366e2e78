"""What a submit costs over HTTP, beside a bare Flask view with a dict.

Both answer the body that the page's script sends, for examples/message_log.py, each under its own
gunicorn with one worker of 32 threads. They run side by side and are measured in turns: floor,
iface, floor, iface ... A page lives for a few submits, then the next one takes its place, so that
its history does not grow without end. Opening the pages is not measured. Every answer is checked,
whether it holds all that its session sent before.

    per second   submits answered in a second, by all sessions together
    p50, p99     milliseconds until half, and until 99 of 100 answers were there
    CPU          microseconds that the worker computed for one submit
"""

import argparse
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.figures import middle, ratios, share, table, whole_numbers
from benchmarks.load import Answer, Visitor, drive
from benchmarks.servers import STORES, THREADS, Server
from benchmarks.visits import Form, open_pages, submission
from benchmarks.wrong import WrongAnswer

Heard = Callable[[Form, Answer], list[str]]
"""The messages that an answer shows, the newest first; it notes in the form what the page would."""

HEAD = ["", "sessions", "per second", "p50 ms", "p99 ms", "CPU us"]
_MESSAGE = re.compile(r"message \d+ of [\w-]{8}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be changed."""
    parser.add_argument("--rounds", type=int, default=7, help="the median of so many (7)")
    parser.add_argument("--store", choices=STORES, default="memory")
    parser.add_argument("--sessions", type=whole_numbers, default=[1, 8, 32], help="at once (1,8,32)")
    parser.add_argument("--submits", type=int, default=960, help="in a round, of all sessions (960)")
    parser.add_argument("--page", type=int, default=10, help="submits that one page sends (10)")
    parser.add_argument("--app", default="examples.message_log:demo", help="what is served as iface")


def measure(options: argparse.Namespace) -> str:
    """Both servers' figures for each number of sessions, and the one's as a multiple of the other's."""
    rows: list[list[object]] = []
    with (
        tempfile.TemporaryDirectory() as name,
        Server("benchmarks.floor:app", Path(name, "floor")) as floor,
        Server(options.app, Path(name, "iface"), options.store) as iface,
    ):
        for sessions in options.sessions:
            least, ours = in_turns(floor, iface, sessions, options)
            rows.append(["floor", str(sessions), *least])
            rows.append(["iface", str(sessions), *ours])
            rows.append(["ratio", str(sessions), *ratios(ours, least)])
    return table(
        f"Submits, store {options.store}, gunicorn -w 1 --threads {THREADS}, "
        f"median of {options.rounds} rounds of {options.submits}, {options.page} for each page",
        HEAD,
        rows,
    )


def in_turns(
    floor: Server, iface: Server, sessions: int, options: argparse.Namespace
) -> tuple[list[float], list[float]]:
    """The figures of the floor, and those of iface: per second, p50, p99, CPU."""
    rounds: tuple[list[list[float]], list[list[float]]] = [], []
    for number in range(-1, options.rounds):  # the first warms up, and does not count
        for place, (server, heard) in enumerate([(floor, heard_from_floor), (iface, heard_from_iface)]):
            figures = _one_round(server, iface, heard, sessions, options)
            if number >= 0:
                rounds[place].append(figures)
    return middle(rounds[0]), middle(rounds[1])


def _one_round(
    server: Server, iface: Server, heard: Heard, sessions: int, options: argparse.Namespace
) -> list[float]:
    """Submits per second, p50 and p99 in milliseconds, and the worker's microseconds for each."""
    pages = max(options.submits // sessions // options.page, 1)
    # The floor knows no sessions: it takes those that iface has made.
    forms = iter(open_pages(iface.port, sessions * pages))
    visitors = [_visitor(server.port, forms, pages, options.page, heard) for _ in range(sessions)]
    before = server.processor_seconds()
    driven = drive(server.port, visitors)
    computed = server.processor_seconds() - before
    count = sessions * pages * options.page
    if len(driven.latencies) != count:
        raise WrongAnswer(f"{count} submits were sent, and {len(driven.latencies)} answered.")
    return [
        count / driven.seconds,
        share(driven.latencies, 0.5) * 1e3,
        share(driven.latencies, 0.99) * 1e3,
        computed / count * 1e6,
    ]


def _visitor(port: int, forms: Iterator[Form], pages: int, submits: int, heard: Heard) -> Visitor:
    """One visitor, who sends a number of messages from page after page, and counts on all of them."""
    for form in islice(forms, pages):
        sent: list[str] = []
        for number in range(submits):
            sent.insert(0, f"message {number} of {form['iface-session'][:8]}")
            answer = yield submission(port, form, "store_message", {"message": sent[0]})
            shown = heard(form, answer)
            if shown != sent:
                raise WrongAnswer(f"{sent} was sent, the newest first, and {shown} was shown.")


def heard_from_floor(form: Form, answer: Answer) -> list[str]:
    """The messages in the floor's JSON."""
    said = _json_of(answer)
    return [said["Current messages"], *said["Previous messages"]]


def heard_from_iface(form: Form, answer: Answer) -> list[str]:
    """The messages in the HTML that iface sends to be swapped in."""
    output, done = _json_of(answer)["events"]
    if (output["type"], done["type"]) != ("output", "done"):
        raise WrongAnswer(f"iface answered {answer.body[:500]!r}.")
    form["iface-revision"] = done["revision"]
    return _MESSAGE.findall(output["html"])


def _json_of(answer: Answer) -> Any:
    if answer.status != 200:
        raise WrongAnswer(f"the status is {answer.status}: {answer.body[:500]!r}.")
    return json.loads(answer.body)
