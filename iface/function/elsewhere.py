"""A function called elsewhere than where it is waited for: in a process of its own, or by an executor."""

from __future__ import annotations

import inspect
import os
import signal
import socket
import stat
import sys
import traceback
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import closing
from contextvars import copy_context
from multiprocessing import current_process, get_all_start_methods, get_context, parent_process
from multiprocessing.connection import Connection
from secrets import token_hex
from threading import Lock, Thread
from typing import Any, cast

from iface.errors import Stopped
from iface.function.loop import awaited, in_step
from iface.function.progress import Progress
from iface.helpers import Said, hearing, tell

OFTEN = 0.2
"""Seconds between two looks whether to go on waiting."""

_END = object()


def apart(
    fn: Callable[..., Any], arguments: list[Any], named: dict[str, Any], is_stopped: Callable[[], bool]
) -> Any:
    """What a function returns in a process of its own; a generator where it is one.

    That process is a fork of this one where there are forks. It ends with the run, whatever it does.

    Raises:
        Stopped: it was ended before it returned.
        Exception: what the function raises, with a note of where; or the process ended by itself.
    """
    values = _from_process(fn, arguments, named, is_stopped)
    if next(values, False):
        return values
    with closing(values):
        for value in values:
            return value
    raise Stopped()


def _from_process(
    fn: Callable[..., Any], arguments: list[Any], named: dict[str, Any], is_stopped: Callable[[], bool]
) -> Generator[Any, None, None]:
    """First whether it is a generator, then its values."""
    show = _detached(arguments, named)
    context = get_context("fork" if "fork" in get_all_start_methods() else "spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(sender, fn, arguments, named), daemon=True)  # type: ignore[attr-defined]
    process.start()
    sender.close()
    try:
        for kind, content in _received(receiver, process, is_stopped):
            if kind == "value":
                yield content
            elif kind == "said":
                tell(content)
            elif kind == "progress" and show is not None:
                show(content)
            elif kind == "error":
                raise content
    finally:
        process.kill()
        process.join()
        process.close()
        receiver.close()


def _detached(arguments: list[Any], named: dict[str, Any]) -> Callable[[dict[str, Any]], None] | None:
    """Who shows the Progress among the arguments; from now on nobody does: it goes where no page is."""
    shown = [one.shown_by(None) for one in [*arguments, *named.values()] if isinstance(one, Progress)]
    return next(filter(None, shown), None)


def upon(
    executor: Executor,
    fn: Callable[..., Any],
    arguments: list[Any],
    named: dict[str, Any],
    is_stopped: Callable[[], bool],
) -> Any:
    """What a function returns that an executor calls; in its threads a generator goes on step by step.

    Raises:
        Stopped: nobody waits for it any more. What has begun goes on, and comes to nothing.
    """
    if not isinstance(executor, ThreadPoolExecutor):
        _detached(arguments, named)
        # Dask takes calls that are alike for one: two visitors would share a result, and a Stop.
        mark = token_hex(8)
        value, said = _result(executor.submit(_heard, fn, arguments, named, mark), is_stopped)
        for one in said:
            tell(one)
        return value
    returned = _result(executor.submit(copy_context().run, fn, *arguments, **named), is_stopped)
    return _in_threads(executor, returned, is_stopped) if inspect.isgenerator(returned) else returned


def _in_threads(
    executor: Executor, steps: Iterator[Any], is_stopped: Callable[[], bool]
) -> Generator[Any, None, None]:
    context = copy_context()
    while True:
        step = executor.submit(context.run, _next, steps)
        try:
            value = _result(step, is_stopped)
        except Stopped:
            return
        if value is _END:
            return
        yield value


def _next(steps: Iterator[Any]) -> Any:
    return next(steps, _END)


def _result(future: Future[Any], is_stopped: Callable[[], bool]) -> Any:
    while not wait([future], OFTEN).done:
        if is_stopped():
            future.cancel()
            raise Stopped(goes_on=True)
    return future.result()


def _heard(
    fn: Callable[..., Any], arguments: list[Any], named: dict[str, Any], _mark: str
) -> tuple[Any, list[Said]]:
    """In another process: what a function returns, and what it says to the visitor."""
    with hearing() as said:
        return fn(*arguments, **named), list(said)


def _received(
    receiver: Connection, process: Any, is_stopped: Callable[[], bool]
) -> Iterator[tuple[str, Any]]:
    """What the process tells, until its end or a stop."""
    while not is_stopped():
        if not receiver.poll(OFTEN):
            continue
        try:
            kind, content = receiver.recv()
        except EOFError:
            process.join(1)
            raise RuntimeError(f"its process ended with exit code {process.exitcode}") from None
        if kind == "end":
            return
        yield kind, content


# In the process itself


def _work(sender: Connection, fn: Callable[..., Any], arguments: list[Any], named: dict[str, Any]) -> None:
    _settle_in()
    one_at_a_time = Lock()

    def send(kind: str, content: Any = None) -> None:
        with one_at_a_time:
            sender.send((kind, content))

    for one in [*arguments, *named.values()]:
        if isinstance(one, Progress):
            one.shown_by(lambda event: send("progress", event))
    with hearing() as said:
        try:
            for value in _values(fn(*arguments, **named)):
                while said:
                    send("said", said.pop(0))
                send("value", value)
            send("end")
        except BaseException as error:
            for one in said:
                send("said", one)
            _send_error(send, error)


def _values(returned: Any) -> Iterator[Any]:
    """First whether it is a generator, then its values."""
    if inspect.iscoroutine(returned):
        returned = awaited(returned)
    if inspect.isasyncgen(returned):
        returned = in_step(cast(AsyncGenerator[Any, None], returned))
    yield inspect.isgenerator(returned)
    yield from returned if inspect.isgenerator(returned) else [returned]


def _send_error(send: Callable[[str, Any], None], error: BaseException) -> None:
    where = "".join(traceback.format_exception(error))
    try:
        error.add_note(f"In its own process:\n{where}")
        send("error", error)
    except Exception:
        send("error", RuntimeError(where))


def _settle_in() -> None:
    """Leave to the parent what is the parent's, and end with it."""
    current_process().daemon = False  # it may have children of its own
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _close_sockets()
    numpy = sys.modules.get("numpy")
    if numpy is not None:  # else each call would draw the same random numbers
        numpy.random.seed()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _close_sockets() -> None:
    """Else a visitor's connection stays open for as long as we live."""
    folder = "/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"
    for name in os.listdir(folder) if os.path.isdir(folder) else ():
        try:
            if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                socket.close(int(name))
        except OSError:
            continue  # the folder itself, which was open while it was read
