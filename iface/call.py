"""The route of one submit, from values sent to values shown. It reads from top to bottom."""

from __future__ import annotations

import asyncio
import inspect
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from secrets import token_hex
from threading import BoundedSemaphore
from typing import Any

from iface.components import Component, State
from iface.errors import Error, FunctionFailed, IfaceError, InputError, RefusedRequest, ResultError
from iface.events import Event
from iface.helpers import Request
from iface.page import Page
from iface.schema import Inputs
from iface.session import Memory, Session
from iface.signature import name_of

logger = logging.getLogger("iface")

Show = Callable[[Component, Any], Any]
"""Makes what is sent of a component and its data: HTML for a page, the data for the API."""


@dataclass(frozen=True)
class Submit:
    """What a visitor asks for: an event, with unchecked data by field name.

    `nonce` is sent again with a repeated submit; `revision` is that of the record the page last
    saw; `remember_all` keeps every output in the view, for a page that cannot do so itself.
    """

    event: Event
    sent: Mapping[str, Any]
    session: Session
    request: Request
    nonce: str | None = None
    revision: int = 0
    remember_all: bool = False


@dataclass
class Outcome:
    """What came of a submit: by component id the data shown and what `show` made of it."""

    data: dict[int, Any] = field(default_factory=dict)
    shown: dict[int, Any] = field(default_factory=dict)
    error: Exception | None = None
    notices: list[str] = field(default_factory=list)
    revision: int = 0


class Calls:
    """The events of one page, ready to be called; made once per process."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._routes = {name: Route(page, event) for name, event in page.events.items()}

    def call(self, submit: Submit, show: Show) -> Outcome:
        """Run the submit, or show again what it showed when it ran before.

        An error of the function's is part of the outcome.

        Raises:
            RefusedRequest: the function was not called, and nothing changed.
        """
        route, started = self._routes[submit.event.name], time.perf_counter()
        outcome = Outcome()
        try:
            outcome = route.run(submit, show)
        except RefusedRequest as refused:
            outcome.error = refused
            raise
        finally:
            _log(submit, outcome, time.perf_counter() - started)
        return outcome


class Route:
    """One event's way from what is sent to what is shown."""

    def __init__(self, page: Page, event: Event) -> None:
        self.page = page
        self.event = event
        self.read = [page.components[id] for id in event.inputs]
        self.given = [page.components[id] for id in event.outputs]
        self.written = page.states(event.outputs)
        self.kept = [one for one in page.visible(event.inputs) if page.keeps(one)]
        limit = event.concurrency_limit
        self._line = BoundedSemaphore(limit) if limit else None

    @cached_property
    def inputs(self) -> Inputs:
        """The schema of what a visitor sends."""
        return Inputs(self.page.visible(self.event.inputs))

    def run(self, submit: Submit, show: Show) -> Outcome:
        """Load, preprocess, state in, function, postprocess, render, state out: in this order."""
        data = self.inputs.load(submit.sent)
        turn = submit.session.turn(
            writes_state=bool(self.written), nonce=submit.nonce, revision=submit.revision
        )
        with turn as memory:
            answered = memory.done(submit.nonce)
            if answered is not None:
                return self._again(answered, memory, show)
            for one in self.kept:
                if one.name not in submit.sent:
                    data[one.id] = memory.view.get(one.id, data[one.id])
            try:
                return self._keep(submit, memory, self._work(submit, data, memory, show))
            except RefusedRequest:
                raise
            except Exception as error:
                return self._failed(submit, memory, error)

    def _work(
        self, submit: Submit, data: dict[int, Any], memory: Memory, show: Show
    ) -> tuple[Outcome, dict[State, Any]]:
        values = _preprocess(self.read, data)
        values |= {one.id: memory.value(one) for one in self.page.states(self.event.inputs)}
        arguments = [values[one.id] for one in self.read]
        for place in self.event.requests:
            arguments.insert(place, submit.request)

        returned = self._split(self._run(arguments))

        outcome = Outcome(notices=memory.lost)
        states: dict[State, Any] = {}
        for one, value in zip(self.given, returned, strict=True):
            if isinstance(one, State):
                states[one] = value
            else:
                outcome.data[one.id] = _postprocess(one, value)
        outcome.shown = {id: show(self.page.components[id], data) for id, data in outcome.data.items()}
        return outcome, states

    def _run(self, arguments: list[Any]) -> Any:
        try:
            with self._line or nullcontext():
                return _finish(self.event.fn(*arguments))
        except SystemExit as error:
            raise RuntimeError("the function called exit()") from error

    def _split(self, returned: Any) -> list[Any]:
        """One value for each output."""
        count = len(self.given)
        if count == 0:
            return []
        if count == 1:
            return [returned]
        if isinstance(returned, (tuple, list)) and len(returned) == count:
            return list(returned)
        several = isinstance(returned, tuple)
        got = f"{len(returned)} values" if several else f"one {type(returned).__name__}"
        words = ", ".join(one.label or one.word for one in self.given)
        raise ResultError(
            f"{name_of(self.event.fn)}() returned {got}, but there are {count} outputs ({words}).",
            fix=f"Return {count} values, or give one output for each value.",
        )

    def _keep(self, submit: Submit, memory: Memory, worked: tuple[Outcome, dict[State, Any]]) -> Outcome:
        outcome, states = worked
        view = {
            id: data
            for id, data in outcome.data.items()
            if (submit.remember_all and not self.page.components[id].interactive)
            or self.page.keeps(self.page.components[id])
        }
        if submit.nonce or states or view:
            outcome.revision = memory.keep(states, view, submit.nonce, {"data": outcome.data})
        return outcome

    def _failed(self, submit: Submit, memory: Memory, error: Exception) -> Outcome:
        """The states stay as they were; that the submit has run is remembered."""
        if not isinstance(error, (Error, IfaceError)):
            failed = FunctionFailed(f"The function failed (request {token_hex(4)}).", fix="The log says why.")
            failed.__cause__, error = error, failed
        if not isinstance(error, Error):
            logger.error("%s: %s", self.event.name, error, exc_info=error.__cause__ or error)
        outcome = Outcome(error=error, notices=memory.lost, revision=memory.revision)
        if submit.nonce:
            outcome.revision = memory.keep({}, {}, submit.nonce, {"error": _as_data(error)})
        return outcome

    def _again(self, answered: Mapping[str, Any], memory: Memory, show: Show) -> Outcome:
        outcome = Outcome(revision=memory.revision)
        if "error" in answered:
            outcome.error = Error(**answered["error"])
        elif "data" in answered:
            outcome.data = answered["data"]
            outcome.shown = {id: show(self.page.components[id], data) for id, data in outcome.data.items()}
        else:
            outcome.error = Error("This was submitted before, and what it showed is not kept any more.")
        return outcome


def _preprocess(components: list[Component], data: Mapping[int, Any]) -> dict[int, Any]:
    values, wrong = {}, {}
    for one in components:
        if one.id in data:
            try:
                values[one.id] = one.preprocess(data[one.id])
            except ValueError as error:
                wrong[one.name] = str(error)
    if wrong:
        raise InputError(wrong)
    return values


def _postprocess(one: Component, value: Any) -> Any:
    try:
        return one.postprocess(value)
    except Exception as error:
        # Why it cannot may quote the value: that is for the log.
        raise ResultError(
            f"The {one.word} {one.label or one.name!r} cannot show this {type(value).__name__}.",
            fix=f"Return what {type(one).__name__} takes, or use another component.",
        ) from error


def _finish(returned: Any) -> Any:
    """The last value of a generator, the result of a coroutine."""
    if inspect.iscoroutine(returned):
        return asyncio.run(returned)
    if inspect.isasyncgen(returned):
        return asyncio.run(_last(returned))
    if inspect.isgenerator(returned):
        last = None
        for last in returned:  # noqa: B007 - the last one is wanted
            pass
        return last
    return returned


async def _last(values: Any) -> Any:
    last = None
    async for last in values:  # noqa: B007
        pass
    return last


def _as_data(error: Exception) -> dict[str, Any]:
    if isinstance(error, Error):
        return {"message": error.message, "title": error.title, "duration": error.duration}
    return {"message": str(error)}


def _log(submit: Submit, outcome: Outcome, seconds: float) -> None:
    """One line per run: never a token, never what was entered."""
    error = outcome.error
    said = "ok" if error is None else f"{type(error).__name__}"
    logger.info(
        "%s %s in %.0f ms, session %s", submit.event.name, said, seconds * 1000, submit.session.hash[:8]
    )
