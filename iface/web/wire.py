"""What the page's script is told: a list of events, as JSON.

output   a component's new HTML          log      a message for the visitor
layout   what changed of a layout        error    what went wrong, or is wrong with which fields
page     post the form and take a page   waiting  ask again after so many seconds
rows     the rows of an output from some number on, in the place of those that the page has
grow     text to append to an output     progress how far the function is
line     the place in line               run      the id to ask for the rest with
done     the end, with the record's new revision

An output, its rows and a layout say with which revision of the record they were shown, where there is one.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response

from iface import rendering
from iface.errors import (
    Error,
    IfaceError,
    InputError,
    PageOutdated,
    RefusedRequest,
    SessionEnded,
    SessionRefused,
    Stopped,
    StoreError,
    Waiting,
)  # fmt: skip
from iface.submit import Outcome
from iface.web.answer import as_json
from iface.web.site import Site
from iface.words import say


def told(site: Site, outcome: Outcome | Exception) -> list[dict[str, Any]]:
    """What came of one event of a run, or why nothing did."""
    if isinstance(outcome, Exception):
        return refused(site, outcome)
    # Answers overtake each other on their way: the page shows none that is older than what it shows.
    age = {"revision": outcome.revision} if outcome.revision else {}
    events: list[dict[str, Any]] = [
        {"type": "layout", "layout": id} | _of_layout(site, id, new) | age
        for id, new in outcome.layouts.items()
    ]
    events += [rendering.as_event(id, shown) | age for id, shown in outcome.shown.items()]
    events += [{"type": "log", **said._asdict()} for said in outcome.notices]
    if outcome.error:
        events.append(as_event(site, outcome.error))
    return events


def refusal(site: Site, error: IfaceError) -> Response:
    """Why nothing was run."""
    return events(refused(site, error), error.status)


def refused(site: Site, error: Exception) -> list[dict[str, Any]]:
    """Why a run came to nothing, as events."""
    if isinstance(error, Waiting):
        return [{"type": "waiting", "after": 0.2}]
    if isinstance(error, (PageOutdated, SessionEnded, SessionRefused)):
        return [{"type": "page"}]
    if isinstance(error, Stopped):
        return [
            {"type": "log", "level": "info", "title": error.problem, "message": error.fix, "duration": 10}
        ]
    return [as_event(site, error)]


def events(told: Iterable[Mapping[str, Any]], status: int) -> Response:
    """A list of events."""
    return as_json({"events": list(told)}, status)


def status(error: Exception | None) -> int:
    """The HTTP status of a run that ended so."""
    if error is None:
        return 200
    return error.status if isinstance(error, IfaceError) else 400


def as_event(site: Site, error: Exception) -> dict[str, Any]:
    """An error as the visitor sees it: the program's own words, or one sentence and a request id."""
    event: dict[str, Any] = {"type": "error", "title": say("Error"), "message": str(error)}
    if isinstance(error, Error):
        event |= {"title": error.title, "message": error.message, "duration": error.duration}
    elif isinstance(error, InputError):
        event |= {"title": error.problem, "message": error.fix, "fields": error.fields}
    elif isinstance(error, IfaceError):
        event |= {"title": error.problem, "message": error.fix}
    if isinstance(error, StoreError):
        event["isLost"] = (
            True  # what it was to keep may be kept: the same submit again finds that, or runs anew
        )
    cause = error.__cause__
    if cause is not None and not isinstance(error, RefusedRequest):
        if site.settings.debug:
            event["message"] = "".join(traceback.format_exception(cause))
        elif site.settings.show_error:
            event["message"] = f"{type(cause).__name__}: {cause}"
    return event


def _of_layout(site: Site, id: int, new: Mapping[str, Any]) -> dict[str, Any]:
    """What has changed of a layout, in the script's words: the tab that is selected goes by its place."""
    said = {name: str(one) if isinstance(one, str) else one for name, one in new.items()}
    if "selected" in said:
        tabs = [
            one for one in site.page.layouts[id].children if getattr(one, "key", None) == said["selected"]
        ]
        said["selected"] = tabs[0].id if tabs else None
    return said
