"""How a page is served: what the program, or the environment, says of it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iface.errors import DesignError
from iface.files.store import PLENTY, Limits, limits_of


@dataclass(frozen=True)
class Settings:
    """How a page is served.

    `debug` shows tracebacks in the page, `show_error` the text of the function's exceptions;
    `allowed_hosts` are the names a request may ask for (empty: any); `line` is how many
    submits of one session may wait, `threads` how many the server has for this process,
    `capacity` how many sessions it keeps, `durability` whether each commit waits for the disk
    ("full"), `limits` which files are taken and shown, `proxies` how many proxies in front say who asks.

    `background` allows threads of our own: one that ends sessions, and one for each long run where the
    server has a single thread. `mark` is the word by which a notebook's cell knows its page, which may then
    stand in it; with `is_guarded` whoever asks by a name that is not among `allowed_hosts` is not refused but
    asked for that word (see `iface.web.door`). `files` is a folder for the files of sessions that all
    machines share, `copies` one of this machine for those that it fetches.
    """

    debug: bool = False
    show_error: bool = False
    allowed_hosts: frozenset[str] = frozenset()
    line: int = 8
    threads: int = 1000
    capacity: int = 10_000
    durability: str = "normal"
    limits: Limits = PLENTY
    proxies: int = 0
    background: bool = True
    mark: str = ""
    is_guarded: bool = False
    files: Path | None = None
    copies: Path | None = None

    @classmethod
    def from_environment(
        cls,
        *,
        max_file_size: int | str | None = None,
        allowed_paths: Iterable[str] = (),
        proxies: int | None = None,
        **given: Any,
    ) -> Settings:
        """What is given; beside it IFACE_LINE, IFACE_DURABILITY, IFACE_MAX_FILE_SIZE, IFACE_ALLOWED_PATHS,
        IFACE_FILES and IFACE_PROXIES."""
        text = os.environ.get("IFACE_LINE", "8")
        if not text.isdecimal() or int(text) < 1:
            raise DesignError(
                f"IFACE_LINE is {text!r}.", fix="Give the number of submits that may wait, at least 1."
            )
        durability = os.environ.get("IFACE_DURABILITY", "normal")
        paths = [one for one in os.environ.get("IFACE_ALLOWED_PATHS", "").split(os.pathsep) if one]
        limits = limits_of(
            max_file_size or os.environ.get("IFACE_MAX_FILE_SIZE") or None, [*allowed_paths, *paths]
        )
        standing = str(os.environ.get("IFACE_PROXIES") or 0) if proxies is None else str(proxies)
        if not standing.isdecimal():
            raise DesignError(
                f"proxies= or IFACE_PROXIES is {standing!r}.",
                fix="Give how many proxies stand in front of this server, as in 1.",
            )
        shared = os.environ.get("IFACE_FILES")
        told = {"line": int(text), "durability": durability, "limits": limits, "proxies": int(standing)}
        told["files"] = Path(shared) if shared else None
        return cls(**{**told, **given})
