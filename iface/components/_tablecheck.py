"""The checks on what a visitor sends of a table: its cells, its rows, its size."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any

from iface.components._fields import clean_text
from iface.components._table import Table, number
from iface.words import say

MOST_CELLS, MOST_ROWS, MOST_COLUMNS = 100_000, 100_000, 1_000
"""Of changed cells, of rows, and of columns."""

LONGEST = 32 * 1024
"""Bytes of one cell."""

_ROWS = {"type": "array", "items": {"type": "array"}}
_NAMED = {"headers": {"type": "array", "items": {"type": "string"}}, "data": _ROWS}
SHAPES = [_ROWS, {"type": "object", "properties": _NAMED, "required": ["data"]}]
"""What JSON Schema says of a table: a list of rows, or headers and rows."""

LARGEST = 2**63
"""Whole numbers from here on do not fit the columns of pandas and polars."""


def checked_table(data: Any, headers: Sequence[str], kinds: Sequence[str]) -> Table:
    """A whole table that somebody sends: a dict of headers and data, or a list of rows."""
    said: Mapping[str, Any] = data if isinstance(data, dict) else {"data": data}
    rows, names = said.get("data"), said.get("headers")
    if not isinstance(rows, list) or not set(said) <= {"headers", "data", "metadata"}:
        raise ValueError(say('Send a table as {"headers": [...], "data": [[...]]}, or a list of rows.'))
    if names is None:
        width = len(rows[0]) if rows and isinstance(rows[0], list) else 0
        names = [*headers[:width], *(str(place + 1) for place in range(len(headers), width))]
    if not isinstance(names, list) or len(names) > MOST_COLUMNS:
        raise ValueError(say("A table may have at most {most} columns.", most=MOST_COLUMNS))
    if len(rows) > MOST_ROWS:
        raise ValueError(say("A table may have at most {most} rows.", most=MOST_ROWS))
    names = [checked_header(name) for name in names]
    kinds = [*kinds, *["auto"] * len(names)][: len(names)]
    return {"headers": names, "data": [checked_row(row, names, kinds, at) for at, row in enumerate(rows)]}


def checked_header(name: Any) -> str:
    """A name for a column."""
    if not isinstance(name, str) or len(name.encode("utf-8", "surrogatepass")) > LONGEST:
        raise ValueError(say("The name of a column is a text of at most {most} bytes.", most=LONGEST))
    return clean_text(name)


def checked_row(row: Any, headers: Sequence[str], kinds: Sequence[str], place: int) -> list[Any]:
    """The cells of the row at `place`, which a message counts from 1."""
    if not isinstance(row, (list, tuple)) or len(row) != len(headers):
        raise ValueError(say("Row {row} must have {count} cells.", row=place + 1, count=len(headers)))
    return [
        checked_cell(cell, kind, place, name) for cell, kind, name in zip(row, kinds, headers, strict=True)
    ]


def checked_cell(cell: Any, kind: str, row: int, header: str) -> Any:
    """A cell that fits the kind of its column; an empty text is an empty cell."""
    if cell is None or cell == "":
        return None
    try:
        return _CHECKS.get(kind, _scalar)(cell)
    except ValueError as error:
        where = say("Row {row}, {column}: {problem}", row=row + 1, column=header[:80], problem=error)
        raise ValueError(where) from None


def _scalar(cell: Any) -> Any:
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, (int, float)):
        if abs(cell) >= LARGEST if isinstance(cell, int) else not isfinite(cell):
            raise ValueError(say("This number is too large."))
        return cell
    if not isinstance(cell, str):
        raise ValueError(say("A cell holds text, a number, or true or false."))
    if len(cell) > LONGEST or len(cell.encode("utf-8", "surrogatepass")) > LONGEST:
        raise ValueError(say("A cell may hold at most {most} bytes.", most=LONGEST))
    return clean_text(cell)


def _number(cell: Any) -> Any:
    found = number(cell) if isinstance(cell, str) else cell
    if found is None or isinstance(found, bool) or not isinstance(found, (int, float)):
        raise ValueError(say("Enter a number."))
    return _scalar(found)


def _boolean(cell: Any) -> bool:
    if not isinstance(cell, bool):
        raise ValueError(say("Enter true or false."))
    return cell


def _date(cell: Any) -> str:
    try:
        datetime.datetime.fromisoformat(cell)
    except (TypeError, ValueError):
        raise ValueError(say("Enter a date like 2026-01-31.")) from None
    return str(cell)


_CHECKS: dict[str, Callable[[Any], Any]] = {"number": _number, "bool": _boolean, "date": _date}
