"""What the page's script is told: a list of events, as JSON.

output   a component's new HTML          log      a message for the visitor
layout   what changed of a layout        error    what went wrong, or is wrong with which fields
page     post the form and take a page   waiting  ask again after so many seconds
done     the end, with the record's new revision
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Response, jsonify

from iface.errors import Error, IfaceError, InputError, RefusedRequest
from iface.submit import Outcome
from iface.web.site import Site
from iface.words import say


def answer(site: Site, outcomes: Sequence[Outcome]) -> Response:
    """What came of a run."""
    told: list[dict[str, Any]] = []
    for one in outcomes:
        told += [
            {"type": "layout", "layout": id} | _of_layout(site, id, new) for id, new in one.layouts.items()
        ]
        told += [{"type": "output", "component": id, "html": html} for id, html in one.shown.items()]
        told += [{"type": "log", **said._asdict()} for said in one.notices]
        if one.error:
            told.append(as_event(site, one.error))
    told.append({"type": "done", "revision": str(max(one.revision for one in outcomes))})
    return events(told, status(outcomes[0].error))


def refusal(site: Site, refused: IfaceError) -> Response:
    """Why nothing was run."""
    return events([as_event(site, refused)], refused.status)


def events(told: Iterable[Mapping[str, Any]], status: int) -> Response:
    """A list of events."""
    response = jsonify({"events": list(told)})
    response.status_code = status
    return response


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
