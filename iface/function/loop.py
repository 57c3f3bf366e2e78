"""One event loop for all coroutines of this process, in a thread of its own.

asyncio is imported when the first coroutine comes: it takes as long as all of ours.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Coroutine, Generator
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

_END = object()
_lock = Lock()
_loops: dict[int, AbstractEventLoop] = {}
"""By process: a forked worker does not have its parent's threads."""


def _renew_lock() -> None:
    """After a fork, in the child: another thread of the parent's may have held it."""
    global _lock
    _lock = Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)


def awaited(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine comes to; it runs beside those of other threads."""
    import asyncio

    return asyncio.run_coroutine_threadsafe(coroutine, _loop()).result()


def in_step(values: AsyncGenerator[Any, None]) -> Generator[Any, None, None]:
    """An asynchronous generator as a plain one: it goes on when it is asked."""
    try:
        while (value := awaited(_next(values))) is not _END:
            yield value
    finally:
        awaited(_close(values))


async def _next(values: AsyncGenerator[Any, None]) -> Any:
    return await anext(values, _END)


async def _close(values: AsyncGenerator[Any, None]) -> None:
    await values.aclose()


def _loop() -> AbstractEventLoop:
    import asyncio

    with _lock:
        if os.getpid() not in _loops:
            loop = _loops[os.getpid()] = asyncio.new_event_loop()
            Thread(target=loop.run_forever, daemon=True, name="iface-loop").start()
        return _loops[os.getpid()]
