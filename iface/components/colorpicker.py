"""A colour."""

import colorsys
import re
from collections.abc import Callable
from typing import Any, Unpack

from marshmallow import fields

from iface.components._fields import Checked
from iface.components.base import Common, Component
from iface.events import Trigger
from iface.words import say

_HEX = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", re.ASCII)
_NUMBER = r"([+-]?(?:\d{1,6}(?:\.\d{0,20})?|\.\d{1,20}))"
_GAP = r"\s{0,9}[\s,]\s{0,9}"
_LAST = rf"(?:\s{{0,9}}[,/]\s{{0,9}}{_NUMBER}%?)?"
_RGB = re.compile(
    rf"rgba?\(\s{{0,9}}{_NUMBER}(%?){_GAP}{_NUMBER}%?{_GAP}{_NUMBER}%?{_LAST}\s{{0,9}}\)", re.ASCII
)
_HSL = re.compile(
    rf"hsla?\(\s{{0,9}}{_NUMBER}(?:deg)?{_GAP}{_NUMBER}%?{_GAP}{_NUMBER}%?{_LAST}\s{{0,9}}\)", re.ASCII
)
LONGEST = 200
"""Characters of a colour's text."""


class ColorPicker(Component):
    """A colour as the text "#rrggbb".

    It may be given as #rgb, rgb() or hsl() too; how transparent it is, is left out. A browser's
    field for colours is never empty: where no value is given it starts with black.
    """

    pressed_by = frozenset({"submit"})
    is_entered = True

    change = Trigger()
    input = Trigger()
    release = Trigger()
    submit = Trigger()
    focus = Trigger()
    blur = Trigger()

    def __init__(self, value: str | Callable[[], str] | None = None, **common: Unpack[Common]) -> None:
        super().__init__(value, **common)

    def field(self) -> fields.Field[Any]:
        """A colour, in any of the ways to write it."""
        return Checked(_check, required=self.required, type="string", examples=["#3157d5"])

    def postprocess(self, value: Any) -> str | None:
        """The colour as "#rrggbb"."""
        return None if value is None or value == "" else hexadecimal(str(value))


def hexadecimal(text: str) -> str:
    """A colour as "#rrggbb", of #rgb, #rrggbb, rgb() or hsl(), each with or without transparency.

    Raises:
        ValueError: it is written in another way.
    """
    text = text.strip().lower() if len(text) <= LONGEST else ""
    if found := _HEX.fullmatch(text):
        digits = found[1]
        return "#" + ("".join(2 * digit for digit in digits[:3]) if len(digits) < 6 else digits[:6])
    if found := _RGB.fullmatch(text):
        most = 100 if found[2] else 255
        return _joined(float(found[place]) / most for place in (1, 3, 4))
    if found := _HSL.fullmatch(text):
        hue, saturation, lightness = (float(found[place]) for place in (1, 2, 3))
        return _joined(colorsys.hls_to_rgb(hue / 360 % 1, _share(lightness / 100), _share(saturation / 100)))
    raise ValueError(say("Enter a colour like {example}.", example="#3157d5"))


def _joined(shares: Any) -> str:
    # Half goes up, as in browsers; Python's round() takes the even neighbour.
    return "#" + "".join(f"{int(_share(share) * 255 + 0.5):02x}" for share in shares)


def _share(number: float) -> float:
    return min(max(number, 0.0), 1.0)


def _check(data: Any) -> str:
    return hexadecimal(data if isinstance(data, str) else "")
