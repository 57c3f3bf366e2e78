"""What a visitor's page sends of a table: the changes to the one that the server has, or its text."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from iface.components._table import Table, kinds_of, number
from iface.components._tablecheck import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    checked_cell,
    checked_header,
    checked_row,
)
from iface.words import say

_JSON_PARTS = {"on", "cells", "rows", "without", "columns"}


@dataclass(frozen=True)
class Edits:
    """Changes to the table whose digest is `on`, in this order.

    `columns` names new columns at its end; `cells` are [row, column, value]; `rows` come after the
    last; `without` are rows taken out. Rows are counted in the table as it was.
    """

    on: str = ""
    cells: Sequence[Any] = ()
    rows: Sequence[Any] = ()
    without: Sequence[Any] = ()
    columns: Sequence[Any] = ()


class Typed(str):
    """The whole table as text: tabs between the cells, the names of the columns first."""


@dataclass(frozen=True)
class Unreadable:
    """A text that was sent for changes and is none."""


class Own(dict[str, Any]):
    """A table that needs no check, as it is the program's own; kept in a session it is a plain one."""

    def __reduce__(self) -> tuple[type[Table], tuple[Table]]:
        return dict, (dict(self),)


class Settled(Own):
    """The program's own with a visitor's changes, which were checked.

    A `text` that was typed and has a `problem` is kept beside the table as it was.
    """

    def __init__(self, table: Table, text: str = "", problem: str = "") -> None:
        super().__init__(table)
        self.text, self.problem = text, problem


@dataclass(frozen=True)
class Rules:
    """What may be changed: `kinds` are those declared; `static` columns keep their cells."""

    kinds: Sequence[str]
    static: frozenset[int]
    keeps_rows: bool
    keeps_columns: bool


def edits_of(texts: Sequence[str]) -> Edits | Typed | Unreadable | Table:
    """What a form carries: JSON of changes or of a whole table, or, without a script, a text after it."""
    if not any(texts[:1]):
        return Typed(texts[1].replace("\r\n", "\n")) if len(texts) > 1 else Edits()
    try:
        said = json.loads(texts[0])
        if isinstance(said, dict) and "data" in said:
            return said
        return Edits(**said) if isinstance(said, dict) and set(said) <= _JSON_PARTS else Unreadable()
    except (ValueError, RecursionError):
        return Unreadable()


def digest(text: str) -> str:
    """What tells one table, as JSON, from another."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def as_json(table: Table) -> str:
    """The table as JSON, the same text for the same table."""
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"))


def as_text(table: Table) -> str:
    """The table for typing: tabs between the cells, the names of the columns first."""
    written = io.StringIO()
    writer = csv.writer(written, csv.excel_tab, lineterminator="\n")
    writer.writerow(table["headers"])
    writer.writerows([_text(cell) for cell in row] for row in table["data"])
    return written.getvalue()


def edited(base: Table, edits: Edits, rules: Rules) -> Table:
    """The base with the changes; the base itself stays as it is.

    Raises:
        ValueError: they do not fit it.
    """
    if edits == Edits():
        return base
    if edits.on != digest(as_json(base)):
        raise ValueError(say("This table has changed meanwhile: look at it again."))
    for name in ("cells", "rows", "without", "columns"):
        if not isinstance(getattr(edits, name), (list, tuple)):
            raise ValueError(say("These changes to the table cannot be read: reload the page."))
    _check_sizes(base, edits, rules)
    headers = [*base["headers"], *map(checked_header, edits.columns)]
    kinds = [*kinds_of(base, rules.kinds), *["auto"] * len(edits.columns)]
    rows = list(base["data"])
    if edits.columns:
        rows = [[*row, *[None] * len(edits.columns)] for row in rows]
    for row, column, cell in _places(edits.cells, len(rows), len(headers)):
        if column in rules.static:
            raise ValueError(say("The column {column} cannot be changed.", column=headers[column]))
        if rows[row] is base["data"][row]:
            rows[row] = list(rows[row])
        rows[row][column] = checked_cell(cell, kinds[column], row, headers[column])
    out = _rows_out(edits.without, len(base["data"]))
    rows = [row for place, row in enumerate(rows) if place not in out] if out else rows
    for row in edits.rows:
        rows.append(checked_row(row, headers, kinds, len(rows)))
    return {"headers": headers, "data": rows}


def retyped(base: Table, text: str, rules: Rules) -> Table:
    """The table that a visitor typed in place of the base; a cell that reads as before is as before."""
    if text.strip("\n") == as_text(base).strip("\n"):
        return base
    try:
        lines = list(csv.reader(io.StringIO(text), csv.excel_tab))
    except csv.Error:
        raise ValueError(say("This text is no table: put a tab between the cells of a row.")) from None
    headers, *lines = [line for line in lines if line] or [[]]
    if headers[: len(base["headers"])] != base["headers"]:
        raise ValueError(say("Leave the names of the columns as they are."))
    edits = Edits(rows=lines[len(base["data"]) :], columns=headers[len(base["headers"]) :])
    gone = range(len(lines), len(base["data"]))
    _check_sizes(base, Edits(rows=edits.rows, columns=edits.columns, without=gone), rules)
    kinds = [*kinds_of(base, rules.kinds), *["auto"] * len(edits.columns)]
    rows = []
    for place, line in enumerate(lines):
        old = base["data"][place] if place < len(base["data"]) else []
        new = [
            old[column] if column < len(old) and text == _text(old[column]) else _read(text, kinds, column)
            for column, text in enumerate([*line, *[""] * (len(headers) - len(line))])
        ]
        if any(column < len(old) and new[column] is not old[column] for column in rules.static):
            raise ValueError(say("Some columns of this table cannot be changed."))
        rows.append(checked_row(new, headers, kinds, place))
    return {"headers": [*base["headers"], *map(checked_header, edits.columns)], "data": rows}


def _check_sizes(base: Table, edits: Edits, rules: Rules) -> None:
    if rules.keeps_rows and (edits.rows or edits.without):
        raise ValueError(say("This table keeps its {count} rows.", count=len(base["data"])))
    if rules.keeps_columns and edits.columns:
        raise ValueError(say("This table keeps its {count} columns.", count=len(base["headers"])))
    if len(edits.cells) > MOST_CELLS:
        raise ValueError(say("At most {most} cells can be changed at once.", most=MOST_CELLS))
    if len(edits.rows) > MOST_ROWS:
        raise ValueError(say("A table may have at most {most} rows.", most=MOST_ROWS))
    if edits.columns and len(base["headers"]) + len(edits.columns) > MOST_COLUMNS:
        raise ValueError(say("A table may have at most {most} columns.", most=MOST_COLUMNS))


def _places(cells: Sequence[Any], height: int, width: int) -> list[tuple[int, int, Any]]:
    for one in cells:
        if not isinstance(one, list) or len(one) != 3 or not (_is_place(one[0]) and _is_place(one[1])):
            raise ValueError(say("These changes to the table cannot be read: reload the page."))
        if one[0] >= height or one[1] >= width:
            raise ValueError(
                say("There is no cell at row {row}, column {column}.", row=one[0] + 1, column=one[1] + 1)
            )
    return [tuple(one) for one in cells]


def _rows_out(without: Sequence[Any], height: int) -> set[int]:
    for row in without:
        if not _is_place(row) or row >= height:
            raise ValueError(say("There is no row {row} to take out.", row=str(row)[:20]))
    return set(without)


def _is_place(value: Any) -> bool:
    return type(value) is int and value >= 0


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)


def _read(text: str, kinds: Sequence[str], column: int) -> Any:
    """What a typed text stands for in its column, as far as that can be told."""
    kind = kinds[column] if column < len(kinds) else "auto"
    if kind == "bool" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    found = number(text) if kind in ("number", "auto") else None
    return text if found is None else found
