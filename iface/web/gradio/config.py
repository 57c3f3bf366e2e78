"""What a client learns first: which events there are, and what each takes and gives."""

from __future__ import annotations

from typing import Any

from iface.function import is_stepwise
from iface.page import Page
from iface.web.described import Endpoint, Shape, Value, endpoints, is_file, kind_of
from iface.web.site import Site

VERSION = "6.31.0"
"""The version of Gradio whose protocol this is; clients ask for nothing before it knows theirs."""


def config(site: Site) -> dict[str, Any]:
    """The components and events. It says nothing of where the page is: a client knows that best."""
    page, offered = site.page, endpoints(site.page, undocumented=True)
    ids = dict.fromkeys(id for one in offered for id in (*one.event.inputs, *one.event.outputs))
    numbers = numbers_of(page)
    return {
        "version": VERSION,
        "api_prefix": "/gradio_api",
        "protocol": "sse_v3",
        # A session needs no sign of life, and no connection while nothing runs.
        "connect_heartbeat": False,
        "max_file_size": site.settings.limits.largest,
        "title": str(page.title),
        "components": [_component(page, id) for id in ids],
        "dependencies": [_dependency(one, numbers[one.name]) for one in offered],
    }


def info(site: Site) -> dict[str, Any]:
    """What each endpoint takes and gives."""
    named = {f"/{one.name}": _endpoint(one) for one in endpoints(site.page)}
    return {"named_endpoints": named, "unnamed_endpoints": {}}


def numbers_of(page: Page) -> dict[str, int]:
    """The numbers that clients know events by."""
    return {name: number for number, name in enumerate(page.events)}


def _component(page: Page, id: int) -> dict[str, Any]:
    one: Any = page.components.get(id) or page.layouts[id]
    is_state = getattr(one, "is_state", False)
    label = getattr(one, "label", None)
    return {
        "id": id,
        "type": "state" if is_state else one.word,
        "skip_api": is_state or not getattr(one, "has_value", False),
        "props": {"label": label and str(label)},
    }


def _dependency(one: Endpoint, number: int) -> dict[str, Any]:
    event = one.event
    return {
        "id": number,
        "targets": [],
        "inputs": list(event.inputs),
        "outputs": list(event.outputs),
        "api_name": event.name,
        "api_visibility": event.visibility,
        "backend_fn": True,
        "queue": True,
        "types": {"generator": is_stepwise(event.fn), "cancel": False},
    }


def _endpoint(one: Endpoint) -> dict[str, Any]:
    return {
        "parameters": [_parameter(value) for value in one.takes],
        "returns": [_value(value) for value in one.gives if value.component.has_value],
        "description": one.event.description,
        "api_visibility": one.event.visibility,
    }


def _parameter(value: Value) -> dict[str, Any]:
    return _value(value) | {
        "parameter_name": value.argument,
        "parameter_has_default": value.has_default,
        "parameter_default": value.default,
        "example_input": value.sample,
    }


def _value(value: Value) -> dict[str, Any]:
    about = str(value.component.info or "")
    return {
        "label": value.label,
        "component": type(value.component).__name__,
        "type": dict(value.shape),
        "python_type": {"type": as_python(value.shape), "description": about},
    }


_PYTHON = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "object": "dict"}


def as_python(shape: Shape) -> str:
    """A JSON Schema as Python's hints have it."""
    if "enum" in shape:
        return f"Literal[{', '.join(map(repr, shape['enum']))}]"
    if is_file(shape):
        return "filepath"
    if "anyOf" in shape:
        kinds = dict.fromkeys(as_python(one) for one in shape["anyOf"] if one != {"type": "null"})
        return " | ".join(kinds)
    if kind_of(shape) == "array":
        return f"list[{as_python(shape.get('items', {}))}]"
    return _PYTHON.get(kind_of(shape), "Any")
