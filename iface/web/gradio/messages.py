"""The events of a run as Gradio's clients read them: of a run among others, or of one alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from iface.events import Event
from iface.page import Page
from iface.web.gradio import values
from iface.web.results import Told

LEVELS = ("info", "warning", "success", "error")


class Outputs:
    """The outputs of an event: a value for each, null where nothing travels; files as clients know them."""

    def __init__(self, page: Page, event: Event, root: str) -> None:
        visible = [one.id for one in page.visible(event.outputs)]
        self._places = [visible.index(id) if id in visible else None for id in event.outputs]
        self._root = root

    def of(self, data: list[Any]) -> list[Any]:
        """The values of a `results` event."""
        return [None if one is None else values.as_told(data[one], self._root) for one in self._places]

    @property
    def nothing(self) -> list[None]:
        """As many nulls."""
        return [None] * len(self._places)


class Messages:
    """Messages of one run among others on the same stream: the first step whole, then what has changed."""

    def __init__(self, id: str, outputs: Outputs) -> None:
        self._id = id
        self._outputs = outputs
        self._has_begun = False
        self._shown: list[Any] | None = None

    def __call__(self, told: Told) -> Iterator[Told]:
        """What is said of one event."""
        kind = told["type"]
        if kind == "line" and "place" in told:
            place = told["place"]
            yield self._said("estimation", rank=place - 1, queue_size=place, rank_eta=None)
            return
        if not self._has_begun:
            self._has_begun = True
            yield self._said("process_starts", eta=None)
        if kind == "output":
            yield self._step(self._outputs.of(told["data"]))
        elif kind == "progress":
            unit = {"index": None, "length": None, "unit": "steps"}
            done = unit | {"progress": told["share"], "desc": told["text"] or None}
            yield self._said("progress", progress_data=[done])
        elif kind == "log":
            level = told["level"] if told["level"] in LEVELS else "info"
            shown = {"title": told["title"], "duration": told["duration"], "visible": True}
            yield self._said("log", log=told["message"], level=level, **shown)
        elif kind == "result":
            yield self._completed(self._outputs.of(told["data"]))
        elif kind == "error":
            yield self._said(
                "process_completed", output=failure(told), success=False, title=told.get("title")
            )

    def stopped(self) -> Told:
        """What is said of a run that its client has stopped."""
        return self._completed(self._outputs.nothing)

    def _step(self, data: list[Any]) -> Told:
        told = data
        if self._shown is not None:
            told = [_edits(old, new) for old, new in zip(self._shown, data, strict=True)]
        self._shown = data
        return self._said("process_generating", output={"data": told, "is_generating": True}, success=True)

    def _completed(self, data: list[Any]) -> Told:
        output = {"data": data, "is_generating": False, "render_config": None, "changed_state_ids": []}
        return self._said("process_completed", output=output, success=True, title=None)

    def _said(self, message: str, **said: Any) -> Told:
        return {"msg": message, "event_id": self._id, **said}


def failure(told: Told) -> Told:
    """What a client raises of an error."""
    fields = " ".join(f"{name}: {said}" for name, said in told.get("fields", {}).items())
    text = f"{told['problem']} {fields or told['fix']}".strip()
    title, duration = told.get("title", "Error"), told.get("duration", 10)
    return {"error": text, "title": title, "duration": duration, "visible": True}


def _edits(old: Any, new: Any) -> list[list[Any]]:
    """What makes one value of another."""
    if old == new:
        return []
    if isinstance(old, str) and isinstance(new, str) and new.startswith(old):
        return [["append", [], new[len(old) :]]]
    return [["replace", [], new]]
