"""What a caller of the API sends: one JSON object, strictly read, with a value for each input."""

from __future__ import annotations

import json
from typing import Any

from flask import Request as Asked

from iface.components import Component
from iface.components.json import DEEPEST, depth
from iface.errors import RefusedRequest
from iface.events import Event
from iface.page import Page


def body_of(asked: Asked) -> dict[str, Any]:
    """The body as a JSON object, strictly: UTF-8, no NaN, no key twice, at most 100 levels.

    Raises:
        RefusedRequest: 415 or 400.
    """
    if asked.mimetype != "application/json":
        raise RefusedRequest(
            "The body is not JSON.", fix="Send it with Content-Type: application/json.", status=415
        )
    return as_object(asked.get_data(cache=False))


def as_object(sent: bytes) -> dict[str, Any]:
    """What these bytes say, as `body_of` reads them.

    Raises:
        RefusedRequest: 400.
    """
    try:
        text = sent.decode("utf-8")
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


def entries_of(page: Page, event: Event, body: dict[str, Any]) -> dict[str, Any]:
    """Data by field name; `{"data": [...]}` gives it by place, where a state's place may hold null.

    Raises:
        RefusedRequest: 400, there are more values than inputs.
    """
    visible = page.visible(event.inputs)
    if set(body) != {"data"} or any(one.name == "data" for one in visible):
        return body
    given = body["data"]
    if not isinstance(given, list):
        raise RefusedRequest("'data' is not a list.", fix="Give one value for each input, in their order.")
    return in_order(page, event, given)


def in_order(page: Page, event: Event, given: list[Any]) -> dict[str, Any]:
    """Data by field name of values that are given by place.

    Raises:
        RefusedRequest: 400, there are more values than inputs.
    """
    visible = page.visible(event.inputs)
    components: list[Component] = visible
    if len(given) == len(event.inputs) > len(visible):
        components = [page.components[id] for id in event.inputs]
    if len(given) > len(components):
        raise RefusedRequest(
            f"{len(given)} values were sent, and the event takes {len(visible)}.",
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
