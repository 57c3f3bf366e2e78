"""The table of a chart as data: `{"columns", "data", "datatypes", "mark"}`, as clients of Gradio know it.

Dates in it are milliseconds since 1970, as they would be read from a clock on the wall.
"""

from __future__ import annotations

from math import isfinite
from typing import Any

from iface.components._fields import clean_text
from iface.errors import DesignError
from iface.words import say

MOST_ROWS, MOST_COLUMNS = 100_000, 50
LARGEST = 1e100
EARLIEST, LATEST = -30_610_224_000_000, 32_503_680_000_000
"""The years 1000 and 3000, in milliseconds."""


def table_of(value: Any, columns: list[str] | None, mark: str) -> dict[str, Any]:
    """The named columns of a DataFrame of any library, or of what pandas makes one of; None: all.

    Raises:
        ValueError: a column is missing, or holds what no axis can show.
    """
    pandas = pandas_itself()
    if not isinstance(value, pandas.DataFrame):
        value = pandas.DataFrame(value.to_dict(as_series=False) if hasattr(value, "to_dicts") else value)
    chosen = list(dict.fromkeys(columns)) if columns is not None else [str(one) for one in value.columns]
    if missing := [one for one in chosen if one not in value.columns]:
        raise ValueError(f"the table has no column {missing[0]!r}; it has {list(map(str, value.columns))}")
    made = {name: _column(value[name]) for name in chosen}
    return {
        "columns": chosen,
        "data": [list(row) for row in zip(*(cells for _, cells in made.values()), strict=True)],
        "datatypes": {name: kind for name, (kind, _) in made.items()},
        "mark": mark,
    }


def frame_of(table: dict[str, Any]) -> Any:
    """The table as a pandas DataFrame: numbers are floats, dates without a zone."""
    pandas = pandas_itself()
    columns = list(zip(*table["data"], strict=True)) or [()] * len(table["columns"])
    made = {}
    for name, cells in zip(table["columns"], columns, strict=True):
        kind = {"quantitative": "float64", "temporal": "Int64"}.get(table["datatypes"][name], "object")
        made[name] = pandas.Series(cells, dtype=kind)
        if kind == "Int64":
            made[name] = made[name].astype("datetime64[ms]")
    return pandas.DataFrame(made)


def check_table(data: Any, mark: str) -> dict[str, Any]:
    """The table, if it is one that `table_of` could have made.

    Raises:
        ValueError: it is not.
    """
    try:
        columns, rows, kinds = data["columns"], data["data"], data["datatypes"]
        if set(data) != {"columns", "data", "datatypes", "mark"} or data["mark"] != mark:
            raise ValueError
        if len(columns) > MOST_COLUMNS or len(set(columns)) < len(columns) or set(kinds) != set(columns):
            raise ValueError
        checks = [_CELLS[kinds[clean_text(name)]] for name in columns]
        if len(rows) > MOST_ROWS or not isinstance(columns, list) or not isinstance(rows, list):
            raise ValueError
        for row in rows:
            if not isinstance(row, list) or not all(
                one is None or check(one) for one, check in zip(row, checks, strict=True)
            ):
                raise ValueError
    except (TypeError, KeyError, ValueError, AttributeError):
        raise ValueError(
            say(
                "Give a table of at most {rows} rows: columns, data, datatypes (quantitative, temporal or "
                "nominal) and the mark {mark}.",
                rows=MOST_ROWS,
                mark=mark,
            )
        ) from None
    return dict(data)


def pandas_itself() -> Any:
    """pandas, imported when first used.

    Raises:
        DesignError: it is not installed.
    """
    try:
        import pandas
    except ImportError:
        raise DesignError("A plot of a table needs pandas.", fix="pip install 'iface[plots]'") from None
    return pandas


def _column(column: Any) -> tuple[str, list[Any]]:
    """The kind of a column, and its cells as JSON can say them."""
    types = pandas_itself().api.types
    gaps = column.isna().tolist()
    if types.is_datetime64_any_dtype(column.dtype):
        kind = "temporal"
        cells = column.dt.tz_localize(None).astype("datetime64[ms]").astype("int64").tolist()
    elif types.is_numeric_dtype(column.dtype) and not types.is_bool_dtype(column.dtype):
        kind, cells = "quantitative", column.tolist()
        gaps = [gap or not isfinite(cell) for gap, cell in zip(gaps, cells, strict=True)]
    else:
        kind, cells = "nominal", [str(one) for one in column]
    return kind, [None if gap else cell for gap, cell in zip(gaps, cells, strict=True)]


def _is_number(cell: Any) -> bool:
    return type(cell) in (int, float) and -LARGEST <= cell <= LARGEST


def _is_date(cell: Any) -> bool:
    return type(cell) is int and EARLIEST <= cell <= LATEST


def _is_text(cell: Any) -> bool:
    return isinstance(cell, str) and bool(clean_text(cell) or True)


_CELLS = {"quantitative": _is_number, "temporal": _is_date, "nominal": _is_text}
