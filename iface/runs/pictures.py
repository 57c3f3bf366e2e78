"""What a page shows of a run's outputs, so that it is told only what is new, and no more than has grown."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from copy import deepcopy
from functools import partial
from typing import Any

from iface.components import Component
from iface.rendering import Fragments, as_event, component
from iface.runs.news import Event, News
from iface.submit import Outcome, Show


class Pictures:
    """The outputs as the page has them by now; what changes of them goes into `news`."""

    def __init__(self, news: News, show: Show) -> None:
        self._news = news
        self._show = show
        self._whole = component if isinstance(show, Fragments) else show
        self._told: dict[int, tuple[Component, Any]] = {}
        self._rough: set[int] = set()

    def draw(self, outcome: Outcome) -> None:
        """Tell what a generator has yielded; in place of HTML the outcome has the components."""
        for id, data in outcome.data.items():
            one: Component = outcome.shown[id]
            if id in outcome.redrawn or not self._is_told(id, data):
                # Somebody who comes later draws the whole: in the language of this run.
                whole = partial(copy_context().run, _output, self._whole, one, _own(data))
                grown = None if id in outcome.redrawn else self._grown(id, data)
                self._tell(id, grown, partial(_output, self._show, one, data), whole)
                self._told[id] = one, _own(data)

    def finish(self, event: Event, outcome: Outcome) -> None:
        """Tell an output as an event has left it; nothing, where the page shows it just so."""
        id: int = event["component"]
        whole: Callable[[], Event] = lambda: event  # noqa: E731
        if event["type"] == "rows":
            whole = partial(copy_context().run, lambda: as_event(id, outcome.shown[id].whole()))
        if id not in outcome.data or id in outcome.redrawn | self._rough:
            self._tell(id, None, lambda: event, whole)
        elif self._is_told(id, outcome.data[id]):
            self._news.keep(("output", id), whole)
        else:
            self._tell(id, self._grown(id, outcome.data[id]), lambda: event, whole)
        if id in self._told and id in outcome.data:
            self._told[id] = self._told[id][0], _own(outcome.data[id])

    def _tell(self, id: int, grown: str | None, now: Callable[[], Event], whole: Callable[[], Event]) -> None:
        if grown is None:
            self._rough.discard(id)
            event = now()
            self._news.add(event, ("output", id), whole)
            if isinstance(self._show, Fragments):
                self._show.marks[id] = event.get("mark", "")
            return
        if self._told[id][0].grows_roughly:
            self._rough.add(id)
        self._news.add({"type": "grow", "component": id, "text": grown}, ("output", id), whole)

    def _is_told(self, id: int, data: Any) -> bool:
        return id in self._told and bool(self._told[id][1] == data)

    def _grown(self, id: int, data: Any) -> str | None:
        """The text by which an output has become longer, where that is all."""
        if id not in self._told:
            return None
        one, old = self._told[id]
        return one.grown(old, data)


def _output(show: Show, one: Component, data: Any) -> Event:
    return as_event(one.id, show(one, data))


def _own(data: Any) -> Any:
    """The data as they are now, whatever the program does to its own."""
    return data if isinstance(data, str) else deepcopy(data)
