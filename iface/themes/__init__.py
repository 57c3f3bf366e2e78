"""How a page looks: three looks of ours, and Gradio's names, each as the nearest of them.

iface.Interface(fn, "text", "text", theme="soft")
iface.Interface(fn, "text", "text", theme=iface.themes.Soft(primary_hue="emerald", radius_size="sm"))
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, ClassVar

from iface.errors import DesignError
from iface.themes.base import Theme as Theme
from iface.themes.colors import Color as Color
from iface.themes.colors import colors as colors
from iface.themes.sizes import Font as Font
from iface.themes.sizes import Size as Size
from iface.themes.sizes import sizes as sizes

SCHEMES = ("light", "dark")


class Default(Theme):
    """Quiet, with a blue accent."""


class Soft(Theme):
    """Warm and round, on tinted surfaces."""

    sheet = "soft.css"


class Mono(Theme):
    """Black on white, in hairlines; headings in a fixed width."""

    sheet = "mono.css"


class Glass(Theme):
    """The default look in sky on slate."""

    own: ClassVar = {"primary_hue": "sky", "neutral_hue": "slate"}


class Origin(Theme):
    """The default look in orange on zinc."""

    own: ClassVar = {"primary_hue": "orange", "neutral_hue": "zinc"}


class Citrus(Soft):
    """The soft look in lime."""

    own: ClassVar = {"primary_hue": "lime"}


class Ocean(Soft):
    """The soft look in teal on slate."""

    own: ClassVar = {"primary_hue": "teal", "neutral_hue": "slate"}


class Ember(Soft):
    """The soft look in orange."""

    own: ClassVar = {"primary_hue": "orange"}


Base = ThemeClass = Theme
Monochrome = Mono
GoogleFont = LocalFont = Font

NAMED: Mapping[str, type[Theme]] = {
    "base": Base,
    "monochrome": Mono,
    **{kind.__name__.lower(): kind for kind in (Default, Soft, Mono, Glass, Origin, Citrus, Ocean, Ember)},
}


def theme_of(given: Any) -> Theme:
    """The theme that a program asks for: by words ("soft", "mono light"), as an object, or not at all.

    Raises:
        DesignError: there is none of this name.
    """
    if given is None or isinstance(given, Theme):
        return given or Default()
    words = str(getattr(given, "name", given)).lower().removeprefix("gradio/").split()
    scheme = next((word for word in words if word in SCHEMES), "")
    name = " ".join(word for word in words if word not in SCHEMES) or "default"
    if name in NAMED:
        return NAMED[name](scheme=scheme)
    if "/" in name:
        return Theme.from_hub(name)
    near = get_close_matches(name, [*NAMED, *SCHEMES], n=1)
    fix = f"Did you mean {near[0]!r}?" if near else f"Use one of: {', '.join([*NAMED, *SCHEMES])}."
    raise DesignError(f"There is no theme called {name!r}.", fix=fix)
