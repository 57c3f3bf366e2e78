"""A plot of lines."""

from typing import ClassVar

from iface.components._plots import TablePlot


class LinePlot(TablePlot):
    """A line through the points in the order of x; with `color`, one for each colour.

    The function gives a pandas or polars DataFrame, or a dict of columns. Drawn on the server, so `select`
    and `double_click` are known, but never happen.
    """

    drawn_as: ClassVar = "line"
