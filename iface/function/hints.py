"""Components that follow from a function's annotations, defaults and docstring."""

from __future__ import annotations

import datetime
import enum
import inspect
import re
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, get_args, get_origin

from iface.components import (
    JSON,
    Checkbox,
    CheckboxGroup,
    Component,
    DateTime,
    Dropdown,
    Number,
    Radio,
    Textbox,
)
from iface.function.signature import Parameter, filled, hints_of, without_none


def inputs_of(fn: Callable[..., Any]) -> list[Component]:
    """A component for each argument, from its annotation, default and line in the docstring."""
    help_of = _help(inspect.getdoc(fn) or "")
    components = []
    for one in filled(fn):
        if one.kind in (Parameter.VAR_POSITIONAL, Parameter.KEYWORD_ONLY):
            continue
        has_default = one.default is not Parameter.empty
        component = component_of(one.annotation, one.default if has_default else None, has_default)
        component.label = component.label or _words(one.name)
        component.info = component.info or help_of.get(one.name)
        components.append(component)
    return components


def outputs_of(fn: Callable[..., Any]) -> list[Component]:
    """A component for what the return annotation promises; a text box where there is none."""
    returns = hints_of(fn).get("return", str)
    if returns is type(None):
        return []
    kinds = (
        get_args(returns)
        if get_origin(returns) is tuple and Ellipsis not in get_args(returns)
        else (returns,)
    )
    return [_output(kind) for kind in kinds]


def component_of(hint: Any, default: Any = None, has_default: bool = False) -> Component:
    """The component that a hint stands for; a text box where it stands for none.

    A component in `Annotated[int, Slider(0, 10)]` is taken as it is; a text in it is the help.
    """
    hint, optional = without_none(hint)
    if get_origin(hint) is Annotated:
        kind, *notes = get_args(hint)
        given = next((note for note in notes if isinstance(note, Component)), None)
        if given is None:
            component = component_of(kind, default, has_default)
        else:
            # The annotation may serve several pages: each gets its own.
            component = given.starting_at(default if given.value is None and has_default else given.value)
        component.info = component.info or next((note for note in notes if isinstance(note, str)), None)
        return component
    required = not has_default and not optional
    chosen = _choices(hint)
    if chosen is not None:
        kind = Radio if len(chosen) <= 4 else Dropdown
        return kind(chosen, value=default, required=required, render=False)
    if get_origin(hint) in (list, set, tuple, Sequence) and get_args(hint):
        several = _choices(get_args(hint)[0])
        if several is not None:
            return CheckboxGroup(several, value=list(default or ()), render=False)
    if hint is bool:
        return Checkbox(bool(default), render=False)
    if hint is int:
        return Number(default, precision=0, step=1, required=required, render=False)
    if hint is float:
        return Number(default, required=required, render=False)
    if hint is datetime.date:
        return DateTime(default, include_time=False, type="date", required=required, render=False)
    if hint is datetime.datetime:
        return DateTime(default, type="datetime", required=required, render=False)
    if hint in (dict, list) or get_origin(hint) in (dict, list):
        return JSON(default, required=required, render=False)
    return Textbox(None if default is None else str(default), render=False)


def _choices(hint: Any) -> list[tuple[str, Any]] | None:
    if get_origin(hint) is Literal:
        return [(str(one), one) for one in get_args(hint)]
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return [(_words(one.name), one) for one in hint]
    return None


def _output(hint: Any) -> Component:
    hint, _ = without_none(hint)
    if hint in (int, float):
        return Number(render=False)
    if hint is bool:
        return Checkbox(render=False)
    if hint in (dict, list) or get_origin(hint) in (dict, list):
        return JSON(render=False)
    return Textbox(render=False)


def _words(name: str) -> str:
    """A name as a label: `first_name` is "First name"."""
    words = name.strip("_").replace("_", " ")
    return words[:1].upper() + words[1:]


def _help(docstring: str) -> dict[str, str]:
    """The lines about arguments in a docstring: `name: text` under Args, or `:param name: text`."""
    found = dict(re.findall(r"^:param (?:[\w\[\], ]+ )?(\w+): *(.+)$", docstring, re.MULTILINE))
    block = re.search(r"^(?:Args|Arguments|Parameters):\n((?:[ \t]+.*\n?|\n)+)", docstring, re.MULTILINE)
    if block:
        found |= dict(re.findall(r"^[ \t]+(\w+)(?: *\([^)]*\))?: *(.+)$", block.group(1), re.MULTILINE))
    return {name: text.strip() for name, text in found.items()}
