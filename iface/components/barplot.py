"""A plot of bars."""

from typing import ClassVar

from iface.components._plots import TablePlot


class BarPlot(TablePlot):
    """A bar for each x, as high as its y; with `color`, one part of it for each colour.

    The function gives a pandas or polars DataFrame, or a dict of columns. Drawn on the server, so `select`
    and `double_click` are known, but never happen.
    """

    drawn_as: ClassVar = "bar"
