"""What would go wrong with a program on a server, found before its first visitor.

Each finding is one sentence about what is wrong and one about what to do.
"""

from __future__ import annotations

import ast
import inspect
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iface import codec, keys, web
from iface.errors import IfaceError, StoreError
from iface.function.signature import name_of
from iface.serving import Served
from iface.stores import Store, open_store, shown

CHANGES = frozenset(
    "append extend insert add update pop popitem remove clear setdefault discard sort".split()
)
"""Methods that change a list, dict or set in place."""

SLOW = frozenset(
    "sleep urlopen urlretrieve run check_output check_call Popen requests httpx subprocess".split()
)
"""Names in a function that tell of waiting: for time, for the network, for another program."""


@dataclass(frozen=True)
class Server:
    """How the program will be served: gunicorn's own settings, with its defaults but for `workers`."""

    workers: int = 4
    worker_class: str = "sync"
    threads: int = 1

    @property
    def is_sync(self) -> bool:
        """Whether each worker serves one request at a time."""
        return self.worker_class == "sync" and self.threads == 1


def findings(demo: Served, server: Server) -> Iterator[str]:
    """Every mistake that can be seen without a visitor."""
    address = demo.store_address("sqlite:")
    try:
        settings = web.Settings.from_environment()
        store = open_store(address, durability=settings.durability)
        # A key that is given, not one that is made.
        secrets = keys.secret_keys(None, must_be_given=store.several_machines)
        store.expect([keys.fingerprint(one) for one in secrets])
        if store.several_machines:
            store.get("health")
    except StoreError as error:
        yield (
            f"{shown(address)} cannot be used: {error.__cause__ or error} "
            "Start it, correct the address, or name another place with IFACE_STORE."
        )
        return
    except IfaceError as error:
        yield str(error)
        return
    if not store.several_processes and server.workers > 1:
        yield (
            f"The store {shown(address)} belongs to one process, and there are {server.workers} workers: "
            "a session would be in one of them only. Leave IFACE_STORE out, or run one worker."
        )
    for place in (store.path, settings.files and settings.files / "files"):
        if place is not None:
            yield from _unwritable(place)
    yield from _states(demo, store)
    for event in demo.page.events.values():
        if event.fn.__module__.partition(".")[0] != "iface":
            yield from _function(event.fn, server)


def _unwritable(path: Path) -> Iterator[str]:
    place = next(one for one in (path, *path.parents) if one.exists())
    try:
        if place == path:
            place.open("r+b").close()
            place = place.parent
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        yield (
            f"{path} cannot be written: {place}: {error.strerror}. "
            "Give this user the right to, or name another place with IFACE_STORE or IFACE_FILES."
        )


def _states(demo: Served, store: Store) -> Iterator[str]:
    if store.live is not None:
        return
    for state in demo.page.states(tuple(demo.page.components)):
        value = None
        try:
            value = state.fresh()
            codec.pack(value)
        except Exception as error:
            path, kind = codec.unpicklable(value)
            what = (
                f"state{path} is a {kind}, which cannot be pickled"
                if value is not None
                else f"it raises {error!r}"
            )
            yield (
                f"A State cannot start: {what}. Keep such objects in a module-level dict under "
                "request.session_hash, and run one worker."
            )


def _function(fn: Callable[..., Any], server: Server) -> Iterator[str]:
    tree = _source(fn)
    if tree is None:
        return
    written = sorted(_globals_written(tree, fn)) if server.workers > 1 else []
    if written:
        yield (
            f"{name_of(fn)}() changes {', '.join(written)}, and each of the {server.workers} workers "
            "has its own. Keep it in a State, or run one worker."
        )
    slow = sorted({word for word in _names(tree) if word in SLOW})
    if server.is_sync and slow:
        yield (
            f"{name_of(fn)}() may take long (it calls {', '.join(slow)}), and gunicorn's sync worker "
            "serves one request at a time. Give each worker threads: --threads 64."
        )


def _source(fn: Callable[..., Any]) -> ast.AST | None:
    """The function's syntax tree; None where its source is not at hand, or is a part of a line."""
    while hasattr(fn, "func"):
        fn = fn.func
    target = fn if inspect.isroutine(fn) else type(fn)
    with suppress(OSError, TypeError, SyntaxError):
        return ast.parse(textwrap.dedent(inspect.getsource(target)))
    return None


def _globals_written(tree: ast.AST, fn: Callable[..., Any]) -> set[str]:
    """Names of the module that the function binds anew, or changes in place."""
    module = inspect.getmodule(inspect.unwrap(fn))
    own = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    declared = {name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names}
    bound = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    changed = {name for node in ast.walk(tree) for name in _changed(node)}
    of_module = {name for name in changed - own - (bound - declared) if hasattr(module, name)}
    return (declared & bound) | of_module


def _changed(node: ast.AST) -> Iterator[str]:
    """The name that a piece of syntax changes in place: `x.append(...)`, `x[...] = ...`, `del x[...]`."""
    inner: ast.AST | None = None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
        inner = node.func.value
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, (ast.Store, ast.Del)):
        inner = node.value
    if isinstance(inner, ast.Name):
        yield inner.id


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def server_of(folder: Path, workers: int | None, worker_class: str | None, threads: int | None) -> Server:
    """The settings that were given, then those of a gunicorn.conf.py in `folder`, then gunicorn's."""
    told: dict[str, Any] = {}
    file = folder / "gunicorn.conf.py"
    if file.is_file():
        exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), told)
    return Server(
        workers=workers or told.get("workers", Server.workers),
        worker_class=worker_class or told.get("worker_class", Server.worker_class),
        threads=threads or told.get("threads", Server.threads),
    )
