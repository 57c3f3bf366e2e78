"""What the plots of a table have in common: they differ in the mark alone."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, ClassVar, NamedTuple, Unpack

from marshmallow import fields

from iface.components._chart import Chart, Settings, chart_of
from iface.components._drawing import DARK, Look, as_address, drawn, drawn_for_dark
from iface.components._fields import Checked
from iface.components._plotdata import check_table, frame_of, table_of
from iface.components._plotsettings import Plotted, Settled, check_settings, limits
from iface.components.base import Component
from iface.events import Trigger
from iface.gradio import COMPONENT, settle
from iface.words import say

SIZES = {"narrow": (340, 250), "medium": (540, 290), "wide": (900, 340)}
"""Pixels of the pictures for places of different widths, so that letters need not shrink with a picture."""

SHOWN_ROWS = 50
"""Rows of the table below a plot."""

_KEPT = 32
"""Plots whose pictures are kept, so that the next visitor's page need not wait."""


class Picture(NamedTuple):
    """One of a chart's pictures: for a place of `SIZES`, on a "light" or "dark" page."""

    address: str
    place: str
    scheme: str
    width: int
    height: int


class Key(NamedTuple):
    """One line of the legend, with its colour on a light and on a dark page."""

    name: str
    light: str
    dark: str


class TablePlot(Component):
    """A plot of two columns of a table: `x` of numbers, dates or names, and `y` of numbers."""

    is_editable = False
    parts: ClassVar = ("_plots",)
    drawn_as: ClassVar[str]

    change = Trigger()
    select = Trigger()
    double_click = Trigger()

    def __init__(
        self,
        value: Any | Callable[[], Any] | None = None,
        x: str | None = None,
        y: str | None = None,
        **settings: Unpack[Settled],
    ) -> None:
        settled: Any = settle(type(self).__name__, settings, Settled.__annotations__, COMPONENT)
        own: Plotted = {name: settled.pop(name) for name in Plotted.__annotations__ if name in settled}  # type: ignore[assignment]
        check_settings(type(self).__name__, own)
        self.x, self.y = x, y
        self.asked = own
        super().__init__(value, **settled)

    def from_form(self, texts: list[str]) -> Any:
        """Nothing: a browser sends no table."""
        return None

    def field(self) -> fields.Field[Any]:
        """A table that can be drawn."""
        return Checked(self._check, required=self.required, type="object")

    def preprocess(self, data: Any) -> Any:
        """The table as a pandas DataFrame."""
        return None if data is None else frame_of(data)

    def postprocess(self, value: Any) -> dict[str, Any] | None:
        """The columns that are shown, of a DataFrame or of what pandas makes one of."""
        if value is None:
            return None
        table = table_of(value, self._columns(), self.drawn_as)
        return self._check(table)

    def chart(self, data: dict[str, Any] | None) -> Chart | None:
        """What is drawn; None where there is nothing."""
        return chart_of(data, self._settings()) if data else None

    def pictures(self, chart: Chart) -> list[Picture]:
        """The chart for all places on light and dark pages; drawn once."""
        key = sha256(
            json.dumps([asdict(chart), self._look(chart), self.asked.get("height")]).encode()
        ).digest()
        pictures = _kept.get(key)
        if pictures is None:
            pictures = _kept[key] = self._draw(chart)
            while len(_kept) > _KEPT:
                _kept.popitem(last=False)
        return pictures

    def keys(self, chart: Chart) -> list[Key]:
        """The legend; empty for one colour."""
        asked = self.asked.get("colors_in_legend")
        shown = [one for one in chart.series if one.name and (asked is None or one.name in asked)]
        return [Key(one.name, one.colour, DARK.get(one.colour, one.colour)) for one in shown]

    def alternative(self, chart: Chart) -> str:
        """What the picture shows, in words."""
        values = [y for one in chart.series for y in one.y]
        kinds = {"bar": say("Bar plot"), "line": say("Line plot"), "point": say("Scatter plot")}
        return say(
            "{kind} of {y} by {x}: {count} points from {least} to {most}.",
            kind=kinds[self.drawn_as], y=self.titles[1], x=self.titles[0], count=f"{chart.count:,}",
            least=f"{min(values):.6g}", most=f"{max(values):.6g}",
        )  # fmt: skip

    def rows(self, data: dict[str, Any]) -> list[list[str]]:
        """The first rows of the table, as text."""
        kinds = [data["datatypes"][name] for name in data["columns"]]
        return [
            [_written(cell, kind) for cell, kind in zip(row, kinds, strict=True)]
            for row in data["data"][:SHOWN_ROWS]
        ]

    def left_out(self, data: dict[str, Any]) -> str:
        """What the table below does not show; "" where it shows all."""
        rest = len(data["data"]) - SHOWN_ROWS
        return say("{count} more rows are not shown here.", count=f"{rest:,}") if rest > 0 else ""

    @property
    def legend_title(self) -> str:
        """What the colours stand for."""
        title = self.asked.get("color_title")
        return (self.asked.get("color") if title is None else title) or ""

    @property
    def titles(self) -> tuple[str, str]:
        """The titles of x and y."""
        titles = self.asked.get("x_title"), self.asked.get("y_title")
        return (self.x if titles[0] is None else titles[0]) or "", (
            self.y if titles[1] is None else titles[1]
        ) or ""

    def _check(self, data: Any) -> dict[str, Any]:
        table = check_table(data, self.drawn_as)
        chart_of(table, self._settings())
        return table

    def _columns(self) -> list[str] | None:
        tooltip = self.asked.get("tooltip", "axis")
        if tooltip == "all":
            return None
        more = tooltip if isinstance(tooltip, (list, tuple)) else []
        return [one for one in (self.x, self.y, self.asked.get("color"), *more) if one is not None]

    def _settings(self) -> Settings:
        if self.x is None or self.y is None:
            raise ValueError(say("This plot has no columns yet: it needs x and y."))
        asked = self.asked
        return Settings(
            self.drawn_as, self.x, self.y, asked.get("color"), asked.get("x_bin"), asked.get("y_aggregate"),
            asked.get("color_map") or {}, asked.get("sort"),
        )  # fmt: skip

    def _look(self, chart: Chart) -> Look:
        asked = self.asked
        return Look(
            *self.titles,
            limits(asked.get("x_lim"), 1000 if chart.kind == "temporal" else 1),
            limits(asked.get("y_lim"), 1),
            asked.get("x_label_angle", 0),
            asked.get("y_label_angle", 0),
            asked.get("x_axis_labels_visible", True) is True,
        )

    def _draw(self, chart: Chart) -> list[Picture]:
        made = []
        for place, (width, usual) in SIZES.items():
            height = self.asked.get("height") or usual
            svg = drawn(chart, self._look(chart), width, height)
            dark = drawn_for_dark(chart, self._look(chart), width, height, svg)
            made.append(Picture(as_address(svg), place, "light", width, height))
            made.append(Picture(as_address(dark), place, "dark", width, height))
        return made


_kept: OrderedDict[bytes, list[Picture]] = OrderedDict()


def _written(cell: Any, kind: str) -> str:
    if cell is None:
        return ""
    if kind == "quantitative":
        return f"{cell:,.10g}"
    if kind == "temporal":
        return str(datetime(1970, 1, 1) + timedelta(milliseconds=cell)).removesuffix(" 00:00:00")
    return str(cell)
