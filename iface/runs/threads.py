"""Threads for works that take long, of which nobody waits for the end; and the end of the process itself."""

from __future__ import annotations

import atexit
import logging
import signal
import time
from collections import deque
from collections.abc import Callable
from threading import Condition, Thread
from typing import Any

logger = logging.getLogger("iface")

IDLE = 10.0
"""Seconds until a thread that has nothing to do ends."""


class Threads:
    """As many threads as are needed, up to `most`; further works wait in their order.

    They keep no program from ending, except for a worker of gunicorn's: that finishes what it has begun, if
    it can in its graceful time.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._works: deque[Callable[[], object]] = deque()
        self._count = self._idle = 0
        self._change = Condition()
        atexit.register(self._finish)

    def submit(self, work: Callable[[], object]) -> None:
        """Let a thread do it, as soon as there is one."""
        with self._change:
            self._works.append(work)
            if len(self._works) <= self._idle:
                self._change.notify()
            elif self._count < self._most:
                self._count += 1
                Thread(target=self._work, daemon=True, name="iface-run").start()

    def close(self, seconds: float) -> None:
        """Begin nothing more, and wait so long for what has begun."""
        atexit.unregister(self._finish)
        with self._change:
            self._works.clear()
        self._attend(seconds)

    def _work(self) -> None:
        while (work := self._next()) is not None:
            try:
                work()
            except Exception:
                logger.error("A run has broken off.", exc_info=True)
            del work  # what it holds is not kept by an idle thread

    def _next(self) -> Callable[[], object] | None:
        with self._change:
            self._idle += 1
            has_work = self._change.wait_for(lambda: bool(self._works), IDLE)
            self._idle -= 1
            if has_work:
                return self._works.popleft()
            self._count -= 1
            self._change.notify_all()
            return None

    def _attend(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (self._works or self._count > self._idle) and time.monotonic() < end:
            time.sleep(0.02)

    def _finish(self) -> None:
        worker = _worker()
        if worker is not None:
            self._attend(float(worker.cfg.graceful_timeout))


def stop_sign() -> Callable[[], bool]:
    """What says whether this is a worker of gunicorn's that was told to stop, and finishes what it has begun.

    Finding that out takes longer than asking: who asks often keeps the sign.
    """
    worker = _worker()
    return lambda: worker is not None and not worker.alive


def _worker() -> Any:
    """gunicorn's worker in this process, which hears the signals; None elsewhere."""
    owner = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return owner if hasattr(owner, "alive") and hasattr(owner, "cfg") else None
