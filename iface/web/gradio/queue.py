"""What a client has asked for and nobody has begun: kept in the store, so that any worker can take it up.

A client asks in one request and looks on in another, which may reach another worker: the one that looks on
is the one that runs. A record for each client, and for each call of two steps, holds what is asked.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, TypeVar

from iface.errors import Busy, StateConflict, StoreError
from iface.helpers import Request
from iface.state.values import opened
from iface.stores.base import Kept
from iface.web.site import Site
from iface.words import say

KEPT = 600.0
"""Seconds that something is kept which nobody takes up."""

MOST = 64
"""What one client may ask for at a time."""

ATTEMPTS = 50
"""Tries to write a record that others write too."""

Result = TypeVar("Result")


@dataclass
class Asked:
    """A run that is asked for: the event, its data in order, and the name of the client's session.

    `is_taken` says that somebody runs it; `stopped` when it was to stop, in seconds since 1970.
    """

    event: str
    data: list[Any]
    session: str
    request: Request | None
    id: str = field(default_factory=lambda: token_urlsafe(16))
    is_taken: bool = False
    stopped: float = 0.0


@dataclass
class Content:
    """What the record holds: what is asked by its id, and when whoever looked on was told that it was all."""

    asked: dict[str, Asked] = field(default_factory=dict)
    closed: float = 0.0


class Queue:
    """What one client has asked for.

    Args:
        name: what the client calls itself, or the id of its call.
        user: who is logged in; nobody else finds what is asked.
    """

    def __init__(self, site: Site, name: str, user: str | None) -> None:
        self.user = user
        self._store = site.store
        self._codec = site.sessions.codec
        mark = sha256(repr((user, name)).encode(errors="replace")).hexdigest()
        # What the sweeper leaves alone begins so.
        self._place = f"{site.sessions.prefix}run/asked-{mark}"

    def add(self, asked: Asked) -> float:
        """Keep what is asked; gives the time when the client was last told that there is nothing more.

        Raises:
            Busy: it has asked for too much already.
        """

        def change(content: Content) -> float:
            if len(content.asked) >= MOST:
                raise Busy(len(content.asked), 1)
            content.asked[asked.id] = asked
            return content.closed

        return self._change(change)

    def look(self) -> Content:
        """What is asked now."""
        return self._read()[0]

    def take(self) -> list[Asked]:
        """What nobody has begun; it is the caller's from now on."""

        def change(content: Content) -> list[Asked]:
            taken = [one for one in content.asked.values() if not one.is_taken]
            for one in taken:
                content.asked[one.id] = Asked(one.event, [], one.session, None, one.id, True, one.stopped)
            return taken

        return self._change(change)

    def stop(self, id: str) -> None:
        """Ask whoever runs it, or will, to stop."""

        def change(content: Content) -> None:
            if id in content.asked:
                content.asked[id].stopped = time.time()

        self._change(change)

    def finish(self, id: str) -> None:
        """Forget what has ended."""
        self._change(lambda content: content.asked.pop(id, None))

    def close(self) -> bool:
        """Note that the client is told that there is nothing more; False if there is."""

        def change(content: Content) -> bool:
            if any(not one.is_taken for one in content.asked.values()):
                return False
            content.closed = time.time()
            return True

        return self._change(change)

    def _read(self) -> tuple[Content, int]:
        kept = self._store.get(self._place)
        found = opened(self._codec, self._place, kept) if kept else None
        return Content(**(found or {})), kept.version if kept else 0

    def _change(self, change: Callable[[Content], Result]) -> Result:
        for _ in range(ATTEMPTS):
            content, version = self._read()
            result = change(content)
            data = self._codec.dumps(vars(content), about=f"{self._place}/{version + 1}")
            try:
                self._store.put({self._place: Kept(data, version + 1)}, ttl=KEPT)
            except StateConflict:
                continue  # the same client has asked at the same moment
            return result
        raise StoreError(
            say("Too many visitors change the same value at once."), fix=say("Try again in a moment.")
        )
