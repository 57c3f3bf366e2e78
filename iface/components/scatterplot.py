"""A plot of points."""

from typing import ClassVar

from iface.components._plots import TablePlot


class ScatterPlot(TablePlot):
    """A point for each row; `color` may name a column of numbers too, which shades the points.

    The function gives a pandas or polars DataFrame, or a dict of columns. Drawn on the server, so `select`
    and `double_click` are known, but never happen.
    """

    drawn_as: ClassVar = "point"
