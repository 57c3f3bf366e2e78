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


class _Shown:
    """An output as the page has it by now; `whole` draws it in the language of this run, whoever asks."""

    def __init__(self, one: Component, data: Any, show: Show) -> None:
        self.one = one
        self.data = _own(data)
        self._show = show
        self._context = copy_context()

    def whole(self) -> Event:
        """All of it."""
        return self._context.copy().run(_output, self._show, self.one, self.data)


class Pictures:
    """The outputs as the page has them by now; what changes of them goes into `news`."""

    def __init__(self, news: News, show: Show) -> None:
        self._news = news
        self._show = show
        self._whole = component if isinstance(show, Fragments) else show
        self._told: dict[int, _Shown] = {}
        self._rough: set[int] = set()

    def draw(self, outcome: Outcome) -> None:
        """Tell what a generator has yielded; in place of HTML the outcome has the components."""
        for id, data in outcome.data.items():
            known = self._told.get(id)
            if known is not None and (id not in outcome.redrawn or known.one is outcome.shown[id]):
                if known.data == data:
                    continue
                grown = known.one.grown(known.data, data)
                if grown is not None:
                    known.data = _own(data)
                    self._tell_growth(id, grown, known.whole)
                    continue
            shown = self._told[id] = _Shown(outcome.shown[id], data, self._whole)
            self._tell(id, _output(self._show, shown.one, data), shown.whole)

    def finish(self, event: Event, outcome: Outcome) -> None:
        """Tell an output as an event has left it; nothing, where the page shows it just so."""
        id: int = event["component"]
        whole: Callable[[], Event] = lambda: event  # noqa: E731
        if event["type"] == "rows":
            whole = partial(copy_context().run, lambda: as_event(id, outcome.shown[id].whole()))
        known = self._told.get(id) if id in outcome.data else None
        if known is None or id in outcome.redrawn | self._rough:
            self._tell(id, event, whole)
        elif known.data == outcome.data[id]:
            self._news.keep(("output", id), whole)
        elif (grown := known.one.grown(known.data, outcome.data[id])) is not None:
            self._tell_growth(id, grown, whole)
        else:
            self._tell(id, event, whole)
        if known is not None:
            known.data = _own(outcome.data[id])

    def _tell(self, id: int, event: Event, whole: Callable[[], Event]) -> None:
        self._rough.discard(id)
        self._news.add(event, ("output", id), whole)
        if isinstance(self._show, Fragments):
            self._show.marks[id] = event.get("mark", "")

    def _tell_growth(self, id: int, text: str, whole: Callable[[], Event]) -> None:
        """Tell the text by which an output has become longer, where that is all."""
        if self._told[id].one.grows_roughly:
            self._rough.add(id)
        self._news.add({"type": "grow", "component": id, "text": text}, ("output", id), whole)


def _output(show: Show, one: Component, data: Any) -> Event:
    return as_event(one.id, show(one, data))


def _own(data: Any) -> Any:
    """The data as they are now, whatever the program does to its own."""
    return data if isinstance(data, str) else deepcopy(data)
