"""What a function's signature says: which arguments it takes, and what components they would be."""

from __future__ import annotations

import datetime
import enum
import inspect
import re
import types
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

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
from iface.errors import SignatureMismatch
from iface.helpers import EventData, Request
from iface.progress import Progress

Parameter = inspect.Parameter


def name_of(fn: Callable[..., Any]) -> str:
    """What a function is called in messages and addresses; a callable object goes by its class."""
    while hasattr(fn, "func"):  # a partial
        fn = fn.func
    name = getattr(fn, "__name__", type(fn).__name__)
    return "lambda" if name == "<lambda>" else str(name)


def parameters(fn: Callable[..., Any]) -> list[Parameter] | None:
    """The positional parameters of `fn`, annotations resolved; None where Python does not tell."""
    try:
        found = inspect.signature(fn).parameters.values()
    except (TypeError, ValueError):
        return None
    hints = _hints(fn)
    return [
        one.replace(annotation=hints.get(one.name, one.annotation))
        for one in found
        if one.kind != Parameter.VAR_KEYWORD
    ]


def keywords_of(fn: Callable[..., Any]) -> list[str]:
    """The names that `fn` itself knows, without `self` and `**ignored`."""
    return [one.name for one in parameters(fn) or () if one.name != "self"]


def extras_of(fn: Callable[..., Any]) -> tuple[tuple[int, type], ...]:
    """The places of parameters annotated with Request or a kind of EventData (or either `| None`),
    and of those whose default is a Progress."""
    return tuple(
        (place, type(one.default) if isinstance(one.default, Progress) else _without_none(one.annotation)[0])
        for place, one in enumerate(parameters(fn) or ())
        if _is_extra(one)
    )


def progress_of(fn: Callable[..., Any]) -> Progress:
    """The Progress that stands as a default; a plain one without."""
    defaults = (one.default for one in parameters(fn) or ())
    return next((one for one in defaults if isinstance(one, Progress)), Progress())


def argument_names(fn: Callable[..., Any], count: int) -> list[str | None]:
    """The names of the first `count` arguments that inputs fill; None beyond the named ones."""
    names: list[str | None] = [*(one.name for one in _by_place(fn)), *[None] * count]
    return names[:count]


def default_of(fn: Callable[..., Any], place: int) -> Any:
    """The default of the argument that input number `place` fills; None where it has none."""
    filled = _by_place(fn)
    if place < len(filled) and filled[place].default is not Parameter.empty:
        return filled[place].default
    return None


def may_be_none(fn: Callable[..., Any], place: int) -> bool:
    """Whether None is the default of the argument that input number `place` fills."""
    filled = _by_place(fn)
    return place < len(filled) and filled[place].default is None


def check_fit(fn: Callable[..., Any], inputs: Sequence[Component]) -> None:
    """Hold the number of inputs against the arguments.

    Raises:
        SignatureMismatch: the function takes more or fewer.
    """
    if parameters(fn) is None:
        return
    filled = _filled(fn)
    named = _by_place(fn)
    needed = [one for one in named if one.default is Parameter.empty]
    endless = any(one.kind == Parameter.VAR_POSITIONAL for one in filled)
    if len(inputs) < len(needed) or (len(inputs) > len(named) and not endless):
        names = ", ".join(one.name for one in named) or "no argument"
        words = ", ".join(one.word for one in inputs) or "none"
        raise SignatureMismatch(
            f"{name_of(fn)}() takes {len(named)} argument(s) ({names}), "
            f"but has {len(inputs)} input(s) ({words}).",
            fix="Give one input for each argument; a state among the inputs takes an argument too.",
        )
    keywords = [
        one.name for one in filled if one.kind == Parameter.KEYWORD_ONLY and one.default is Parameter.empty
    ]
    if keywords:
        raise SignatureMismatch(
            f"{name_of(fn)}() needs {', '.join(keywords)} by keyword, and inputs are given by place.",
            fix="Take the * out of its signature, or give those arguments defaults.",
        )


def inputs_of(fn: Callable[..., Any]) -> list[Component]:
    """A component for each argument, from its annotation, default and line in the docstring."""
    help_of = _help(inspect.getdoc(fn) or "")
    components = []
    for one in _filled(fn):
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
    returns = _hints(fn).get("return", str)
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
    hint, optional = _without_none(hint)
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
    hint, _ = _without_none(hint)
    if hint in (int, float):
        return Number(render=False)
    if hint is bool:
        return Checkbox(render=False)
    if hint in (dict, list) or get_origin(hint) in (dict, list):
        return JSON(render=False)
    return Textbox(render=False)


def _filled(fn: Callable[..., Any]) -> list[Parameter]:
    return [one for one in parameters(fn) or () if not _is_extra(one)]


def _by_place(fn: Callable[..., Any]) -> list[Parameter]:
    """The parameters that inputs fill one by one; those behind a `*` have no place."""
    kinds = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    return [one for one in _filled(fn) if one.kind in kinds]


def _is_extra(one: Parameter) -> bool:
    kind = _without_none(one.annotation)[0]
    is_asked_for = isinstance(kind, type) and issubclass(kind, (Request, EventData, Progress))
    return is_asked_for or isinstance(one.default, Progress)


def _without_none(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in (Union, types.UnionType):
        kinds = [one for one in get_args(hint) if one is not type(None)]
        if len(kinds) == 1:
            return kinds[0], True
    return hint, False


def _hints(fn: Callable[..., Any]) -> dict[str, Any]:
    """Resolved annotations; those that name what is not there are left out."""
    while hasattr(fn, "func"):
        fn = fn.func
    target = fn if hasattr(fn, "__annotations__") else getattr(fn, "__call__", fn)  # noqa: B004
    try:
        return get_type_hints(target, include_extras=True)
    except Exception:
        return {}


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
