"""A page as it is served: with a store, its sessions, and settings."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from hashlib import sha256
from threading import BoundedSemaphore
from typing import Any

from markupsafe import Markup

from iface import assets, keys
from iface.assets import Asset
from iface.codec import Codec
from iface.components._text import markdown
from iface.files.copies import CopiedFiles
from iface.files.store import BESIDE, FileStore, files_beside
from iface.layouts import Layout, Tab, Tabs
from iface.login.tickets import Tickets
from iface.login.tries import Tries
from iface.page import Page, walk
from iface.runs import Runs
from iface.state.session import Sessions
from iface.state.sweeper import Sweeper
from iface.state.tokens import Tokens
from iface.stores import open_store, shown
from iface.web.hosted import carried
from iface.web.language import Languages
from iface.web.settings import Settings
from iface.web.table import table_of

logger = logging.getLogger("iface")

_ROOT = re.compile(r":root\b")


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
        self.tickets = Tickets(self.sessions, Tokens(secrets, f"tickets of {page.name}"))
        self.tries = Tries(self.sessions)
        self.runs = Runs(
            page, self.sessions, threads=settings.threads, background=settings.background, carried=carried
        )
        self.streams = BoundedSemaphore(max(1, settings.threads - max(2, settings.threads // 4)))
        """Three quarters of the threads may be kept by pages that look on; the others ask again."""
        self._made: dict[str, Markup] = {}
        for one in walk(page.root):
            if isinstance(one, Tab):
                one.scripts = " ".join(_with_script(_words(_seen(one))))
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

    def forget(self, user: str) -> int:
        """Take out what UserStates keep for a user; gives how many there were."""
        states = [one for one in self.page.states(tuple(self.page.components)) if one.is_of_user]
        with self.sessions.mint(user).forgetting(states) as count:
            self.sweeper.sweep()
        return count

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

    @property
    def login_message(self) -> Markup:
        """What the login page says above its form, as HTML."""
        return self._prose(self.page.login.message if self.page.login else "")

    def _prose(self, text: str) -> Markup:
        """A text of the program's own, made HTML once for each language that it is said in."""
        said = str(text)
        if said not in self._made:
            self._made[said] = markdown(said)
        return self._made[said]

    @cached_property
    def style(self) -> Asset:
        """The page's own style sheet: theme, components, widths of columns, then the author's rules."""
        return self._sheet(self.page.css)

    @cached_property
    def style_inside(self) -> Asset:
        """The same for a form in another page, of which the author's rules reach the form alone."""
        own = self.page.css.strip()
        return self._sheet(f"@scope (.iface) {{\n{_ROOT.sub(':scope', own)}\n}}" if own else "")

    def _sheet(self, own: str) -> Asset:
        words = _words(walk(self.page.root)) & assets.words_with(".css")
        names = [f"components/{word}.css" for word in sorted(words)]
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
        return assets.packed("\n".join([*rules, own]).strip().encode(), "text/css; charset=utf-8")

    @cached_property
    def style_address(self) -> str:
        """Where that style sheet is found, relative to the page; "" if there is nothing in it."""
        return _address("style", self.style, "css")

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
        return _address("script", self.program, "js")

    @cached_property
    def style_inside_address(self) -> str:
        """Where the style sheet for a form in another page is found; "" if there is nothing in it."""
        return _address("style", self.style_inside, "css")

    @cached_property
    def own(self) -> dict[str, Asset]:
        """What the program itself gives the browser, by address."""
        return {
            self.style_address: self.style,
            self.style_inside_address: self.style_inside,
            self.program_address: self.program,
        }

    @cached_property
    def scripts(self) -> list[str]:
        """The words with a script, of what is seen when the page opens, and of what works unseen."""
        unseen = (one for one in walk(self.page.root) if getattr(one, "works_unseen", False))
        return _with_script(_words([*_seen(self.page.root), *unseen]))

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
        return table_of(self.page)


def _words(nodes: Iterable[Any]) -> set[str]:
    """The names under which static/components/ may have something for these."""
    return {word for one in nodes for word in (one.word, *getattr(one, "parts", ()))}


def _seen(node: Any) -> Iterator[Any]:
    """The node and all below it, but of Tabs the part alone that is shown first."""
    yield node
    first = node.first if isinstance(node, Tabs) else None
    for child in [first] if first else getattr(node, "children", ()):
        yield from _seen(child)


def _with_script(words: set[str]) -> list[str]:
    return sorted(words & assets.words_with(".js"))


def _address(folder: str, found: Asset, suffix: str) -> str:
    """Where what changes with its content is found; "" if there is nothing in it."""
    return f"{folder}/{sha256(found.body).hexdigest()[:12]}.{suffix}" if found.body else ""
