"""What a function takes of a table. pandas, polars and numpy are imported by the one that asks for them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from math import nan
from typing import Any

from iface.components._table import Table, columns_of


def value_of(table: Table, kinds: Sequence[str], type: str) -> Any:
    """The table as "pandas", "polars", "numpy" or "array" (a list of rows).

    pandas and polars get columns of the kinds' types. numpy gets numbers where all columns are
    numbers, and objects otherwise.
    """
    names, rows = table["headers"], table["data"]
    columns = columns_of(rows, len(names))
    if type == "array":
        return [list(row) for row in rows]
    if type == "numpy":
        return _as_numpy(rows, kinds)
    typed = [
        _dates(cells) if kind == "date" else list(cells) for cells, kind in zip(columns, kinds, strict=True)
    ]
    return _as_polars(names, typed, kinds) if type == "polars" else _as_pandas(names, typed, kinds)


def _dates(cells: Sequence[Any]) -> list[datetime.datetime | None]:
    return [datetime.datetime.fromisoformat(cell) if isinstance(cell, str) else None for cell in cells]


def _as_numpy(rows: list[list[Any]], kinds: Sequence[str]) -> Any:
    import numpy

    shape = (len(rows), len(kinds))
    if all(kind == "number" for kind in kinds):
        cells = [[nan if cell is None else cell for cell in row] for row in rows]
        return numpy.array(cells).reshape(shape) if cells else numpy.empty(shape)
    filled = numpy.empty(shape, dtype=object)
    for place, row in enumerate(rows):
        filled[place, :] = row
    return filled


def _as_pandas(names: Sequence[str], columns: list[list[Any]], kinds: Sequence[str]) -> Any:
    import pandas

    frame = pandas.DataFrame(
        {
            place: pandas.Series(cells, dtype="float64" if kind == "number" and None in cells else None)
            for place, (cells, kind) in enumerate(zip(columns, kinds, strict=True))
        }
    )
    frame.columns = pandas.Index(names)
    return frame


def _as_polars(names: Sequence[str], columns: list[list[Any]], kinds: Sequence[str]) -> Any:
    import polars

    frame = {}
    for name, cells, kind in zip(names, columns, kinds, strict=True):
        while name in frame:  # polars takes each name once
            name += "_"
        if kind == "number" and any(isinstance(cell, float) for cell in cells):
            floats = [None if cell is None else float(cell) for cell in cells]
            frame[name] = polars.Series(floats, dtype=polars.Float64)
        elif kind in ("number", "bool", "date"):
            types = {"number": polars.Int64, "bool": polars.Boolean, "date": polars.Datetime}
            frame[name] = polars.Series(cells, dtype=types[kind])
        else:
            texts = [None if cell is None else str(cell) for cell in cells]
            frame[name] = polars.Series(texts, dtype=polars.String)
    return polars.DataFrame(frame)
