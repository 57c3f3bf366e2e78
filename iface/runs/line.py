"""The line before a function that takes so many calls at a time, as a model does."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Event, Lock
from typing import NamedTuple

from iface.errors import Busy, Stopped, Waiting
from iface.function.progress import in_words
from iface.runs.run import Run
from iface.words import say

GONE = 30.0
"""Seconds after which somebody who waits, and has not asked since, has gone."""


class _Place(NamedTuple):
    run: Run
    begin: Callable[[], object]
    let_go: Callable[[], object] | None = None
    """Ends the waiting of a thread; None: nothing of the run has begun, and it can be left out."""


class Line:
    """Runs in their order; `limit` of them at work. It holds no thread for those who wait.

    `longest` is how many may wait.
    """

    def __init__(self, limit: int, longest: int | None) -> None:
        self._limit = limit
        self._longest = longest
        self._working = 0
        self._waiting: deque[_Place] = deque()
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
                self._waiting.append(_Place(run, begin))
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

    def drop(self, run: Run) -> None:
        """Let a run go that waits, if it does."""
        with self._lock:
            dropped = [one for one in self._waiting if one.run is run]
            for one in dropped:
                self._waiting.remove(one)
            if dropped:
                self._tell_places()
        for one in dropped:
            if one.let_go is not None:
                one.let_go()

    def hold(self, run: Run) -> None:
        """Wait for a turn in this thread, for an event that follows another.

        Raises:
            Stopped: the run was dropped meanwhile.
        """
        turn, taken = Event(), Event()
        with self._lock:
            if self._working < self._limit:
                self._working += 1
                return
            self._waiting.append(_Place(run, lambda: [taken.set(), turn.set()], turn.set))  # type: ignore[func-returns-value]
            self._tell_places()
        turn.wait()
        if not taken.is_set():
            raise Stopped()

    def _next(self) -> Callable[[], object] | None:
        while self._waiting:
            run, begin, let_go = self._waiting.popleft()
            if let_go is None and time.time() - run.seen > GONE:
                run.end(_given_up())
                continue
            self._working += 1
            self._tell_places()
            return begin
        return None

    def _tell_places(self) -> None:
        for place, one in enumerate(self._waiting, 1):
            left = self._seconds * -(-place // self._limit)
            one.run.tell_place(place, len(self._waiting), left)


def _given_up() -> Waiting:
    """Nobody has asked for a run any more; a page that does come back begins another."""
    time = in_words(GONE)
    return Waiting(
        say("Nobody asked for this run for {time} while it waited in line: it was given up.", time=time),
        fix=say("Run it again, and ask for it at least every {time}.", time=time),
    )
