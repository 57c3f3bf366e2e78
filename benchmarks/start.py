"""What `import iface` costs beside `import flask, marshmallow`.

Fresh interpreters with warm bytecode, one after another, in turns; milliseconds inside the
interpreter from before the import until after it, and modules that were loaded.
"""

import argparse
import os
import subprocess
import sys

from benchmarks.figures import middle, ratios, table
from benchmarks.servers import ROOT

LEAST = "flask, marshmallow"
OURS = "iface"
_PROGRAM = """import sys, time
wall, computed, before = time.perf_counter(), time.process_time(), len(sys.modules)
import {}
wall, computed = time.perf_counter() - wall, time.process_time() - computed
print(wall * 1e3, computed * 1e3, len(sys.modules) - before)"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be changed."""
    parser.add_argument("--rounds", type=int, default=21, help="the median of so many (21)")


def measure(options: argparse.Namespace) -> str:
    """Both imports, and the one as a multiple of the other."""
    for what in (LEAST, OURS):
        imported(what)  # writes the bytecode
    rounds: dict[str, list[list[float]]] = {LEAST: [], OURS: []}
    for _ in range(options.rounds):
        for what, measured in rounds.items():
            measured.append(imported(what))
    least, ours = middle(rounds[LEAST]), middle(rounds[OURS])
    rows: list[list[object]] = [
        [f"import {LEAST}", *least],
        [f"import {OURS}", *ours],
        ["ratio", *ratios(ours, least)],
    ]
    return table(f"An import, median of {options.rounds} rounds", ["", "wall ms", "CPU ms", "modules"], rows)


def imported(what: str) -> list[float]:
    """Wall and CPU milliseconds, and modules, of an import in a fresh interpreter."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(what)],
        cwd=ROOT, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [float(figure) for figure in done.stdout.split()]
