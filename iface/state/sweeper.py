"""The end of sessions: takes out what is over, and tells the program of each state that ended."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from iface.components import State
from iface.function.signature import extras_of
from iface.helpers import Request
from iface.state import values
from iface.state.session import Sessions
from iface.state.values import Aside, opened
from iface.stores.base import Kept

logger = logging.getLogger("iface")

BATCH = 100
"""Records taken out at a time."""

CALLBACKS = 8
"""Callbacks that run side by side, so that a slow one keeps few others waiting."""


class Sweeper:
    """Ends the sessions of one page, from a thread of each process that serves it.

    The store gives each record to one caller only, so over all processes each
    `delete_callback` runs once.
    """

    def __init__(
        self, sessions: Sessions, states: list[State], unload: Sequence[Callable[..., Any]] = ()
    ) -> None:
        self._sessions = sessions
        self._unload = [(fn, extras_of(fn)) for fn in unload]
        self._states = {one.name: one for one in states}
        shortest = min((one.time_to_live for one in states if one.time_to_live), default=60.0)
        self.period = min(max(shortest / 4, 0.25), 15.0)
        """Seconds between two sweeps."""
        self._stopping = threading.Event()
        self._callbacks = ThreadPoolExecutor(CALLBACKS, thread_name_prefix="iface-delete-callback")
        self._thread = threading.Thread(target=self._run, daemon=True, name="iface-sweeper")

    def start(self) -> None:
        """Begin to sweep."""
        self._thread.start()

    def stop(self, *, end_all: bool = False) -> None:
        """Stop sweeping; `end_all` ends every session first, for a store that ends with the process."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(5)
        if end_all:
            self.sweep(now=float("inf"))
        self._callbacks.shutdown()

    def sweep(self, now: float | None = None) -> int:
        """Take out what is over at `now` (seconds since 1970); gives the number of records."""
        self._sessions.files.sweep(now or time.time())
        count = 0
        while taken := self._sessions.store.expire(now or time.time(), BATCH, self._sessions.prefix):
            for place, kept in taken:
                for state, value in self._ended(place, kept):
                    what = f"delete_callback of the state {state.name!r}"
                    self._callbacks.submit(_tell, what, state.delete_callback or str, value)
            count += len(taken)
        return count

    def unload(self, request: Request) -> None:
        """Tell the program that a page was left, or that its session has ended."""
        for fn, extras in self._unload:
            self._callbacks.submit(_tell, "An unload function", fn, *[request] * len(extras))

    def _ended(self, place: str, kept: Kept) -> Iterator[tuple[State, Any]]:
        """The states that ended with a record, and their last values."""
        if place.removeprefix(self._sessions.prefix).startswith(("run/", "stop/", "ticket/", "tries/")):
            return  # what is kept of a run, or of a login, ends with nobody to be told
        own = place.partition("/")[2]
        if own:
            yield from self._last(own, place, values.verified(self._sessions.codec, place, kept))
            return
        content = opened(self._sessions.codec, place, kept)
        if content is None:
            return
        if content.get("opened"):
            self.unload(Request(session_hash=content["opened"]))
        inline = dict(content["states"])
        for name, one in content["states"].items():
            if isinstance(one, Aside):
                del inline[name]
                self._sessions.store.touch(f"{place}/{name}", ttl=0)  # its record is the next to be taken out
        for name, state in self._states.items():
            if state.time_to_live is None:
                yield from self._last(name, f"{place}/{name}", inline.get(name))

    def _last(self, name: str, place: str, data: bytes | memoryview | None) -> Iterator[tuple[State, Any]]:
        """The last value of a state, if the program wants to be told of it; no bytes: it has moved."""
        state = self._states.get(name)
        if state is None or data == b"":
            return
        alive = (self._sessions.store.live or {}).pop(place, None)
        if state.delete_callback is None:
            return
        if alive is not None:
            yield state, alive
        elif data is not None:
            try:
                yield state, values.unpack(state, data)
            except Exception as error:
                logger.warning("The state %r of a session that ended cannot be read (%r).", name, error)

    def _run(self) -> None:
        while not self._stopping.wait(self.period):
            try:
                self.sweep()
            except Exception:
                logger.warning(
                    "Sessions that are over could not be taken out; the next try follows.", exc_info=True
                )


def _tell(what: str, fn: Callable[..., Any], *arguments: Any) -> None:
    try:
        fn(*arguments)
    except Exception:
        logger.error("%s raised.", what, exc_info=True)
