"""The API described for programs: OpenAPI 3.1, of the same schemas that check what is sent.

apispec is imported here, when somebody asks: `pip install 'iface[openapi]'`.
"""

from __future__ import annotations

from typing import Any

from flask import Response

from iface.errors import IfaceError
from iface.schema import Inputs
from iface.web.answer import as_json
from iface.web.described import Endpoint, endpoints
from iface.web.guard import SESSION_HEADER
from iface.web.site import Site
from iface.web.uploads import NAME_HEADER

_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "properties": {
        "problem": _TEXT | {"description": "What happened."},
        "fix": _TEXT | {"description": "What to do next."},
        "fields": {
            "type": "object",
            "additionalProperties": _TEXT,
            "description": "A message for each field.",
        },
    },
    "required": ["problem", "fix"],
}
_RUN = {
    "type": "object",
    "properties": {"run": _TEXT, "address": _TEXT | {"description": "Where to ask, relative to the page."}},
    "required": ["run", "address"],
}
_EVENTS = {
    "type": "object",
    "properties": {
        "events": {"type": "array", "items": {"type": "object", "properties": {"type": _TEXT}}},
        "next": {"type": "integer", "description": "What `after` is next."},
    },
    "required": ["events"],
}
_FILE = {
    "type": "object",
    "properties": {"id": _TEXT, "name": _TEXT, "size": {"type": "integer"}, "type": _TEXT},
    "required": ["id", "name", "size", "type"],
}
_SESSION = {SESSION_HEADER: {"description": "The session: send it back to go on with it.", "schema": _TEXT}}
_REFUSALS = {
    "400": "The body is no JSON object, or the function refused its values.",
    "401": "The session is not known here.",
    "415": "The body is not JSON.",
    "422": "Values that do not fit, with a message for each field.",
    "default": "What else went wrong.",
}


class NotInstalled(IfaceError):
    """What the address needs is not on this machine."""

    status = 501


def show(site: Site) -> Response:
    """The description."""
    return as_json(description(site))


def description(site: Site) -> dict[str, Any]:
    """The API as a dict in the words of OpenAPI 3.1.

    Raises:
        NotInstalled: apispec is not there.
    """
    try:
        from apispec import APISpec
        from apispec.ext.marshmallow import MarshmallowPlugin
    except ImportError:
        raise NotInstalled(
            "The description needs apispec, which is not installed.", fix="Run pip install 'iface[openapi]'."
        ) from None
    page = site.page
    plugin = MarshmallowPlugin()
    spec = APISpec(
        title=str(page.title),
        version=page.digest,
        openapi_version="3.1.0",
        info={"description": str(page.description)},
        # Relative to this description's own address, wherever the page is mounted.
        servers=[{"url": "../"}],
        plugins=[plugin],
    )
    spec.components.schema("Problem", _PROBLEM)
    spec.components.security_scheme("session", {"type": "apiKey", "in": "header", "name": SESSION_HEADER})
    for one in endpoints(page):
        inputs = Inputs(page.visible(one.event.inputs))
        by_name = _complete(plugin.converter.schema2jsonschema(inputs.schema), one)  # type: ignore[union-attr]
        spec.path(f"/api/{one.name}", operations={"post": _operation(one, by_name)})
    spec.path("/-/runs/{run}", operations={"get": _looking()})
    if site.takes_files:
        spec.path("/-/upload", operations={"post": _uploading()})
    told: dict[str, Any] = spec.to_dict()
    return told


def _operation(one: Endpoint, by_name: dict[str, Any]) -> dict[str, Any]:
    by_place = {"type": "array", "maxItems": len(one.takes), "description": "One value for each input."}
    in_order = {"type": "object", "properties": {"data": by_place}, "required": ["data"]}
    is_taken = any(value.name == "data" for value in one.takes)
    bodies = [by_name] if is_taken else [by_name, in_order | {"additionalProperties": False}]
    given = [value.shape for value in one.gives]
    data = {"type": "array", "prefixItems": given, "minItems": len(given), "maxItems": len(given)}
    result = {
        "type": "object",
        "properties": {"data": data if given else {"type": "array"}},
        "required": ["data"],
    }
    return {
        "operationId": one.name,
        "summary": one.event.description.partition("\n")[0] or one.name,
        "description": one.event.description,
        "security": [{}, {"session": []}],
        "requestBody": {"required": True, "content": _json({"anyOf": bodies})},
        "responses": {
            "200": {
                "description": "What the outputs show, in their order; as events where a stream is accepted.",
                "content": _json(result) | {"text/event-stream": {"schema": _TEXT}},
                "headers": _SESSION,
            },
            "202": {"description": "It takes longer: ask at the run's address.", "content": _json(_RUN)},
            **_refusals(_REFUSALS),
        },
    }


def _complete(schema: dict[str, Any], one: Endpoint) -> dict[str, Any]:
    """Add to what the fields say what a visitor reads of them, and what they are where they are left out."""
    for value in one.takes:
        about = schema["properties"][value.name]
        about["title"] = value.label
        if value.component.info:
            about["description"] = str(value.component.info)
        if value.has_default and value.default is not None:
            about["default"] = value.default
    return schema


def _looking() -> dict[str, Any]:
    parameters = [
        {"name": "run", "in": "path", "required": True, "schema": _TEXT},
        {"name": "after", "in": "query", "schema": {"type": "integer", "minimum": 0, "default": 0}},
    ]
    found = {
        "description": "What follows the first `after` events; the last is `waiting` until it is over.",
        "content": _json(_EVENTS) | {"text/event-stream": {"schema": _TEXT}},
    }
    refused = _refusals({"404": "There is no such run.", "default": "What else went wrong."})
    return {"operationId": "run", "parameters": parameters, "responses": {"200": found, **refused}}


def _uploading() -> dict[str, Any]:
    parameters = [{"name": NAME_HEADER, "in": "header", "schema": _TEXT, "required": True}]
    body = {"required": True, "content": {"application/octet-stream": {"schema": {}}}}
    kept = {"description": "What is sent for the file: its id.", "content": _json(_FILE), "headers": _SESSION}
    return {
        "operationId": "upload",
        "security": [{}, {"session": []}],
        "parameters": parameters,
        "requestBody": body,
        "responses": {
            "200": kept,
            **_refusals({"413": "It is too large.", "default": "What else went wrong."}),
        },
    }


def _refusals(said: dict[str, str]) -> dict[str, Any]:
    problem = {"content": _json({"$ref": "#/components/schemas/Problem"})}
    return {status: {"description": text, **problem} for status, text in said.items()}


def _json(shape: Any) -> dict[str, Any]:
    return {"application/json": {"schema": shape}}
