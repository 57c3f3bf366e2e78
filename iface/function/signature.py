"""What a function's signature says: which arguments it takes, and what components they would be."""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Callable, Sequence
from typing import Any, Union, get_args, get_origin, get_type_hints

from iface.components import (
    Component,
)
from iface.errors import SignatureMismatch
from iface.function.progress import Progress
from iface.helpers import EventData, Request

Parameter = inspect.Parameter

_SECTIONS = re.compile(r"^(?:Args|Arguments|Parameters|Returns|Raises|Yields|Examples?):|^:\w+", re.MULTILINE)


def name_of(fn: Callable[..., Any]) -> str:
    """What a function is called in messages and addresses; a callable object goes by its class."""
    while hasattr(fn, "func"):  # a partial
        fn = fn.func
    name = getattr(fn, "__name__", type(fn).__name__)
    return "lambda" if name == "<lambda>" else str(name)


def about(fn: Callable[..., Any]) -> str:
    """What a function's docstring says of it, before it comes to arguments."""
    while hasattr(fn, "func"):
        fn = fn.func
    return _SECTIONS.split(inspect.cleandoc(fn.__doc__ or ""), maxsplit=1)[0].strip()


def parameters(fn: Callable[..., Any]) -> list[Parameter] | None:
    """The positional parameters of `fn`, annotations resolved; None where Python does not tell."""
    try:
        found = inspect.signature(fn).parameters.values()
    except (TypeError, ValueError):
        return None
    hints = hints_of(fn)
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
        (place, type(one.default) if isinstance(one.default, Progress) else without_none(one.annotation)[0])
        for place, one in enumerate(parameters(fn) or ())
        if _is_extra(one)
    )


def progress_of(fn: Callable[..., Any]) -> Progress:
    """The Progress that stands as a default; a plain one without."""
    defaults = (one.default for one in parameters(fn) or ())
    return next((one for one in defaults if isinstance(one, Progress)), Progress())


def argument_names(fn: Callable[..., Any], count: int) -> list[str | None]:
    """The names of the first `count` arguments that inputs fill; None beyond the named ones."""
    names: list[str | None] = [*(one.name for one in by_place(fn)), *[None] * count]
    return names[:count]


def default_of(fn: Callable[..., Any], place: int) -> Any:
    """The default of the argument that input number `place` fills; None where it has none."""
    filled = by_place(fn)
    if place < len(filled) and filled[place].default is not Parameter.empty:
        return filled[place].default
    return None


def may_be_none(fn: Callable[..., Any], place: int) -> bool:
    """Whether None is the default of the argument that input number `place` fills."""
    filled = by_place(fn)
    return place < len(filled) and filled[place].default is None


def check_fit(fn: Callable[..., Any], inputs: Sequence[Component]) -> None:
    """Hold the number of inputs against the arguments.

    Raises:
        SignatureMismatch: the function takes more or fewer.
    """
    if parameters(fn) is None:
        return
    taken = filled(fn)
    named = by_place(fn)
    needed = [one for one in named if one.default is Parameter.empty]
    endless = any(one.kind == Parameter.VAR_POSITIONAL for one in taken)
    if len(inputs) < len(needed) or (len(inputs) > len(named) and not endless):
        names = ", ".join(one.name for one in named) or "no argument"
        words = ", ".join(one.word for one in inputs) or "none"
        raise SignatureMismatch(
            f"{name_of(fn)}() takes {len(named)} argument(s) ({names}), "
            f"but has {len(inputs)} input(s) ({words}).",
            fix="Give one input for each argument; a state among the inputs takes an argument too.",
        )
    keywords = [
        one.name for one in taken if one.kind == Parameter.KEYWORD_ONLY and one.default is Parameter.empty
    ]
    if keywords:
        raise SignatureMismatch(
            f"{name_of(fn)}() needs {', '.join(keywords)} by keyword, and inputs are given by place.",
            fix="Take the * out of its signature, or give those arguments defaults.",
        )


def filled(fn: Callable[..., Any]) -> list[Parameter]:
    """The parameters that inputs may fill: those that ask for nothing else."""
    return [one for one in parameters(fn) or () if not _is_extra(one)]


def by_place(fn: Callable[..., Any]) -> list[Parameter]:
    """The parameters that inputs fill one by one; those behind a `*` have no place."""
    kinds = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    return [one for one in filled(fn) if one.kind in kinds]


def _is_extra(one: Parameter) -> bool:
    kind = without_none(one.annotation)[0]
    is_asked_for = isinstance(kind, type) and issubclass(kind, (Request, EventData, Progress))
    return is_asked_for or isinstance(one.default, Progress)


def without_none(hint: Any) -> tuple[Any, bool]:
    """A hint without its `| None`, and whether it had one."""
    if get_origin(hint) in (Union, types.UnionType):
        kinds = [one for one in get_args(hint) if one is not type(None)]
        if len(kinds) == 1:
            return kinds[0], True
    return hint, False


def hints_of(fn: Callable[..., Any]) -> dict[str, Any]:
    """Resolved annotations; those that name what is not there are left out."""
    while hasattr(fn, "func"):
        fn = fn.func
    target = fn if hasattr(fn, "__annotations__") else getattr(fn, "__call__", fn)  # noqa: B004
    try:
        return get_type_hints(target, include_extras=True)
    except Exception:
        return {}
