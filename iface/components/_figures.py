"""What all figures of matplotlib need: one at a time, as files, with texts that it takes as they are."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from math import inf
from threading import RLock
from typing import Any

from iface.errors import DesignError

_one_at_a_time = RLock()


@contextmanager
def drawing() -> Iterator[None]:
    """Whoever draws with matplotlib does it within.

    Raises:
        DesignError: matplotlib is not installed.
    """
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise DesignError("A plot is drawn by matplotlib.", fix="pip install 'iface[plots]'") from None
    with _one_at_a_time:
        yield


def save(figure: Any, format: str) -> bytes:
    """A program's figure as a file, with all that stands at its edges; pictures at twice its size."""
    written = BytesIO()
    with drawing():
        figure.savefig(
            written,
            format=format,
            dpi=192,
            bbox_inches="tight",
            metadata={"Date": None} if format == "svg" else None,
        )
    return written.getvalue()


def size_of(body: bytes, format: str) -> tuple[int, int]:
    """Width and height in CSS pixels at which such a file is shown."""
    if format != "svg":
        from PIL import Image

        with Image.open(BytesIO(body)) as opened:
            return max(1, opened.width // 2), max(1, opened.height // 2)
    sides = re.findall(rb'\b(?:width|height)="([\d.]+)(pt)?"', body[:2000])[:2]
    width, height = (float(number) * (96 / 72 if unit else 1) for number, unit in sides)
    return max(1, round(width)), max(1, round(height))


def hex_colour(colour: str) -> str:
    """A colour of a program, "red" or "#f00", as six digits.

    Raises:
        ValueError: there is no such colour.
    """
    from matplotlib.colors import to_hex

    code: str = to_hex(colour)
    return code


@contextmanager
def letters() -> Iterator[None]:
    """Let letters be letters, so that they are in the visitor's font, and not shapes."""
    from matplotlib import rcParams

    before = rcParams["svg.fonttype"]
    rcParams["svg.fonttype"] = "none"
    try:
        yield
    finally:
        rcParams["svg.fonttype"] = before


def number(value: float) -> str:
    """A number at an axis, as in 12,500 or 1.2M."""
    for least, unit in ((1e9, "B"), (1e6, "M")):
        if least <= abs(value) < 1e12:
            return f"{value / least:,.6g}{unit}".replace("-", "−")
    if 1e12 <= abs(value) < inf or 0 < abs(value) < 1e-4:
        return f"{value:.3g}".replace("-", "−")
    return f"{value:,.8g}".replace("-", "−")


def plain(text: str, most: int = 60) -> str:
    """A text that matplotlib takes as it is: no formula, nothing that an SVG cannot hold, not too long."""
    text = re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+", " ", text)
    text = text if len(text) <= most else f"{text[: most - 1]}…"
    return text.replace("$", r"\$")
