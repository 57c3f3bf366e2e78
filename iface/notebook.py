"""A page in a notebook's cell: which cell runs, and what is shown in it.

The cell holds one line and a script, `static/notebook/cell.js`. The browser chooses the address: the
notebook's own host, or the notebook server's `proxy/<port>/`. The page's side is `static/notebook/framed.js`.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from secrets import token_hex, token_urlsafe
from typing import TYPE_CHECKING, Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from iface import assets, rendering, runner

if TYPE_CHECKING:
    from iface.web import Settings

_latest: tuple[str, int] = ("", 0)
"""The run of a cell that launched something last, and how often it did."""


def cell() -> str | None:
    """What tells the launches of the cell that runs now from all others; None where no notebook runs this.

    It is the same whenever the cell is run again: the notebook's own id for the cell, or the cell's text
    where the notebook tells none; and how many pages the cell launched before.
    """
    shell = _shell()
    if shell is None:
        return None
    asked = shell.get_parent() or {}
    name = (asked.get("metadata") or {}).get("cellId") or (asked.get("content") or {}).get("code") or ""
    return f"{_count(asked)}:{name}"


def settled(settings: Settings, host: str) -> Settings:
    """How a page is served at `host` to a cell: it knows our word.

    Only where it listens to this machine alone, the word is asked for: from everybody if others use this
    machine too, else from those who do not name it as this machine, as behind a proxy.
    """
    if host not in runner.LOOPBACK:
        return replace(settings, mark=mark())
    allowed = frozenset[str]() if is_shared() else settings.allowed_hosts
    return replace(settings, mark=mark(), is_guarded=True, allowed_hosts=allowed)


def link(server: runner.Server) -> str:
    """The server's address for a browser on this machine, with the word where it is asked for."""
    is_asked = server.host in runner.LOOPBACK and is_shared()
    return f"{server.url}#launch={mark()}" if is_asked else server.url


def show(title: str, server: runner.Server, height: int | None = None) -> None:
    """Show in the cell the page that `server` serves, as high as it is, or `height` pixels high."""
    from IPython.display import display

    id, address, line = token_hex(6), link(server), f"This cell shows “{title}” while its kernel runs:"
    prefix = os.environ.get("JUPYTERHUB_SERVICE_PREFIX")
    told = {"title": title, "address": server.url, "mark": mark(), "prefix": prefix, "height": height}
    call = f"show(document.querySelector(\"[data-iface-cell='{id}']\"), {htmlsafe_json_dumps(told)})"
    template = rendering.environment().get_template("cell.html")
    html = template.render(
        id=id, line=line, link=address, address=server.url, script=_script() + Markup(call)
    )
    display({"text/plain": f"{line} {address}", "text/html": html}, raw=True)  # type: ignore[no-untyped-call]


def is_here() -> bool:
    """Whether a notebook runs this program."""
    return _shell() is not None


def is_shared() -> bool:
    """Whether other people may run programs on this machine: a hub's, or one where they have a home too."""
    if os.environ.get("JUPYTERHUB_USER") or os.environ.get("JUPYTERHUB_SERVICE_PREFIX"):
        return True
    if sys.platform == "win32":
        return False
    try:
        return any(home.stat().st_uid not in (0, os.getuid()) for home in Path.home().parent.iterdir())
    except OSError:
        return True


@cache
def mark() -> str:
    """The word by which a cell knows this process's pages, and which opens them where it is asked for."""
    return token_urlsafe(16)


def _shell() -> Any:
    """The shell of a notebook's kernel, which a terminal's is not."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell if hasattr(shell, "kernel") and hasattr(shell, "get_parent") else None


def _count(asked: dict[str, Any]) -> int:
    """How many pages this run of the cell has launched before."""
    global _latest
    run = (asked.get("header") or {}).get("msg_id", "")
    _latest = (run, _latest[1] + 1 if run == _latest[0] else 0)
    return _latest[1]


@cache
def _script() -> Markup:
    found = assets.static_file("notebook/cell.js")
    return Markup(found.body.decode() if found else "")
