"""What a caller of the API is told of a run: a list of events, as JSON.

output    what a generator shows by now: `data` has a value for each output
result    what the event came to: `data` again
error     why it came to nothing: `problem`, `fix`, the `status`, and `fields` that are wrong
log       a message of the function's          progress  how far it is
line      the place in line                    waiting   ask again after so many seconds
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from flask import Response

from iface.errors import Error, Waiting
from iface.events import Event
from iface.runs.run import Run, Tell
from iface.submit import Outcome
from iface.web import wire
from iface.web.answer import as_json
from iface.web.site import Site

Told = dict[str, Any]


def teller(site: Site, event: Event) -> Tell:
    """What makes the events of one run; what comes of the events that follow `event` is not told."""
    outputs = [one.id for one in site.page.visible(event.outputs)]
    shown: dict[int, Any] = {}

    def tell(outcome: Outcome | Exception) -> list[Told]:
        if isinstance(outcome, Exception):
            return [as_error(site, outcome)]
        said: list[Told] = [{"type": "log", **one._asdict()} for one in outcome.notices]
        if outcome.event is not event:
            return said
        if outcome.error:
            return [*said, as_error(site, outcome.error)]
        # A generator goes on and changes what it has yielded.
        shown.update(deepcopy(outcome.data) if outcome.is_partial else outcome.data)
        kind = "output" if outcome.is_partial else "result"
        return [*said, {"type": kind, "data": [shown.get(id) for id in outputs]}]

    return tell


def as_error(site: Site, error: Exception) -> Told:
    """An error as an event."""
    said = wire.as_event(site, error)
    if isinstance(error, Error):
        told = {"problem": said["message"], "fix": "", "title": said["title"], "duration": said["duration"]}
    else:
        told = {"problem": said["title"], "fix": said["message"]}
    told |= {"fields": said["fields"]} if said.get("fields") else {}
    retry = getattr(error, "retry_after", None)
    # A page asks again by itself; a caller of the API is told to.
    status = 429 if isinstance(error, Waiting) else wire.status(error)
    return {"type": "error", "status": status, "retry": retry, **told}


def result_of(events: Iterable[Told]) -> Told:
    """The event that says what a run came to; there is one as soon as it is over."""
    return next(one for one in events if one["type"] in ("result", "error"))


def response_of(run: Run) -> Response:
    """What a run that is over came to, as one answer."""
    result = result_of(run.look()[0])
    if result["type"] == "result":
        return as_json({"data": result["data"]})
    body = {name: result[name] for name in ("problem", "fix", "fields") if name in result}
    response = as_json(body, result["status"])
    if result["retry"] is not None:
        response.headers["Retry-After"] = str(result["retry"])
    return response
