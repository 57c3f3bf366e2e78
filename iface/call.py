"""The route of one submit, from values sent to values shown. It reads from top to bottom."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from functools import cached_property, partial
from secrets import token_hex
from typing import Any

from iface import files, schema
from iface.components import State
from iface.errors import Error, FunctionFailed, IfaceError, RefusedRequest, StoreError, Waiting
from iface.events import Event
from iface.function import Function
from iface.function.progress import Progress
from iface.function.signature import progress_of
from iface.glimpse import Glimpses, Listeners, output_of, picture, properties, shown_before
from iface.helpers import EventData, Said, Update, hearing
from iface.layouts import Layout
from iface.page import Page
from iface.schema import Inputs
from iface.state.changes import fingerprint
from iface.state.memory import Change, Memory
from iface.submit import Outcome, Show, Submit, as_data
from iface.watched import Watched
from iface.words import say

logger = logging.getLogger("iface")


class Call:
    """One event's way from what is sent to what is shown; made once per process."""

    def __init__(self, page: Page, event: Event) -> None:
        self.page = page
        self.event = event
        self.read = [page.components[id] for id in event.inputs]
        self.given = [page.components.get(id) or page.layouts[id] for id in event.outputs]
        self.written = page.states(event.outputs)
        self._states = page.states(event.inputs)
        self._visible = page.visible(event.inputs)
        self._for_several = [one for one in self.written if one.is_shared or one.is_of_user]
        self._function = Function(event, self.given)
        self._progress = progress_of(event.fn)
        self._only_shows = not (self.written or self._function.is_stepwise or page.limit_of(event))

    @cached_property
    def inputs(self) -> Inputs:
        """The schema of what a visitor sends."""
        return Inputs(self._visible)

    @cached_property
    def _listeners(self) -> Listeners:
        """By the id of a state that it gives: who hears of that on the way, and only shows."""
        heard: dict[int, list[Call]] = {}
        for one in self.written:
            calls = [Call(self.page, event) for event in self.page.listening(one.id, "change")]
            heard[one.id] = [call for call in calls if call._only_shows]
        return {id: [(call.event, call.glimpse) for call in calls] for id, calls in heard.items()}

    def run(self, submit: Submit, show: Show) -> Outcome:
        """Take the turn, load, preprocess, state in, function, postprocess, render, state out.

        An error of the function's is part of the outcome.

        Raises:
            RefusedRequest: the function was not called, and nothing changed.
        """
        started = time.perf_counter()
        try:
            with files.serving(submit.session.files):
                outcome = self._take_turn(submit, show)
        except RefusedRequest as refused:
            if not isinstance(refused, Waiting):
                _log(submit, refused, time.perf_counter() - started)
            raise
        _log(submit, outcome.error, time.perf_counter() - started)
        return outcome

    def _take_turn(self, submit: Submit, show: Show) -> Outcome:
        places = submit.session.places
        others = [places.of(one) for one in self._for_several if places.is_for_several(one)]
        turn = submit.session.turn(
            alone=len(others) < len(self.written),
            others=others,
            nonce=submit.nonce,
            revision=submit.revision,
            wait=submit.patience,
        )
        with turn as memory:
            answered = memory.done(submit.nonce) if submit.before is None else None
            if answered is not None:
                return self._again(answered, memory, show)
            told: set[int] = set()
            try:
                outcome = self._work(submit, memory, show, told)
            except RefusedRequest:
                raise
            except Exception as error:
                outcome = self._failed(submit, memory, error)
            outcome.changed |= told
            return outcome

    def _work(self, submit: Submit, memory: Memory, show: Show, told: set[int]) -> Outcome:
        """`told` takes the ids of the states of which somebody has heard on the way."""
        arguments = self._arguments(submit, memory)
        before = {one.id: fingerprint(memory.value(one)) for one in self.written if one.id in self.page.heard}

        listeners = {} if show is as_data else self._listeners
        looking = partial(Glimpses, self.page, self.given, submit, memory, listeners, before, told)
        function = Watched(self._function, submit.watch, looking)
        with hearing() as said:
            try:
                returned = function.last(arguments, lambda kind: self._extra(kind, submit))
            except Error as error:
                error.said = said  # type: ignore[attr-defined]
                raise

        outcome = Outcome(self.event, notices=[*memory.lost, *said])
        change = self._changes(submit, memory, returned, outcome, show)
        outcome.changed |= {
            one.id for one in self.written
            if one.id in before and one in change.states and fingerprint(change.states[one]) != before[one.id]
        }  # fmt: skip
        if change.nonce or change.states or change.view or change.props:
            outcome.revision = memory.keep(change)
        return outcome

    def glimpse(self, submit: Submit, memory: Memory) -> Outcome:
        """What a page shows of it on the way of another event: nothing of it is kept or said."""
        arguments = self._arguments(submit, memory)
        with hearing():
            values = Watched(self._function).last(arguments, lambda kind: self._extra(kind, submit))
        return picture(self.event, self.given, submit, memory, values)

    def _arguments(self, submit: Submit, memory: Memory) -> list[Any]:
        """What the function takes of what was sent, and of the states."""
        data = self._load(submit, memory)
        read = [memory.own(one) for one in self.read]
        values = schema.preprocess(read, data) if self.event.preprocess else data
        values |= {one.id: memory.value(one) for one in self._states}
        arguments = [values[one.id] for one in self.read]
        return [dict(zip(self.read, arguments, strict=True))] if self.event.by_component else arguments

    def _load(self, submit: Submit, memory: Memory) -> dict[int, Any]:
        """Checked data by component id; from the view where the browser cannot send it."""
        visible = [memory.own(one) for one in self._visible]
        names = {one.name for one in visible}
        sent = {name: data for name, data in submit.sent.items() if submit.strict or name in names}
        sent |= schema.sent_data([one for one in visible if one.name in sent], sent, memory.view)
        loaded = (self.inputs if visible == self._visible else Inputs(visible)).load(sent)
        for one in visible:
            if one.name not in sent and self.page.keeps(one):
                loaded[one.id] = memory.view.get(one.id, loaded[one.id])
        return loaded

    def _extra(self, kind: type, submit: Submit) -> Any:
        if issubclass(kind, EventData):
            target = next((self.page.components.get(id) for id, _ in self.event.triggers), None)
            return kind(target, submit.happened)
        if issubclass(kind, Progress):
            return self._progress.given(submit.watch.note if submit.watch else None)
        return submit.request

    def _changes(
        self, submit: Submit, memory: Memory, returned: list[Any], outcome: Outcome, show: Show
    ) -> Change:
        """What to commit of the values that the function gave; fills the outcome with what is shown."""
        states: dict[State, Any] = {}
        view: dict[int, Any] = {}
        props: dict[int, Mapping[str, Any]] = {}
        for one, value in zip(self.given, returned, strict=True):
            if isinstance(one, State):
                if not isinstance(value, Update):
                    states[one] = value
                elif "value" in value:
                    states[one] = value["value"]
                continue
            if isinstance(one, Layout):
                changed = dict(properties(one, value) or {})
                one.varied(changed)  # refuses what cannot be changed
                if changed:
                    props[one.id] = outcome.layouts[one.id] = changed
                continue
            made = output_of(one, value, submit, memory)
            if made is None:
                continue
            own, data, changed_props = made
            if changed_props is not None:
                props[one.id] = changed_props
                outcome.redrawn.add(one.id)
            outcome.data[one.id] = data
            outcome.shown[one.id] = show(own, data)
            if one.id in self.page.heard and data != shown_before(memory.own(one), submit, memory):
                outcome.changed.add(one.id)
            if self.page.keeps(one) or (submit.remember_all and not own.interactive):
                view[one.id] = data
        answer = {"data": {**(submit.before or {}), **outcome.data}}
        props = {id: one for id, one in props.items() if one}
        return Change(states, view, props, nonce=submit.nonce, answer=answer)

    def _failed(self, submit: Submit, memory: Memory, error: Exception) -> Outcome:
        """The states stay as they were; that the submit has run is remembered.

        Not where the store failed: what was to be kept may stand there, or may be tried once more.
        """
        said: list[Said] = getattr(error, "said", [])
        if not isinstance(error, (Error, IfaceError)):
            problem = say("The function failed (request {mark}).", mark=token_hex(4))
            failed = FunctionFailed(problem, fix=say("The log says why."))
            failed.__cause__, error = error, failed
        if not isinstance(error, Error):
            logger.error("%s: %s", self.event.name, error, exc_info=error.__cause__ or error)
        outcome = Outcome(self.event, error=error, notices=[*memory.lost, *said], revision=memory.revision)
        if submit.nonce and not isinstance(error, StoreError):
            answer = {"error": _as_data(error), "data": dict(submit.before or {})}
            outcome.revision = memory.keep(Change({}, {}, nonce=submit.nonce, answer=answer))
        return outcome

    def _again(self, answered: Mapping[str, Any], memory: Memory, show: Show) -> Outcome:
        outcome = Outcome(self.event, revision=memory.revision, repeated=True)
        if not answered:
            outcome.error = Error(say("This was submitted before, and what it showed is not kept any more."))
        if "error" in answered:
            outcome.error = Error(**answered["error"])
        outcome.data = answered.get("data", {})
        for id, data in outcome.data.items():
            outcome.shown[id] = show(memory.own(self.page.components[id]), data)
        return outcome


def _as_data(error: Exception) -> dict[str, Any]:
    if isinstance(error, Error):
        return {"message": error.message, "title": error.title, "duration": error.duration}
    return {"message": str(error)}


def _log(submit: Submit, error: Exception | None, seconds: float) -> None:
    """One line per run: never a token, never what was entered. Where all is well, for those who debug."""
    level = logging.DEBUG if error is None else logging.INFO
    if logger.isEnabledFor(level):
        said = "ok" if error is None else type(error).__name__
        told = submit.event.name, said, seconds * 1000, submit.session.hash[:8]
        logger.log(level, "%s %s in %.0f ms, session %s", *told)
