"""What the API tells of itself: its endpoints, with what each takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from iface import files, schema
from iface.components import Component
from iface.events import Event
from iface.function import signature
from iface.page import Page

Shape = Mapping[str, Any]
"""A JSON Schema."""

_LIMITS = frozenset("minimum maximum maxLength minItems format const enum examples".split())
_SAMPLES = {"string": "text", "number": 0, "integer": 0, "boolean": False, "array": [], "object": {}}


@dataclass(frozen=True)
class Value:
    """One that is taken or given: its name, what a visitor reads of it, and its JSON Schema.

    `argument` is what the function calls it. `default` counts where it is left out, if that `has_default`.
    """

    component: Component
    name: str
    argument: str
    shape: Shape
    has_default: bool = False
    default: Any = None

    @property
    def label(self) -> str:
        """What stands above it on the page."""
        return str(self.component.label or self.name)

    @property
    def sample(self) -> Any:
        """Something to begin with."""
        return self.default if self.default is not None else sample_of(self.shape)


@dataclass(frozen=True)
class Endpoint:
    """An event that callers of the API may run."""

    event: Event
    takes: tuple[Value, ...]
    gives: tuple[Value, ...]

    @property
    def name(self) -> str:
        """Its address, below `api/`."""
        return self.event.name

    @property
    def sample(self) -> dict[str, Any]:
        """A body to begin with."""
        return {one.name: one.sample for one in self.takes}


def endpoints(page: Page, *, undocumented: bool = False) -> list[Endpoint]:
    """The events that the API describes, in their order; `undocumented` adds those that it only offers."""
    shown = {"public", "undocumented"} if undocumented else {"public"}
    return [endpoint(page, one) for one in page.events.values() if one.visibility in shown]


def endpoint(page: Page, event: Event) -> Endpoint:
    """What there is to tell of an event."""
    places = {id: place for place, id in enumerate(event.inputs)}
    names = signature.argument_names(event.fn, len(event.inputs))
    with files.serving(files.DECLARED):
        takes = [_taken(one, names[places[one.id]] or one.name) for one in page.visible(event.inputs)]
        gives = [Value(one, one.name, "", loosened(one)) for one in page.visible(event.outputs)]
    return Endpoint(event, tuple(takes), tuple(gives))


def _taken(one: Component, argument: str) -> Value:
    default = None
    if schema.may_be_left_out(one):
        with suppress(Exception):  # whatever a program's own function raises, which gives the value
            default = one.first()
    return Value(one, one.name, argument, schema.shape_of(one), schema.may_be_left_out(one), default)


def loosened(one: Component) -> dict[str, Any]:
    """What JSON Schema says of a component's data, when it is given: of another value than a visitor may
    send, or of none."""
    shape = _without_limits(dict(one.field().metadata))
    if not shape:
        return {}
    # A function may give several files where a visitor gives one.
    several = [{"type": "array", "items": shape}] if one.takes_files else []
    return {"anyOf": [shape, *several, {"type": "null"}]}


def _without_limits(shape: Any) -> Any:
    if isinstance(shape, list):
        return [_without_limits(one) for one in shape]
    if not isinstance(shape, dict):
        return shape
    kept = {word: _without_limits(one) for word, one in shape.items() if word not in _LIMITS}
    return kept | ({"type": "number"} if kept.get("type") == "integer" else {})


def sample_of(shape: Shape) -> Any:
    """A value of this shape."""
    for word in ("examples", "enum"):
        if shape.get(word):
            return shape[word][0]
    if "anyOf" in shape:
        return sample_of(shape["anyOf"][0])
    if "minimum" in shape:
        return shape["minimum"]
    return _SAMPLES.get(kind_of(shape))


def is_file(shape: Shape) -> bool:
    """Whether it is that of a file."""
    return any("id" in one.get("properties", ()) for one in shape.get("anyOf", ()))


def kind_of(shape: Shape) -> str:
    """The JSON type of a shape, without null; "" for any."""
    kinds = shape.get("type", "")
    return str(next((one for one in kinds if one != "null"), "") if isinstance(kinds, list) else kinds)
