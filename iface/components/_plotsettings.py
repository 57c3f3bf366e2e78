"""What a program may ask of a plot of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal, TypedDict

from iface.components._drawing import Lim
from iface.components.base import Common
from iface.errors import DesignError


class Plotted(TypedDict, total=False):
    """What a plot of a table takes. All names of columns; limits of dates are seconds or dates.

    `x_bin` groups x in steps: a number, or for dates a text as in "15m", "1h", "1d". `y_aggregate` says
    what becomes of several y at one x. `sort` orders names along x. `tooltip` names columns that the table
    below the plot shows as well; "all" shows all.
    """

    color: str | None
    title: str | None
    x_title: str | None
    y_title: str | None
    color_title: str | None
    x_bin: str | float | None
    y_aggregate: Literal["sum", "mean", "median", "min", "max", "count"] | None
    color_map: dict[str, str] | None
    colors_in_legend: Sequence[str] | None
    x_lim: Sequence[Any] | None
    y_lim: Sequence[float | None] | None
    x_label_angle: float
    y_label_angle: float
    x_axis_labels_visible: bool | Literal["hidden"]
    caption: str | None
    sort: Literal["x", "y", "-x", "-y"] | list[str] | None
    tooltip: Literal["axis", "none", "all"] | list[str]
    height: int | None


class Settled(Plotted, Common, total=False):
    """All that a plot takes after its value, x and y."""


def check_settings(owner: str, asked: Plotted) -> None:
    """Refuse what no table could be drawn with.

    Raises:
        DesignError: a setting means nothing.
    """
    x_bin, height = asked.get("x_bin"), asked.get("height")
    if isinstance(x_bin, str) and not re.fullmatch(r"[1-9]\d*[smhd]", x_bin):
        raise DesignError(
            f"{owner} cannot group by x_bin={x_bin!r}.", fix="Give it as in '30s', '15m', '1h', '1d'."
        )
    if not isinstance(x_bin, str) and x_bin is not None and not x_bin > 0:
        raise DesignError(f"{owner} cannot group by x_bin={x_bin!r}.", fix="Give a number above 0.")
    if asked.get("y_aggregate") not in (None, "sum", "mean", "median", "min", "max", "count"):
        raise DesignError(
            f"{owner} cannot aggregate by {asked.get('y_aggregate')!r}.",
            fix="Use one of: sum, mean, median, min, max, count.",
        )
    if height is not None and not 40 <= height <= 4000:
        raise DesignError(f"{owner} cannot be {height!r} pixels high.", fix="Give a height from 40 to 4000.")
    for name in ("x_lim", "y_lim"):
        if len(asked.get(name) or (0, 0)) != 2:  # type: ignore[arg-type]
            raise DesignError(f"{owner} has no use for {name}={asked.get(name)!r}.", fix="Give [from, to].")


def limits(asked: Sequence[Any] | None, scale: float) -> Lim:
    """From where to where an axis goes, of numbers or dates; None where the values decide."""
    low, high = (
        None if one is None else float(one.timestamp() if hasattr(one, "timestamp") else one) * scale
        for one in asked or (None, None)
    )
    return low, high
