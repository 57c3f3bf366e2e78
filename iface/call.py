"""The route of one submit, from values sent to values shown. It reads from top to bottom."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from secrets import token_hex
from typing import Any

from iface.components import Component, State
from iface.errors import Error, FunctionFailed, IfaceError, InputError, RefusedRequest, ResultError, Waiting
from iface.events import Event
from iface.function import Function
from iface.helpers import Request
from iface.memory import Change, Memory
from iface.page import Page
from iface.schema import Inputs
from iface.session import Session

logger = logging.getLogger("iface")

ATTENDED = 0.9
"""Seconds that a detached run is waited for before the one who asks is let go."""

DETACHED = 32
"""Detached runs of one process at a time; further ones wait in line."""

Show = Callable[[Component, Any], Any]
"""Makes what is sent of a component and its data: HTML for a page, the data for the API."""


@dataclass(frozen=True)
class Submit:
    """What a visitor asks for: an event, with unchecked data by field name.

    `request` is for a function that asks for it, else None. `nonce` is sent again with a
    repeated submit; `revision` is that of the record the page last saw; `remember_all` keeps
    every output in the view, for a page that cannot do so itself. It waits `patience` seconds
    for its turn. `detached` runs it in a thread of its own, and lets the one who asks go after
    a second, to ask again with the same nonce.
    """

    event: Event
    sent: Mapping[str, Any]
    session: Session
    request: Request | None
    nonce: str | None = None
    revision: int = 0
    remember_all: bool = False
    patience: float = 20.0
    detached: bool = False


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
        self._detached: dict[tuple[str, str], Future[Outcome]] = {}
        self._threads = ThreadPoolExecutor(DETACHED, thread_name_prefix="iface-run")

    def call(self, submit: Submit, show: Show) -> Outcome:
        """Run the submit, or show again what it showed when it ran before.

        An error of the function's is part of the outcome.

        Raises:
            RefusedRequest: the function was not called, and nothing changed.
            Waiting: it is not finished yet; the same submit, sent again, asks again.
        """
        if not submit.detached or submit.nonce is None:
            return self._call(submit, show)
        key = submit.session.key, submit.nonce
        run = self._detached.get(key)
        if run is None:
            run = self._detached[key] = self._threads.submit(self._call, submit, show)
            run.add_done_callback(lambda _: self._detached.pop(key, None))
        try:
            return run.result(timeout=ATTENDED)
        except TimeoutError:
            raise Waiting() from None

    def close(self) -> None:
        """Let detached runs finish, and start no more."""
        self._threads.shutdown()

    def _call(self, submit: Submit, show: Show) -> Outcome:
        route, started = self._routes[submit.event.name], time.perf_counter()
        try:
            outcome = route.run(submit, show)
        except RefusedRequest as refused:
            if not isinstance(refused, Waiting):
                _log(submit, refused, time.perf_counter() - started)
            raise
        _log(submit, outcome.error, time.perf_counter() - started)
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
        self._function = Function(event, self.given)

    @cached_property
    def inputs(self) -> Inputs:
        """The schema of what a visitor sends."""
        return Inputs(self.page.visible(self.event.inputs))

    def run(self, submit: Submit, show: Show) -> Outcome:
        """Load, preprocess, state in, function, postprocess, render, state out: in this order."""
        data = self.inputs.load(submit.sent)
        turn = submit.session.turn(
            alone=bool(self.written), nonce=submit.nonce, revision=submit.revision, wait=submit.patience
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

        returned = self._function([values[one.id] for one in self.read], submit.request)

        outcome = Outcome(notices=memory.lost)
        states: dict[State, Any] = {}
        for one, value in zip(self.given, returned, strict=True):
            if isinstance(one, State):
                states[one] = value
            else:
                outcome.data[one.id] = _postprocess(one, value)
        outcome.shown = {id: show(self.page.components[id], data) for id, data in outcome.data.items()}
        return outcome, states

    def _keep(self, submit: Submit, memory: Memory, worked: tuple[Outcome, dict[State, Any]]) -> Outcome:
        outcome, states = worked
        view = {
            id: data
            for id, data in outcome.data.items()
            if (submit.remember_all and not self.page.components[id].interactive)
            or self.page.keeps(self.page.components[id])
        }
        if submit.nonce or states or view:
            outcome.revision = memory.keep(Change(states, view, submit.nonce, {"data": outcome.data}))
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
            outcome.revision = memory.keep(Change({}, {}, submit.nonce, {"error": _as_data(error)}))
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


def _as_data(error: Exception) -> dict[str, Any]:
    if isinstance(error, Error):
        return {"message": error.message, "title": error.title, "duration": error.duration}
    return {"message": str(error)}


def _log(submit: Submit, error: Exception | None, seconds: float) -> None:
    """One line per run: never a token, never what was entered."""
    said = "ok" if error is None else f"{type(error).__name__}"
    logger.info(
        "%s %s in %.0f ms, session %s", submit.event.name, said, seconds * 1000, submit.session.hash[:8]
    )
