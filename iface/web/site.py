"""A page as it is served: with a store, its sessions, and settings."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from markupsafe import Markup

from iface import assets, keys
from iface.assets import Asset
from iface.codec import Codec
from iface.components._text import markdown
from iface.copies import CopiedFiles
from iface.errors import DesignError
from iface.events import Event
from iface.filestore import BESIDE, PLENTY, FileStore, Limits, files_beside, limits_of
from iface.layouts import Layout
from iface.page import Page, walk
from iface.runs import Runs
from iface.session import Sessions
from iface.stores import open_store, shown
from iface.sweeper import Sweeper
from iface.web.language import Languages

logger = logging.getLogger("iface")


@dataclass(frozen=True)
class Settings:
    """How a page is served.

    `debug` shows tracebacks in the page, `show_error` the text of the function's exceptions;
    `allowed_hosts` are the names a request may ask for (empty: any); `line` is how many
    submits of one session may wait, `threads` how many the server has for this process,
    `capacity` how many sessions it keeps, `durability` whether each commit waits for the disk
    ("full"), `limits` which files are taken and shown. `background` allows threads of our own: one that
    ends sessions, and one for each long run where the server has a single thread. `files` is a folder for the
    files of sessions that all machines share, `copies` one of this machine for those that it fetches.
    """

    debug: bool = False
    show_error: bool = False
    allowed_hosts: frozenset[str] = frozenset()
    line: int = 8
    threads: int = 1000
    capacity: int = 10_000
    durability: str = "normal"
    limits: Limits = PLENTY
    background: bool = True
    files: Path | None = None
    copies: Path | None = None

    @classmethod
    def from_environment(
        cls, *, max_file_size: int | str | None = None, allowed_paths: Iterable[str] = (), **given: Any
    ) -> Settings:
        """What is given; beside it IFACE_LINE, IFACE_DURABILITY, IFACE_MAX_FILE_SIZE, IFACE_ALLOWED_PATHS
        and IFACE_FILES."""
        text = os.environ.get("IFACE_LINE", "8")
        if not text.isdecimal() or int(text) < 1:
            raise DesignError(
                f"IFACE_LINE is {text!r}.", fix="Give the number of submits that may wait, at least 1."
            )
        durability = os.environ.get("IFACE_DURABILITY", "normal")
        told = [one for one in os.environ.get("IFACE_ALLOWED_PATHS", "").split(os.pathsep) if one]
        limits = limits_of(
            max_file_size or os.environ.get("IFACE_MAX_FILE_SIZE") or None, [*allowed_paths, *told]
        )
        shared = os.environ.get("IFACE_FILES")
        told_of = {"line": int(text), "durability": durability, "limits": limits}
        return cls(**{**told_of, "files": Path(shared) if shared else None, **given})


class Site:
    """What a process needs to answer for a page; made when the first request comes."""

    def __init__(self, page: Page, store: str, settings: Settings) -> None:
        self.page = page
        self.settings = settings
        self.store = open_store(store, capacity=settings.capacity, durability=settings.durability)
        secrets = keys.secret_keys(self.store.path, must_be_given=self.store.several_machines)
        self.store.expect([keys.fingerprint(one) for one in secrets])
        self.sessions = Sessions(
            page.name,
            self.store,
            secrets,
            files=self._files(secrets),
            line=settings.line,
            # Two threads stay free for other sessions, however many submits of one are waiting.
            seats=max(1, settings.threads - 2),
        )
        self.runs = Runs(page, self.sessions, threads=settings.threads, background=settings.background)
        self.streams = BoundedSemaphore(max(1, settings.threads // 2))
        """Half of the threads may be kept by pages that look on; the others ask again."""
        self._made: dict[str, Markup] = {}
        self.sweeper = Sweeper(self.sessions, page.states(tuple(page.components)), page.unload)
        if settings.background:
            self.sweeper.start()
        logger.info("Sessions are kept in %s", shown(store))

    def close(self) -> None:
        """Stop our threads; a store that ends with the process ends its sessions first."""
        self.runs.close()
        self.sweeper.stop(end_all=not self.store.several_processes)
        self.sessions.files.close()
        self.store.close()

    def _files(self, secrets: list[bytes]) -> FileStore:
        """Where the files of sessions are: beside the records, or where IFACE_FILES says."""
        limits, own = self.settings.limits, f"{self.page.name}{BESIDE}"
        if self.settings.files is not None:
            return FileStore(self.settings.files / own, limits)
        if self.store.shelf is None:
            return FileStore(files_beside(self.store.path), limits)
        codec = Codec([keys.derive(secret, f"files of {self.page.name}") for secret in secrets])
        copies = self.settings.copies and self.settings.copies / own
        return CopiedFiles(copies, limits, self.store.shelf, codec)

    @cached_property
    def languages(self) -> Languages:
        """What the page can be read in."""
        return Languages(self.page.language, self.page.words)

    @property
    def header(self) -> Markup:
        """The title and the description, as HTML."""
        title = Markup("<h1>{}</h1>").format(self.page.title) if self.page.shows_title else Markup("")
        return title + self._prose(self.page.description)

    @property
    def article(self) -> Markup:
        """The text below the form, as HTML."""
        return self._prose(self.page.article)

    def _prose(self, text: str) -> Markup:
        """A text of the program's own, made HTML once for each language that it is said in."""
        said = str(text)
        if said not in self._made:
            self._made[said] = markdown(said)
        return self._made[said]

    @cached_property
    def style(self) -> Asset:
        """The page's own style sheet: theme, components, widths of columns, then the author's rules."""
        names = [f"components/{word}.css" for word in sorted(self._words & assets.words_with(".css"))]
        if self.page.theme.sheet:
            names.insert(0, f"themes/{self.page.theme.sheet}")
        found = [assets.static_file(name) for name in names]
        rules = [one.body.decode() for one in found if one] + [self.page.theme.css]
        for node in walk(self.page.root):
            if node.scale is not None or node.min_width is not None:
                kind = "layout" if isinstance(node, Layout) else "component"
                where = f'[data-{kind}="{node.id}"]'
                grow = f"flex-grow:{int(node.scale)};" if node.scale is not None else ""
                width = f"min-width:min({int(node.min_width)}px,100%);" if node.min_width is not None else ""
                rules.append(f"{where}{{{grow}{width}}}")
        return assets.packed("\n".join([*rules, self.page.css]).strip().encode(), "text/css; charset=utf-8")

    @cached_property
    def style_address(self) -> str:
        """Where that style sheet is found, relative to the page; "" if there is nothing in it."""
        return f"style/{sha256(self.style.body).hexdigest()[:12]}.css" if self.style.body else ""

    @cached_property
    def program(self) -> Asset:
        """The functions that the program gives the browser, as a module; the page's own is called ""."""
        functions = {"": self.page.js} | {one.name: one.js for one in self.page.events.values()}
        lines = [
            f"{json.dumps(name)}: {text.strip().rstrip(';')}," for name, text in functions.items() if text
        ]
        text = "\n".join(["export default {", *lines, "}", ""]) if lines else ""
        return assets.packed(text.encode(), "text/javascript; charset=utf-8")

    @cached_property
    def program_address(self) -> str:
        """Where that module is found, relative to the page; "" if there is none."""
        return f"script/{sha256(self.program.body).hexdigest()[:12]}.js" if self.program.body else ""

    @cached_property
    def scripts(self) -> list[str]:
        """The words on this page whose components have a script."""
        return sorted(self._words & assets.words_with(".js"))

    @cached_property
    def _words(self) -> set[str]:
        nodes = list(walk(self.page.root))
        return {word for one in nodes for word in (one.word, *getattr(one, "parts", ()))}

    @cached_property
    def takes_files(self) -> bool:
        """Whether a visitor can upload something."""
        return any(one.takes_files for one in self.page.components.values())

    @cached_property
    def most_parts(self) -> int:
        """How many entries a form may have: each choice can be one."""
        choices = (getattr(one, "choices", None) for one in self.page.fields.values())
        return 1_000 + len(self.page.fields) + sum(len(one.data) for one in choices if one is not None)

    @cached_property
    def events(self) -> list[dict[str, object]]:
        """The event table that the script reads."""
        return [self._told(event) for event in self.page.events.values() if event.triggers]

    def _told(self, event: Event) -> dict[str, object]:
        told: dict[str, object] = {
            "name": event.name,
            "inputs": self.page.needs(event),
            "outputs": list(event.outputs),
            "triggers": [{"component": id, "verb": verb} for id, verb in event.triggers],
            "mode": event.mode,
            "progress": event.show_progress,
            "live": event.mode == "always_last",
            "cancels": list(event.cancels),
        }
        if event.js:
            told["takes"] = list(event.inputs)
            told["sent"] = event.is_sent or bool(self.page.following(event))
        return told
