"""What a server answers when several sessions submit at once, beside a bare view with the same kind of write.

examples/message_log.py with its sessions in a store, and a Flask view that writes once per request to
the same kind of store and checks nothing, each under its own gunicorn with the same threads. They are
measured in turns, as `submit` does. The share is iface's rate over the view's: at least 0.5 is the aim.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks.figures import table, whole_numbers
from benchmarks.servers import THREADS, Server
from benchmarks.submit import in_turns

WRITERS = {"sqlite": "benchmarks.writer:app", "redis": "benchmarks.setter:app"}
"""By store, the bare view that writes there."""

HEAD = ["store", "sessions", "view per second", "iface per second", "share", "view CPU us", "iface CPU us"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be changed."""
    parser.add_argument("--rounds", type=int, default=7, help="the median of so many (7)")
    parser.add_argument("--stores", default="sqlite,redis", help=f"of {', '.join(WRITERS)}, with commas")
    parser.add_argument("--sessions", type=whole_numbers, default=[8], help="at once (8)")
    parser.add_argument("--submits", type=int, default=960, help="in a round, of all sessions (960)")
    parser.add_argument("--page", type=int, default=10, help="submits that one page sends (10)")


def measure(options: argparse.Namespace) -> str:
    """A row for each store and number of sessions."""
    rows: list[list[object]] = []
    for store in options.stores.split(","):
        with (
            tempfile.TemporaryDirectory() as name,
            Server(WRITERS[store], Path(name, "view"), store) as view,
            Server("examples.message_log:demo", Path(name, "iface"), store) as iface,
        ):
            for sessions in options.sessions:
                least, ours = in_turns(view, iface, sessions, options)
                share = f"{ours[0] / least[0]:.2f}"
                rows.append([store, str(sessions), least[0], ours[0], share, least[3], ours[3]])
    title = f"Sessions at once, gunicorn -w 1 --threads {THREADS}, median of {options.rounds} rounds"
    return table(f"{title} of {options.submits}", HEAD, rows)
