"""What a theme is: one of our style sheets, light or dark, and custom properties of its own."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from iface.errors import DesignError
from iface.themes.colors import Color
from iface.themes.sizes import Size, families, sized

logger = logging.getLogger("iface")

_VALUE = re.compile(r"[^;{}<>@\\]{1,300}")
"""Nothing that ends a declaration: it stands among others in the page's style sheet."""


class Theme:
    """The look of a page: what `theme=` of a page and of launch() takes.

    Args:
        primary_hue: of the accent: a name such as "emerald", a Color, or "#10b981". What is made of it
            keeps a contrast of 4.5 in light and in dark.
        secondary_hue: of what is chosen; the primary one if it is left out.
        neutral_hue: of surfaces, lines and text.
        text_size, spacing_size: "sm", "md" or "lg".
        radius_size: "none", "sm", "md", "lg" or "xxl".
        font, font_mono: families that are put before those of the system.
        scheme: "light" or "dark"; otherwise what the visitor's system says.
    """

    sheet: ClassVar[str] = ""
    """The style sheet in static/themes/ that it needs beside iface.css, as in "soft.css"."""
    own: ClassVar[Mapping[str, str]] = {}
    """Hues that are taken where none are given, by argument."""

    def __init__(
        self,
        *,
        primary_hue: Color | str | None = None,
        secondary_hue: Color | str | None = None,
        neutral_hue: Color | str | None = None,
        text_size: Size | str | None = None,
        spacing_size: Size | str | None = None,
        radius_size: Size | str | None = None,
        font: Any = None,
        font_mono: Any = None,
        scheme: str = "",
    ) -> None:
        self.name = type(self).__name__.lower()
        self.scheme = scheme
        primary = primary_hue or self.own.get("primary_hue")
        self.properties: dict[str, str] = {
            **_accent(_color(primary), _color(secondary_hue)),
            **_neutral(_color(neutral_hue or self.own.get("neutral_hue"))),
            **sized("text", text_size),
            **sized("spacing", spacing_size),
            **sized("radius", radius_size),
        }
        if font:
            self.properties["--iface-font"] = families(font) + "var(--iface-sans)"
        if font_mono:
            self.properties["--iface-mono"] = families(font_mono) + "var(--iface-fixed)"

    def set(self, **properties: Any) -> Self:
        """Change custom properties: `iface_radius="4px"` is `--iface-radius`. Gradio's own are ignored.

        Raises:
            DesignError: a value is more than a value.
        """
        ignored = sorted(name for name in properties if not name.startswith("iface_"))
        if ignored:
            logger.info("%s.set(): without a meaning here: %s.", type(self).__name__, ", ".join(ignored))
        for name, value in properties.items():
            if name in ignored:
                continue
            if not _VALUE.fullmatch(str(value)):
                raise DesignError(
                    f"{name} cannot be {value!r}.", fix="Give the value alone, as CSS writes it."
                )
            self.properties[f"--{name.replace('_', '-')}"] = str(value)
        return self

    @property
    def css(self) -> str:
        """Its own properties as a style sheet; "" where it has none."""
        if not self.properties:
            return ""
        said = "".join(f"    {name}: {value};\n" for name, value in self.properties.items())
        # The same place as in iface.css, after it: what a program says in `css=` still comes last.
        return "@layer iface.tokens {\n  :where(.iface-page, .iface:not(.iface-page *)) {\n" + said + "  }\n}"

    @classmethod
    def from_hub(cls, repo_name: str, *_ignored: Any) -> Theme:
        """Our default look: no theme is fetched from anywhere."""
        logger.info("The theme %r is not fetched; the page has the default look.", repo_name)
        return Theme()


def _color(given: Any) -> Color | None:
    if given is None or isinstance(given, Color):
        return given
    return Color(given if isinstance(given, str) else getattr(given, "c500", str(given)))


def _accent(primary: Color | None, secondary: Color | None) -> dict[str, str]:
    chosen = secondary or primary
    if chosen is None:
        return {}
    told = {"--iface-accent-soft": f"light-dark({chosen.at(0.957, 0.025)}, {chosen.at(0.275, 0.052)})"}
    if primary is not None:
        # What is nearly grey would be lost among greys: it takes the part of the ink.
        light, dark = (0.49, 0.78) if primary.chroma > 0.05 else (0.28, 0.93)
        told["--iface-accent"] = f"light-dark({primary.at(light, 0.2)}, {primary.at(dark, 0.14)})"
        told["--iface-accent-ink"] = f"light-dark(oklch(100% 0 0), {primary.at(0.18, 0.03)})"
    return told


def _neutral(color: Color | None) -> dict[str, str]:
    return {"--iface-neutral": color.at(0.5, 0.03)} if color else {}
