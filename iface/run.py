"""One execution of an event and of what follows it, as a list of events that grows.

Whoever looks on has seen so many of the events, and asks for those after them: the page that started the
run, the same page after a lost connection, or somebody who was given the run's address.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from secrets import token_urlsafe
from threading import Condition
from typing import Any

from iface.components import Component
from iface.progress import in_words
from iface.submit import Outcome, Show
from iface.words import say

FRAME = 1 / 60
"""Seconds between two pictures of what a generator yields; those between them are left out."""

Tell = Callable[[Outcome], list[dict[str, Any]]]
"""What the page is told of an outcome: events, as JSON has them."""


class Run:
    """A run: `events` so far, `outcomes` of the events that have ended, and whether it is over.

    Args:
        owner: the public name of the session that started it.
        show, tell: make what the page is told.
    """

    def __init__(self, owner: str, show: Show, tell: Tell) -> None:
        self.id = token_urlsafe(16)
        self.owner = owner
        self.started = self.seen = time.monotonic()
        """When it was asked for, and when somebody last looked on."""
        self.events: list[dict[str, Any]] = []
        self.outcomes: list[Outcome] = []
        self.refused: Exception | None = None
        self.is_over = False
        self.is_stopped = False
        self.is_partial = False
        """Whether it shows something before its end, so that looking on is worth it."""
        self.is_stepwise = False
        """Whether its function yields, so that it can be stopped on the way."""
        self.is_elsewhere = False
        """Whether another process works on it; then `events` is a snapshot of its first `count`."""
        self.count = 0
        self.show, self._tell = show, tell
        self._news = Condition()
        self._told: dict[int, Any] = {}
        self._rough: set[int] = set()
        self._kept: dict[object, Any] = {}
        self._pending: Callable[[], Outcome] | None = None
        self._due = 0.0

    # What happens to it

    def partial(self, make: Callable[[], Outcome]) -> None:
        """Show what a generator has yielded; `make` gives it as an outcome, now or a moment later."""
        with self._news:
            if self.is_over:
                return
            self.is_partial = True
            if time.monotonic() >= self._due:
                self._picture(make)
            elif self._pending is None:
                self._pending = make
                self._news.notify_all()
            else:
                self._pending = make

    def note(self, event: dict[str, Any]) -> None:
        """Tell what is not the outcome of an event, as how far it is."""
        with self._news:
            if self.is_over:
                return
            self.is_partial = True
            self._kept[event["type"]] = event
            self.events.append(event)
            self._news.notify_all()

    def tell_place(self, place: int, waiting: int, seconds: float) -> None:
        """Tell the place in line, of how many, and for how long that may be; no one waits to hear it."""
        with self._news:
            text = say("Number {place} of {waiting} in line", place=place, waiting=waiting)
            text += " · " + say("about {time}", time=in_words(seconds)) if seconds else ""
            event = {"type": "line", "place": place, "text": text}
            self._kept["line"] = event
            self.events.append(event)

    def add(self, outcome: Outcome) -> None:
        """Tell how an event of the run has ended."""
        with self._news:
            self._pending = None
            if self.is_over:
                return  # it was stopped, and nobody waits for this any more
            self._kept.pop("progress", None)
            self.outcomes.append(outcome)
            for event in self._tell(outcome):
                self._keep(event)
                if not self._is_told(event, outcome):
                    self.events.append(event)
            self._told |= outcome.data
            self._news.notify_all()

    def end(self, refused: Exception | None = None) -> None:
        """It is over; `refused` says why nothing was run."""
        with self._news:
            self._pending = None
            self.refused = self.refused or refused
            if self.is_over:
                return
            if self.outcomes:
                revision = max(one.revision for one in self.outcomes)
                self._kept["done"] = {"type": "done", "revision": str(revision)}
                self.events.append(self._kept["done"])
            self.is_over = True
            self._news.notify_all()

    def stop(self) -> None:
        """Ask it to stop. A generator ends at its next yield, and keeps what it has shown; of another
        function, which goes on unseen, nothing is kept."""
        with self._news:
            self.is_stopped = True
            if not self.is_stepwise and not self.is_over:
                told = {"type": "log", "level": "info", "title": say("Stopped."), "duration": 10}
                self.events += [told | {"message": say("What it comes to is dropped.")}, {"type": "done"}]
                self._kept["stopped"], self._kept["done"] = self.events[-2:]
                self.is_over = True
            self._news.notify_all()

    # What others see of it

    def wait(self, after: int, seconds: float) -> bool:
        """Wait for an event beyond the first `after`, or for the end; False if neither comes in time."""
        end = time.monotonic() + seconds
        with self._news:
            while len(self.events) <= after and not self.is_over:
                now = time.monotonic()
                if self._pending is not None and now >= self._due:
                    self._catch_up()
                elif now >= end:
                    return False
                else:
                    self._news.wait(min(end, self._due if self._pending is not None else end) - now)
            return True

    def attend(self, seconds: float) -> bool:
        """Wait for the end; False if it does not come in time."""
        end = time.monotonic() + seconds
        with self._news:
            while not self.is_over and (left := end - time.monotonic()) > 0:
                self._news.wait(left)
        return self.is_over

    def look(self) -> int:
        """How many events there are, once what was yielded last is among them."""
        with self._news:
            if self._pending is not None and time.monotonic() >= self._due:
                self._catch_up()
            return len(self.events)

    def ended(self) -> list[Outcome]:
        """The outcomes of a run that is over.

        Raises:
            IfaceError: it was refused.
        """
        if self.refused is not None:
            raise self.refused
        return self.outcomes

    def snapshot(self) -> list[dict[str, Any]]:
        """All that there is to see by now, each output once and whole."""
        with self._news:
            return [one() if callable(one) else one for one in self._kept.values()]

    def _catch_up(self) -> None:
        """Show what was yielded a moment ago. The generator goes on meanwhile: what it changes is left out."""
        make, self._pending = self._pending, None
        try:
            if make is not None:
                self._picture(make)
        except Exception:
            self._due = time.monotonic() + FRAME

    def _picture(self, make: Callable[[], Outcome]) -> None:
        started = time.monotonic()
        outcome = make()
        for id, data in outcome.data.items():
            one: Component = outcome.shown[id]
            grown = one.grown(self._told[id], data) if id in self._told else None
            if id in self._told and self._told[id] == data and id not in outcome.redrawn:
                continue
            if grown is None or id in outcome.redrawn:
                self._rough.discard(id)
                self.events.append({"type": "output", "component": id, "html": self.show(one, data)})
            else:
                self._rough |= {id} if one.grows_roughly else set()
                self.events.append({"type": "grow", "component": id, "text": grown})
            self._told[id] = data
            self._kept["output", id] = _whole(self.show, one, data)
        self._pending = None
        ended = time.monotonic()
        # What takes long to draw is drawn less often.
        self._due = ended + max(FRAME, 4 * (ended - started))
        self._news.notify_all()

    def _keep(self, event: dict[str, Any]) -> None:
        key = event["type"], event.get("component", event.get("layout"))
        self._kept[key if key[1] is not None else object()] = event

    def _is_told(self, event: Mapping[str, Any], outcome: Outcome) -> bool:
        """Whether the page shows this output just so: its text has grown to it."""
        id = event.get("component")
        if event["type"] != "output" or id not in self._told or id in self._rough | outcome.redrawn:
            return False
        return bool(self._told[id] == outcome.data.get(id))


def _whole(show: Show, one: Component, data: Any) -> Callable[[], dict[str, Any]]:
    return lambda: {"type": "output", "component": one.id, "html": show(one, data)}
