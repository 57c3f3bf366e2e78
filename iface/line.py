"""The line before a function that takes so many calls at a time, as a model does."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Event, Lock

from iface.errors import Busy
from iface.run import Run

GONE = 30.0
"""Seconds after which somebody who waits, and has not asked since, has gone."""


class Line:
    """Runs in their order; `limit` of them at work. It holds no thread for those who wait.

    `longest` is how many may wait.
    """

    def __init__(self, limit: int, longest: int | None) -> None:
        self._limit = limit
        self._longest = longest
        self._working = 0
        self._waiting: deque[tuple[Run, Callable[[], object]]] = deque()
        self._seconds = 0.0
        self._lock = Lock()

    def enter(self, run: Run, begin: Callable[[], object]) -> None:
        """Call `begin` as soon as it is this run's turn, maybe at once.

        Raises:
            Busy: too many wait already.
        """
        with self._lock:
            if self._working >= self._limit:
                if self._longest is not None and len(self._waiting) >= self._longest:
                    raise Busy(len(self._waiting), self._seconds)
                self._waiting.append((run, begin))
                self._tell_places()
                return
            self._working += 1
        begin()

    def leave(self, seconds: float) -> None:
        """One that was at work, for so many seconds, has ended: the next begins."""
        with self._lock:
            self._seconds = seconds if not self._seconds else 0.7 * self._seconds + 0.3 * seconds
            self._working -= 1
            following = self._next()
        if following is not None:
            following()

    def drop(self, run: Run) -> bool:
        """Let a run that waits go; False if it does not wait."""
        with self._lock:
            found = [one for one in self._waiting if one[0] is run]
            for one in found:
                self._waiting.remove(one)
            self._tell_places()
        return bool(found)

    def hold(self, run: Run) -> None:
        """Wait for a turn in this thread, for an event that follows another."""
        turn = Event()
        with self._lock:
            if self._working < self._limit:
                self._working += 1
                return
            self._waiting.append((run, turn.set))
        turn.wait()

    def _next(self) -> Callable[[], object] | None:
        while self._waiting:
            run, begin = self._waiting.popleft()
            if not run.outcomes and (time.monotonic() - run.seen > GONE or run.is_stopped):
                run.end()
                continue
            self._working += 1
            self._tell_places()
            return begin
        return None

    def _tell_places(self) -> None:
        for place, (run, _) in enumerate(self._waiting, 1):
            left = self._seconds * -(-place // self._limit)
            run.tell_place(place, len(self._waiting), left)
