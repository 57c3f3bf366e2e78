"""Hues, and what is made of them: colours that keep their contrast in light and in dark.

Numbers are those of CSS's oklch(): lightness from 0 to 1, chroma from 0 to about 0.3, hue in degrees.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from math import atan2, cbrt, cos, degrees, hypot, radians, sin
from types import SimpleNamespace

from iface.errors import DesignError

_HUES: Mapping[str, tuple[float, float]] = {
    "slate": (0.046, 257),
    "gray": (0.027, 264),
    "zinc": (0.016, 286),
    "neutral": (0, 0),
    "stone": (0.013, 58),
    "red": (0.237, 25),
    "orange": (0.213, 48),
    "amber": (0.188, 70),
    "yellow": (0.184, 86),
    "lime": (0.233, 131),
    "green": (0.219, 150),
    "emerald": (0.17, 162),
    "teal": (0.14, 183),
    "cyan": (0.143, 215),
    "sky": (0.169, 237),
    "blue": (0.214, 260),
    "indigo": (0.233, 277),
    "violet": (0.25, 293),
    "purple": (0.265, 304),
    "fuchsia": (0.295, 322),
    "pink": (0.241, 354),
    "rose": (0.246, 16),
}
"""Chroma and hue by the names that Gradio's programs use."""

_SHADES = {"c50": 97, "c100": 94, "c200": 89, "c300": 82, "c400": 73, "c500": 65} | {
    "c600": 56, "c700": 48, "c800": 41, "c900": 36, "c950": 26
}  # fmt: skip

_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


class Color:
    """A hue: "emerald", "#10b981", or Gradio's eleven shades, of which the middle one says which.

    Each of them, as in `colors.emerald.c200`, is a colour as CSS writes it.
    """

    def __init__(self, *shades: str, name: str = "", **named: str) -> None:
        said = named.get("c500") or (shades[5] if len(shades) > 5 else shades[0] if shades else name)
        self.name = name or said
        self.chroma, self.hue = _HUES[said] if said in _HUES else _measured(said)

    def __getattr__(self, shade: str) -> str:
        if shade not in _SHADES:
            raise AttributeError(shade)
        return self.at(_SHADES[shade] / 100, 0.2)

    def at(self, lightness: float, chroma: float) -> str:
        """Its colour of this lightness, with at most this chroma, and no more than every screen shows."""
        most = min(chroma, self.chroma)
        while most > 0 and not all(0 <= part <= 1 for part in linear(lightness, most, self.hue)):
            most -= 0.004
        return f"oklch({lightness * 100:g}% {max(most, 0):.3f} {self.hue:g})"


colors = SimpleNamespace(**{name: Color(name) for name in _HUES})
"""Every hue by its name, as in `colors.emerald`."""


def linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Red, green and blue of an oklch colour as amounts of light; beyond 0 to 1 no screen shows it."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _measured(text: str) -> tuple[float, float]:
    """The chroma and the hue of "#10b981"."""
    found = _HEX.fullmatch(str(text).strip())
    if found is None:
        near = get_close_matches(str(text), _HUES, n=1)
        fix = f"Did you mean {near[0]!r}?" if near else f"Use #rrggbb, or one of: {', '.join(_HUES)}."
        raise DesignError(f"There is no hue called {text!r}.", fix=fix)
    digits = found[1] if len(found[1]) == 6 else "".join(2 * one for one in found[1])
    red, green, blue = (_light(int(digits[place : place + 2], 16) / 255) for place in (0, 2, 4))
    long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return round(hypot(a, b), 3), round(degrees(atan2(b, a)) % 360)


def _light(part: float) -> float:
    """The amount of light that a part of an sRGB colour, from 0 to 1, stands for."""
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
