"""Sizes and fonts, by the names that Gradio's programs use."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from iface.errors import DesignError

logger = logging.getLogger("iface")


def _corners(outer: float, inner: float, button: float) -> dict[str, str]:
    sizes = {"--iface-radius": outer, "--iface-radius-s": inner, "--iface-radius-button": button}
    return {name: f"{size:g}rem" for name, size in sizes.items()}


_STEPS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "text": {"sm": {"--iface-text-scale": "0.93"}, "md": {}, "lg": {"--iface-text-scale": "1.1"}},
    "spacing": {"sm": {"--iface-space": "0.8"}, "md": {}, "lg": {"--iface-space": "1.2"}},
    "radius": {
        "none": _corners(0, 0, 0),
        "sm": _corners(0.375, 0.25, 0.25),
        "md": _corners(0.75, 0.5, 0.5),
        "lg": _corners(1, 0.75, 0.75),
        "xxl": _corners(1.5, 1, 2),
    },
}

_GENERIC = frozenset(
    """serif sans-serif monospace cursive system-ui ui-sans-serif ui-serif ui-monospace
    ui-rounded""".split()
)
_FAMILY = re.compile(r"[\w .+-]{1,80}")


class Size:
    """A size by its name: "text_lg", "spacing_sm", "radius_none". Steps of one's own have no meaning here."""

    def __init__(self, *steps: Any, name: str = "", **named: Any) -> None:
        self.name = name


class Font:
    """A font family that is there on the visitor's machine; none is downloaded."""

    def __init__(self, name: str, *weights: Any, **ignored: Any) -> None:
        self.name = name


sizes = SimpleNamespace(
    **{f"{kind}_{step}": Size(name=f"{kind}_{step}") for kind, steps in _STEPS.items() for step in steps}
)
"""Every size by its name, as in `sizes.radius_none`."""


def sized(kind: str, given: Size | str | None) -> Mapping[str, str]:
    """The properties of a size; `kind` is "text", "spacing" or "radius".

    Raises:
        DesignError: there is no size of this name.
    """
    if given is None:
        return {}
    name = given if isinstance(given, str) else str(getattr(given, "name", ""))
    step = name.removeprefix(f"{kind}_")
    if step in _STEPS[kind]:
        return _STEPS[kind][step]
    if isinstance(given, str):
        raise DesignError(
            f"There is no {kind}_size called {given!r}.", fix=f"Use one of: {', '.join(_STEPS[kind])}."
        )
    logger.info("%s_size=%r has steps of its own, which have no meaning here.", kind, name)
    return {}


def families(given: Any) -> str:
    """Font families as CSS lists them, each with a comma after it.

    Raises:
        DesignError: a name holds what no family's name does.
    """
    fonts = [given] if isinstance(given, (str, Font)) else list(given or ())
    names = [str(getattr(one, "name", one)).strip() for one in fonts]
    for name in names:
        if not _FAMILY.fullmatch(name):
            raise DesignError(
                f"There is no font called {name!r}.", fix="Use letters, digits, blanks and hyphens."
            )
    # Those of the system stand at the end by themselves.
    return "".join(f'"{name}", ' for name in names if name.lower() not in _GENERIC)
