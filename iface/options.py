"""What the command `iface` can be told, and its help."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

Command = Callable[[argparse.Namespace], int]
"""Does what a command stands for; gives its exit status."""

EXAMPLES = """\
  iface demo cart                     serve an example
  iface run app.py                    serve a program of yours
  iface run app.py:form --workers 4   another demo in it, in four processes
  iface check app.py -w 4             what would go wrong there, before it does

Each command says more: iface run --help
"""

RUN = """\
Serve a program with gunicorn (on Windows with Werkzeug), with settings that fit.

The program makes a demo, as in `demo = iface.Interface(...)`; it need not call launch().
Sessions are kept over restarts in a file that all processes share: `iface check app.py` names what
else several processes ask for.
"""

CHECK = """\
Name what would go wrong with a program on a server: a store that its workers do not share, a state that
cannot be kept, functions that change a module's global or keep a worker waiting, a weak key.

Status 0 when there is nothing to say, 1 otherwise. What is not given is read from gunicorn.conf.py
beside the program.
"""

DEMO = """\
Serve one of our examples on this machine until Ctrl-C. Without a name, list them with what each shows.
"""

ROUTES = """\
List every address of a page with its methods, relative to where the page is mounted. Where a login is
asked for, only those that are marked "open" are answered to whoever is not logged in.
"""

TEXTS = {"demo": DEMO, "run": RUN, "check": CHECK, "routes": ROUTES}


def parser(commands: Mapping[str, Command]) -> argparse.ArgumentParser:
    """The parser of the whole; what it gives has the function of the command that was named as `run`."""
    parser = argparse.ArgumentParser(
        prog="iface",
        usage="iface COMMAND ...",
        description="Python functions as web forms.",
        epilog=EXAMPLES,
        formatter_class=_AsWritten,
    )
    version = vars(sys.modules["iface"])["__version__"]
    parser.add_argument("--version", action="version", version=f"iface {version}")
    parser.set_defaults(run=partial(_show_help, parser))
    added = parser.add_subparsers(metavar="COMMAND", title="commands")
    made = {name: _added(added, name, text, commands[name]) for name, text in TEXTS.items()}
    _add_run(made["run"])
    _add_check(made["check"])
    demo = made["demo"]
    demo.add_argument("name", nargs="?", default="", help="an example's name")
    demo.add_argument("--list", action="store_true", help="list the examples")
    made["routes"].add_argument("--json", action="store_true", help="as a JSON list, for programs")
    return parser


class _AsWritten(argparse.RawDescriptionHelpFormatter):
    """Descriptions keep their lines, and options have a column that fits their names."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=32)


def _show_help(parser: argparse.ArgumentParser, _options: argparse.Namespace) -> int:
    parser.print_help()
    return 0


def _added(commands: Any, name: str, text: str, run: Command) -> argparse.ArgumentParser:
    first = text.partition(".")[0].partition(":")[0]
    made: argparse.ArgumentParser = commands.add_parser(
        name, prog=f"iface {name}", help=" ".join(first.split()), description=text, formatter_class=_AsWritten
    )
    made.set_defaults(run=run)
    return made


def _add_run(run: argparse.ArgumentParser) -> None:
    run.add_argument("target", metavar="app.py[:name]", help="the program, and the demo in it (demo)")
    run.add_argument(
        "--bind",
        default="127.0.0.1:7860",
        metavar="HOST:PORT",
        help="where to listen (%(default)s); 0.0.0.0:7860 for the whole network",
    )
    run.add_argument("--workers", type=int, default=2, metavar="N", help="processes (%(default)s)")
    run.add_argument(
        "--threads",
        type=int,
        default=64,
        metavar="N",
        help="functions that each runs at a time (%(default)s)",
    )
    run.add_argument(
        "--store", metavar="ADDRESS", help="where sessions are kept: sqlite:PATH, redis://HOST (IFACE_STORE)"
    )
    run.add_argument(
        "--proxies", type=int, metavar="N", help="proxies in front that say who asks (IFACE_PROXIES; 0)"
    )
    run.add_argument("--reload", action="store_true", help="start again when the program changes")


def _add_check(check: argparse.ArgumentParser) -> None:
    check.add_argument("target", metavar="app.py[:name]", help="the program, and the demo in it (demo)")
    check.add_argument("-w", "--workers", type=int, metavar="N", help="processes (4)")
    check.add_argument("-k", "--worker-class", metavar="CLASS", help="gunicorn's worker class (sync)")
    check.add_argument("--threads", type=int, metavar="N", help="threads in each process (1)")
    check.add_argument("--store", metavar="ADDRESS", help="where sessions will be kept (IFACE_STORE)")
