"""A chart as an SVG in the look of our pages, drawn by matplotlib.

The program may use matplotlib too: of its settings only one is touched, while nothing else of ours is
drawn, and pyplot's current figure not at all.
"""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO
from typing import Any, NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from iface.components._chart import COLOURS, Chart
from iface.components._figures import drawing, letters, number, plain

INK, LINE, EDGE = "#59606e", "#e1e4ea", "#aeb4c0"
DARK = {
    INK: "#a9afbc",
    LINE: "#2c303a",
    EDGE: "#555b69",
    **dict(
        zip(
            COLOURS,
            ("#8aa8ff", "#f39a55", "#45c4a4", "#df8fcf", "#72bdea", "#d5b04a", "#cf9d86", "#9aa2b3"),
            strict=True,
        )
    ),
}
"""What stands on a dark page in the place of each of our colours."""

FONT = "ui-sans-serif, system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, sans-serif"
Lim = tuple[float | None, float | None]

SHADES = ("#3d5fd0", "#8a5cc6", "#d05f8d", "#e88558", "#eeb14b")
"""From the lowest number to the highest: ever lighter, and seen on white and on black."""

MANY = 1_000
"""Points beyond which a scatter plot's are painted, as pixels, within the drawing."""


class Look(NamedTuple):
    """What stands at the axes, and how far they go; limits of dates are milliseconds."""

    x_title: str
    y_title: str
    x_lim: Lim
    y_lim: Lim
    x_angle: float
    y_angle: float
    x_labels: bool


_AS_IT_IS = " !$'()*+,/:;=?@[]"
"""What need not be escaped in an address in an attribute; double quotes, & and < are."""


def drawn(chart: Chart, look: Look, width: int, height: int) -> str:
    """The chart as the text of an SVG of that many pixels, for a light page."""
    with drawing(), letters():
        from matplotlib.figure import Figure
        from matplotlib.layout_engine import ConstrainedLayoutEngine

        margins: Any = ConstrainedLayoutEngine(w_pad=0.03, h_pad=0.03)
        figure: Any = Figure(figsize=(width / 72, height / 72), layout=margins)
        axes = figure.add_subplot(facecolor="none")
        _MARKS[chart.mark](axes, chart)
        _scale(axes, chart, look, width)
        _dress(axes, chart, look)
        text = StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(text, format="svg", facecolor="none", dpi=96, metadata=nothing)
    return _slim(text.getvalue())


def is_painted(chart: Chart) -> bool:
    """Whether there are too many points for a drawing."""
    return chart.mark == "point" and chart.count > MANY


def drawn_for_dark(chart: Chart, look: Look, width: int, height: int, light: str) -> str:
    """The same as `light`, its drawing, for a dark page; what is painted is painted again."""
    if is_painted(chart):
        series = [replace(one, colour=DARK.get(one.colour, one.colour)) for one in chart.series]
        light = drawn(replace(chart, series=series), look, width, height)
    return _recoloured(light)


def _recoloured(svg: str) -> str:
    return re.sub("|".join(DARK), lambda found: DARK[found[0]], svg)


def as_address(svg: str) -> Markup:
    """The picture as a data: address, which may stand between double quotes as it is."""
    return Markup(f"data:image/svg+xml,{quote(svg, safe=_AS_IT_IS)}")


def _bars(axes: Any, chart: Chart) -> None:
    """Bars of several colours stand on each other; those below zero hang."""
    tops: dict[float, float] = {}
    ends: dict[float, float] = {}
    for one in chart.series:
        starts = []
        for x, y in zip(one.x, one.y, strict=True):
            stack = tops if y >= 0 else ends
            starts.append(stack.get(x, 0.0))
            stack[x] = stack.get(x, 0.0) + y
        places = _places(chart, one.x)
        axes.bar(places, one.y, _span(chart), starts, color=one.colour, linewidth=0, zorder=2)
    if min(ends.values(), default=0) < 0:
        axes.axhline(0, color=EDGE, linewidth=1, zorder=3)


def _lines(axes: Any, chart: Chart) -> None:
    for one in chart.series:
        dot = "o" if len(one.x) == 1 else "None"
        (line,) = axes.plot(
            _places(chart, one.x), one.y, color=one.colour, linewidth=1.75, linestyle="-", marker=dot,
            markersize=5, solid_joinstyle="round", solid_capstyle="round", zorder=2,
        )  # fmt: skip
        line.get_path().simplify_threshold = 0.5


def _points(axes: Any, chart: Chart) -> None:
    many = is_painted(chart)
    for one in chart.series:
        colours = {"c": one.shades, "cmap": _shades()} if one.shades else {"color": one.colour}
        dots = axes.scatter(
            _places(chart, one.x), one.y, s=14 if many else 26, alpha=0.55 if many else 0.8, linewidths=0,
            marker="o", zorder=2, rasterized=many, **colours,
        )  # fmt: skip
        if one.shades:
            _shade(axes, dots)


def _shades() -> Any:
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("iface", SHADES)


def _shade(axes: Any, dots: Any) -> None:
    """A bar that says which colour is which number."""
    bar = axes.figure.colorbar(dots, ax=axes, fraction=0.05, pad=0.02, aspect=30)
    bar.outline.set_visible(False)
    bar.solids.set(alpha=1, rasterized=True)
    bar.ax.tick_params(length=0, labelsize=12, labelcolor=INK, labelfontfamily="DejaVu Sans", pad=5)
    bar.ax.yaxis.set_major_formatter(lambda value, place: number(value))


_MARKS = {"bar": _bars, "line": _lines, "point": _points}


def _scale(axes: Any, chart: Chart, look: Look, width: int) -> None:
    """How far the axes go, and what is written at them."""
    from matplotlib.ticker import MaxNLocator

    if chart.kind == "nominal":
        _name(axes, chart.names, look.x_angle, width)
    elif chart.kind == "temporal":
        locator = _dates().AutoDateLocator(minticks=3, maxticks=max(4, width // 90))
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(_dates().ConciseDateFormatter(locator))
    else:
        axes.xaxis.set_major_locator(MaxNLocator(max(3, width // 90), steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(lambda value, place: number(value))
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(lambda value, place: number(value))
    axes.margins(x=0.02 if chart.mark != "point" else 0.04, y=0.08)
    low, high = (None if one is None else _places(chart, [one])[0] for one in look.x_lim)
    axes.set_xlim(left=low, right=high)
    axes.set_ylim(bottom=look.y_lim[0], top=look.y_lim[1])


def _name(axes: Any, given: list[str], asked: float, width: int) -> None:
    """Names below the axis: aslant where they would touch, and every so many where they still would."""
    names = [plain(name, 24) for name in given]
    room = width * 0.88 / len(names)
    angle = asked or (0 if 7 * max(map(len, names)) < room else 40)
    every = 1 if not angle else max(1, round(20 / room))
    places = range(0, len(names), every)
    aside = {"rotation": -angle if asked else angle, "rotation_mode": "anchor"}
    if angle:
        aside["ha"] = "left" if asked > 0 else "right"
    axes.set_xticks(list(places), [names[place] for place in places], **aside)
    axes.set_xlim(-0.6, len(names) - 0.4)


def _dress(axes: Any, chart: Chart, look: Look) -> None:
    """Quiet lines, our colours, and whatever the program's own settings would change."""
    from matplotlib.text import Text

    axes.set_axisbelow(True)
    axes.grid(False)
    axes.grid(True, axis="y" if chart.mark != "point" else "both", color=LINE, linewidth=1, linestyle="-")
    for side, spine in axes.spines.items():
        spine.set(visible=side == "bottom", color=EDGE, linewidth=1)
    axes.tick_params(
        which="both", length=0, labelsize=12, labelcolor=INK, labelfontfamily="DejaVu Sans", pad=6
    )
    axes.tick_params(axis="x", labelbottom=look.x_labels, labeltop=False)
    if look.x_angle and chart.kind != "nominal":
        axes.tick_params(axis="x", labelrotation=-look.x_angle)
    axes.tick_params(axis="y", labelrotation=-look.y_angle, labelleft=True, labelright=False)
    axes.set_title(plain(look.y_title), loc="left", fontsize=12, color=INK, pad=10)
    axes.set_xlabel(plain(look.x_title), fontsize=12, color=INK, labelpad=6)
    axes.xaxis.get_offset_text().set(color=INK, fontsize=12)
    for text in axes.figure.findobj(Text):
        text.set(fontfamily="DejaVu Sans", fontweight="normal", fontstyle="normal", usetex=False)


def _places(chart: Chart, x: list[float]) -> Any:
    """Where x stands on the axis: dates by matplotlib's own count."""
    if chart.kind != "temporal":
        return x
    from numpy import array

    return _dates().date2num(array(x, dtype="int64").astype("datetime64[ms]"))


def _dates() -> Any:
    from matplotlib import dates

    return dates


def _span(chart: Chart) -> float:
    return chart.width / 86_400_000 if chart.kind == "temporal" else chart.width


def _slim(svg: str) -> str:
    """The same drawing with two decimals, which no eye tells apart, and in our font."""
    svg = svg[svg.index("<svg") :].replace("'DejaVu Sans'", FONT)
    svg = re.sub(r' (?:d|x|y)="[^"]+"', lambda path: re.sub(r"(\.\d\d)\d+", r"\1", path[0]), svg)
    svg = re.sub(r"<[^>']+>", lambda tag: tag[0].replace('"', "'"), svg)
    return re.sub(r"\s*\n\s*", " ", svg)
