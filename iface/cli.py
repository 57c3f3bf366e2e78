"""The command `iface`: run a program under gunicorn, check it before, or show a demo."""

from __future__ import annotations

import argparse
import ast
import importlib.util
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from iface import assets, runner
from iface.check import findings, server_of
from iface.errors import DesignError, IfaceError
from iface.serving import Served


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives its exit status."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except IfaceError as error:
        print(f"iface: {error}", file=sys.stderr)
        return 2
    return status


def load(target: str) -> Served:
    """The demo that a program makes: `app.py`, or `app.py:name`.

    Raises:
        DesignError: there is no such file, or no demo in it.
    """
    path, _, name = target.partition(":")
    file = Path(path)
    if not file.is_file():
        raise DesignError(f"There is no file {path!r}.", fix="Name a Python program: iface run app.py")
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    sys.path.insert(0, str(file.resolve().parent))
    spec.loader.exec_module(module)
    demo = getattr(module, name or "demo", None)
    if demo is None and not name:
        found = [one for one in vars(module).values() if isinstance(one, Served)]
        demo = found[0] if len(found) == 1 else None
    if not isinstance(demo, Served):
        raise DesignError(
            f"{path} has no demo called {name or 'demo'!r}.", fix="Name it: iface run app.py:name"
        )
    return demo


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="iface", description="Python functions as web forms.")
    commands = parser.add_subparsers(required=True, metavar="command")

    run = commands.add_parser("run", help="serve a program with gunicorn (on Windows with Werkzeug)")
    run.add_argument("target", metavar="app.py[:name]", help="the program, and the demo in it (demo)")
    run.add_argument("--bind", default="127.0.0.1:7860", help="address and port (%(default)s)")
    run.add_argument("--workers", type=int, default=2, help="processes (%(default)s)")
    run.add_argument("--threads", type=int, default=64, help="threads in each process (%(default)s)")
    run.add_argument(
        "--store", help="where sessions are kept: sqlite:PATH, redis://HOST, memory: with one worker"
    )
    run.add_argument("--reload", action="store_true", help="start again when the program changes")
    run.set_defaults(run=_run)

    check = commands.add_parser("check", help="name what would go wrong on a server; status 1 if anything")
    check.add_argument("target", metavar="app.py[:name]", help="the program, and the demo in it (demo)")
    check.add_argument("-w", "--workers", type=int, help="processes (gunicorn.conf.py, else 4)")
    check.add_argument("-k", "--worker-class", help="gunicorn's worker class (gunicorn.conf.py, else sync)")
    check.add_argument("--threads", type=int, help="threads in each process (gunicorn.conf.py, else 1)")
    check.add_argument("--store", help="where sessions will be kept")
    check.set_defaults(run=_check)

    demo = commands.add_parser("demo", help="serve one of our examples; without a name, list them")
    demo.add_argument("name", nargs="?", default="", help="an example's name")
    demo.add_argument("--list", action="store_true", help="list the examples")
    demo.set_defaults(run=_demo)
    return parser


def _check(options: argparse.Namespace) -> int:
    if options.store:
        os.environ["IFACE_STORE"] = options.store
    folder = Path(options.target.partition(":")[0]).parent
    server = server_of(folder, options.workers, options.worker_class, options.threads)
    try:
        found = list(findings(load(options.target), server))
    except IfaceError as error:
        found = [str(error)]
    for one in found:
        print(f"{options.target}: {one}")
    return 1 if found else 0


def _run(options: argparse.Namespace) -> int:
    if options.store:
        os.environ["IFACE_STORE"] = options.store
    path = options.target.partition(":")[0]
    if not Path(path).is_file():
        load(options.target)
    if sys.platform == "win32":
        return _run_werkzeug(options)
    runner.run_gunicorn(
        lambda: load(options.target),
        bind=options.bind,
        workers=options.workers,
        threads=options.threads,
        worker_class="gthread",
        timeout=120,
        graceful_timeout=10,
        keepalive=5,
        reload=options.reload,
        control_socket_disable=True,
        forwarded_allow_ips="",
        proc_name="iface",
    )
    return 0


def _run_werkzeug(options: argparse.Namespace) -> int:
    host, _, port = options.bind.rpartition(":")
    server = runner.Server(load(options.target), host, int(port))
    runner.say(f"Running on {server.url}")
    server.wait()
    return 0


def _demo(options: argparse.Namespace) -> int:
    paths = {path.stem: path for path in sorted(assets.folder("examples").glob("*.py"))}
    if options.list or not options.name:
        widest = max(map(len, paths))
        for name, path in paths.items():
            print(f"{name:{widest}}  {_told(path)}")
        print("\nServe one: iface demo NAME")
        return 0
    if options.name not in paths:
        near = get_close_matches(options.name, paths, n=1)
        raise DesignError(
            f"There is no example called {options.name!r}.",
            fix=f"Did you mean {near[0]!r}?" if near else f"Use one of: {', '.join(paths)}.",
        )
    demo: Any = load(str(paths[options.name]))
    demo.launch()
    return 0


def _told(path: Path) -> str:
    """What an example says of itself: the first line of its docstring."""
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return said.partition("\n")[0]
