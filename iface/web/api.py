"""One HTTP call: values in, values out, with the session's state.

POST api/<name>    {"message": "hi"}  or  {"data": ["hi"]}
200                {"data": [...]}    and the session in X-Iface-Session
"""

from __future__ import annotations

import json
from typing import Any

from flask import Request as Asked
from flask import Response

from iface.components import Component
from iface.components.json import DEEPEST, depth
from iface.errors import Error, LineFull, RefusedRequest, Waiting
from iface.events import Event
from iface.page import Page
from iface.submit import Submit
from iface.web.answer import as_json
from iface.web.guard import SESSION_HEADER, request_for, session_of_caller
from iface.web.site import Site


def call_event(asked: Asked, site: Site, name: str) -> Response:
    """Run the event called `name`."""
    event = site.page.event(name)
    if not event.public:
        site.page.event("")
    session = session_of_caller(asked, site)
    sent = _named(site.page, event, body_of(asked))
    request = request_for(asked, session) if site.page.wants_request else None
    submit = Submit(event=event, sent=sent, session=session, request=request, strict=True)
    try:
        outcome = site.runs.run(submit, lambda component, data: data)[0]
    except Waiting:
        raise LineFull(site.settings.line) from None
    if isinstance(outcome.error, Error):
        response = as_json({"problem": outcome.error.message, "fix": ""}, 400)
    elif outcome.error:
        raise outcome.error
    else:
        response = as_json({"data": [outcome.data.get(one.id) for one in site.page.visible(event.outputs)]})
    response.headers[SESSION_HEADER] = session.token
    return response


def body_of(asked: Asked) -> dict[str, Any]:
    """The body as a JSON object, strictly: UTF-8, no NaN, no key twice, at most 100 levels.

    Raises:
        RefusedRequest: 415 or 400.
    """
    if asked.mimetype != "application/json":
        raise RefusedRequest(
            "The body is not JSON.", fix="Send it with Content-Type: application/json.", status=415
        )
    try:
        text = asked.get_data(cache=False).decode("utf-8")
        body = json.loads(text or "{}", parse_constant=_refuse, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        said = "too many levels" if isinstance(error, RecursionError) else str(error)
        raise RefusedRequest(
            f"The body cannot be read as JSON: {said}.", fix="Send one JSON object in UTF-8."
        ) from None
    if not isinstance(body, dict):
        raise RefusedRequest(
            "The body is not a JSON object.", fix='Send {"name": value, ...} or {"data": [...]}.'
        )
    if depth(body) > DEEPEST:
        raise RefusedRequest(f"The body has more than {DEEPEST} levels.", fix="Send flatter data.")
    return body


def _named(page: Page, event: Event, body: dict[str, Any]) -> dict[str, Any]:
    """Data by field name; `{"data": [...]}` gives it by place, where a state's place may hold null."""
    visible = page.visible(event.inputs)
    if set(body) != {"data"} or any(one.name == "data" for one in visible):
        return body
    given = body["data"]
    if not isinstance(given, list):
        raise RefusedRequest("'data' is not a list.", fix="Give one value for each input, in their order.")
    components: list[Component] = visible
    if len(given) == len(event.inputs) > len(visible):
        components = [page.components[id] for id in event.inputs]
    if len(given) > len(components):
        raise RefusedRequest(
            f"{len(given)} values were sent, but there are {len(visible)} inputs.",
            fix="Give one value for each input.",
        )
    return {one.name: data for one, data in zip(components, given, strict=False) if not one.is_state}


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return named
