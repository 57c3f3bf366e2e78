"""The sites of a page in this process: what answers for it, with which store, and the server that listens."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any

from iface import notebook, runner
from iface.errors import DesignError
from iface.page import Page

if TYPE_CHECKING:  # it is a third of what iface imports, and only who serves a page needs it
    from iface import web

_making = Lock()

_in_cells: dict[str, Sites] = {}
"""What each cell of the notebook has launched last."""


class Sites:
    """One site for every address that the page has in this process, and further ones for launch() and tests.

    `store` is where sessions are kept: "memory:", "sqlite:PATH" or "redis://..."; None leaves it to
    IFACE_STORE, or to what fits the way it is served.
    """

    page: Page

    def __init__(self, store: str | None) -> None:
        self.store = store
        self.server: runner.Server | None = None
        self._sites: list[Callable[[], web.Site | None]] = []
        self._shared: runner.Once | None = None
        self._app: Any = None
        self._caller: Any = None

    def close(self) -> None:
        """Stop the server that launch() started, and end what only this process remembers."""
        server, sites = self._let_go()
        if server is not None:
            server.stop()
        _end(sites)

    def forget(self, user: str) -> int:
        """Delete what the UserStates of this page keep for a user, and give how many values there were.

        A `delete_callback` is told of each. An event at work that writes one ends first; the user's next one
        starts from the first value again. So does whoever has a page open.

        Args:
            user: the name, as a function has it in `request.username`.

        Raises:
            DesignError: `user` is no name; or it is called by an event that writes a UserState itself.
        """
        if not isinstance(user, str) or not user:
            raise DesignError(
                f"forget() was asked for {user!r}, which is nobody's name.",
                fix="Give the name of a user. Where nobody is logged in, a UserState ends with its session.",
            )
        made = [site for one in self._sites if (site := one()) is not None]
        return sum(site.forget(user) for site in made or [self._site()])

    def store_address(self, fallback: str) -> str:
        """Where sessions are kept: as told, else `fallback`: memory, or a file in the state folder."""
        told = self.store or os.environ.get("IFACE_STORE")
        if told:
            return told
        return f"sqlite:{runner.state_folder() / self.page.name}.db" if fallback == "sqlite:" else fallback

    def _site(self) -> web.Site:
        """What this process answers with, wherever the page is mounted: one store, however many addresses."""
        with _making:
            if self._shared is None:
                settings = self._settings(threads=runner.threads())
                self._shared = self._new_site(self.store_address("sqlite:"), settings)
        site: web.Site = self._shared()
        return site

    def _settings(self, **given: Any) -> web.Settings:
        from iface import web

        return web.Settings.from_environment(proxies=self.page.proxies, copies=runner.state_folder(), **given)

    def _app_of(self, site: Callable[[], web.Site], settings: web.Settings) -> Any:
        from iface import web

        return web.create_app(site, self.page.name, proxies=settings.proxies)

    def _new_site(self, store: str, settings: web.Settings) -> runner.Once:
        """A site that is made by the first request that needs it: after a fork, say."""
        from iface import web

        runner.log_to_stderr(logging.WARNING if notebook.is_here() else logging.INFO)
        site = runner.Once(partial(web.Site, self.page, store, settings))
        self._sites.append(site.made)
        return site

    def _start(self, host: str, port: int | None, settings: web.Settings, cell: str | None) -> None:
        """Listen, with the server of this page or of what the cell launched before, if it fits."""
        former = self if self.server is not None or cell is None else _in_cells.get(cell, self)
        server, sites = former._let_go()
        if host in runner.LOOPBACK:
            settings = replace(settings, allowed_hosts=runner.LOOPBACK)
        if cell is not None:
            _in_cells[cell] = self
            settings = notebook.settled(settings, host)
        app = self._app_of(self._new_site(self.store_address("memory:"), settings), settings)
        if server is not None and server.fits(host, port):
            server.serve(app)
        elif server is not None:
            server.stop()
            server = None
        _end(sites)
        self.server = server or runner.Server(app, host, port)
        runner.at_exit(self.close)

    def _let_go(self) -> tuple[runner.Server | None, list[Callable[[], web.Site | None]]]:
        """Serve no more: the server, which still listens, and the sites, which have not ended yet."""
        runner.not_at_exit(self.close)
        server, sites = self.server, self._sites
        self.server, self._sites, self._shared = None, [], None
        self._app = self._caller = None
        return server, sites


def _end(sites: Iterable[Callable[[], web.Site | None]]) -> None:
    """End what the sites of this process remember."""
    for site in sites:
        made = site()
        if made is not None:
            made.close()
