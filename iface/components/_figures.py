"""Figures of a program's own as files, one at a time: matplotlib's text is shared by all threads."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
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
