"""What is shown on the way: of what a generator yields, and of what the listeners to it make.

A listener to the change of a State that is yielded is called on the way, between two yields, with the value
that was yielded. What it gives is shown, as the yield itself is, and kept no more than that; at the end it is
called as after every event. So only those are called on the way who do nothing but show: who writes a
State, yields, or takes so many at a time, hears of the end alone.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from iface import schema
from iface.components import Component, State
from iface.errors import InputError
from iface.events import Event
from iface.helpers import Update
from iface.layouts import Layout
from iface.page import Page
from iface.state.changes import fingerprint
from iface.state.memory import Memory
from iface.submit import Outcome, Submit, sent_after

logger = logging.getLogger("iface")

START, SHARE = 0.1, 0.2
"""Seconds that listeners may take at once, and which part of the time: the generator waits meanwhile."""

Listeners = Mapping[int, Sequence[tuple[Event, Callable[[Submit, Memory], Outcome]]]]
"""By the id of a state: the events that hear of its change, and what each would show of a submit."""


class Output(NamedTuple):
    """An output as a value makes it: the session's own component, its data, and its other properties."""

    own: Component
    data: Any
    changed: Mapping[str, Any] | None


def output_of(one: Component, value: Any, submit: Submit, memory: Memory) -> Output | None:
    """What a value makes of an output; None: it stays as it is."""
    own, new = memory.own(one), properties(one, value)
    if new is None:
        return Output(own, schema.postprocess(own, value), None)
    if not new:
        return None
    changed = {name: given for name, given in new.items() if name != "value"}
    varied = own.varied(changed)
    if "value" in new:
        return Output(varied, schema.postprocess(varied, new["value"]), changed)
    return Output(varied, shown_before(own, submit, memory), changed)


def picture(
    event: Event, given: Sequence[Component | Layout], submit: Submit, memory: Memory, values: list[Any]
) -> Outcome:
    """What a page shows of values; instead of HTML it has the components."""
    outcome = Outcome(event, is_partial=True)
    for one, value in zip(given, values, strict=True):
        if isinstance(one, (State, Layout)):
            continue
        made = output_of(one, value, submit, memory)
        if made is not None:
            outcome.shown[one.id], outcome.data[one.id] = made.own, made.data
            if made.changed is not None:
                outcome.redrawn.add(one.id)
    return outcome


class Glimpses:
    """What is shown of each value that one generator yields.

    Args:
        given: the outputs that the values go to.
        before: the fingerprints of the states that somebody listens to, by id.
        told: takes the ids of the states whose listeners were called.
    """

    def __init__(
        self,
        page: Page,
        given: Sequence[Component | Layout],
        submit: Submit,
        memory: Memory,
        listeners: Listeners,
        before: Mapping[int, Any],
        told: set[int],
    ) -> None:
        self._page, self._given, self._submit, self._memory = page, given, submit, memory
        self._listeners = {id: listening for id, listening in listeners.items() if listening}
        self._known, self._told = dict(before), told
        self._yielded: dict[State, Any] = {}
        self._shown = Outcome(submit.event)
        self._born, self._spent = time.monotonic(), 0.0

    def __call__(self, values: list[Any]) -> Callable[[], Outcome]:
        """How to make the picture of a yield. Those who listen to its states have heard of it by then."""
        made = partial(picture, self._submit.event, self._given, self._submit, self._memory, values)
        if not self._listeners:
            return made
        began = time.monotonic()
        if self._spent <= START + SHARE * (began - self._born):
            self._yielded |= _states(self._given, values)
            changed = self._changed()
            if changed:
                self._told |= changed
                self._call(changed, _both(self._shown, made()))
            self._spent += time.monotonic() - began
        shown = self._shown
        return lambda: _both(shown, made())

    def _changed(self) -> set[int]:
        """The ids of the states that are others than when their listeners heard of them last."""
        heard = {one.id: value for one, value in self._yielded.items() if one.id in self._listeners}
        now = {id: fingerprint(value) for id, value in heard.items()}
        changed = {id for id, value in now.items() if value != self._known[id]}
        self._known |= now
        return changed

    def _call(self, changed: set[int], shown: Outcome) -> None:
        """Call the listeners; each sees what the page shows by then."""
        calls = {event.name: (event, call) for id in sorted(changed) for event, call in self._listeners[id]}
        for event, call in calls.values():
            sent = sent_after(self._page, self._submit.sent, shown.data)
            submit = replace(self._submit, event=event, sent=sent, strict=False, watch=None)
            try:
                seen = call(submit, self._memory.supposing(self._yielded, shown.data))
            except Exception:  # it is called again at the end: what is wrong then is told
                logger.debug("%s heard of a yield, and failed.", event.name, exc_info=True)
                continue
            self._shown = _both(self._shown, seen)
            shown = _both(shown, seen)


def _states(given: Sequence[Component | Layout], values: list[Any]) -> dict[State, Any]:
    """The states that are given a value."""
    pairs = zip(given, values, strict=True)
    return {one: value for one, value in pairs if isinstance(one, State) and not isinstance(value, Update)}


def _both(first: Outcome, second: Outcome) -> Outcome:
    """Two pictures as one, made anew: somebody may look at them meanwhile."""
    both = Outcome(second.event, is_partial=True)
    both.data = {**first.data, **second.data}
    both.shown = {**first.shown, **second.shown}
    both.redrawn = first.redrawn | second.redrawn
    return both


def properties(one: Component | Layout, value: Any) -> Mapping[str, Any] | None:
    """The properties that an update, or a component like the output, stands for; None: it is a value."""
    if isinstance(value, Update):
        return {name: given for name, given in value.items() if name != "__type__"}
    if isinstance(value, (Component, Layout)) and isinstance(value, type(one)):
        return {name: given for name, given in value.given.items() if name != "render"}
    return None


def shown_before(one: Component, submit: Submit, memory: Memory) -> Any:
    """The data that the page showed of an output when the submit was sent."""
    if one.name in submit.sent:
        with suppress(InputError):
            return schema.sent_data([one], submit.sent, memory.view)[one.name]
    return memory.view.get(one.id, one.first())
