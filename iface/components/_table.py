"""Tables as data: `{"headers": [...], "data": [[...]]}` of whatever programs keep tables in.

A cell is None (empty), a text, a boolean, an int or a finite float. No library is imported: a
DataFrame is known by the name of its type.
"""

from __future__ import annotations

import csv
import datetime
import decimal
import re
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

from iface.errors import DesignError

Table = dict[str, Any]

PLAIN = {str, int, bool, type(None)}
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,17})(\.\d+)?([eE][-+]?\d{1,3})?")


def table_of(value: Any, headers: Sequence[str]) -> Table:
    """The data of a table in any of the forms that programs keep tables in.

    `headers` name the columns of a value that does not; columns beyond them are numbered. NaN and
    infinity, which JSON cannot say, are empty cells; dates are ISO text.

    Raises:
        ValueError: it is no table.
    """
    names, rows = _names_and_rows(value)
    names = list(headers) if names is None else names
    width = max([len(names), *map(len, rows)])
    names += numbered(len(names), width)
    if any(len(row) != width for row in rows):
        rows = [[*row, *[None] * (width - len(row))] for row in rows]
    columns = [_column(one) for one in columns_of(rows, width)]
    return {"headers": names, "data": [list(row) for row in zip(*columns, strict=True)]}


def numbered(start: int, end: int) -> list[str]:
    """Names for columns that have none: their numbers, counted from 1."""
    return [str(place + 1) for place in range(start, end)]


def columns_of(rows: Sequence[Sequence[Any]], width: int) -> list[Sequence[Any]]:
    """The same cells by column, also where there is no row."""
    return list(zip(*rows, strict=True)) if rows else [()] * width


def kinds_of(table: Table, declared: Sequence[str]) -> list[str]:
    """What each column holds. "auto" is guessed from its cells, and stays "auto" where all are empty."""
    columns = columns_of(table["data"], len(table["headers"]))
    said = [*declared, *["auto"] * len(columns)]
    return [_guessed(cells) if kind == "auto" else kind for kind, cells in zip(said, columns, strict=False)]


def read_csv(path: Path) -> Table:
    """The table of a file of comma-separated values, whose first line names the columns.

    Raises:
        DesignError: there is no such file, or it is of another kind.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [line for line in csv.reader(file) if line]
    except (OSError, UnicodeError, csv.Error) as error:
        raise DesignError(
            f"A Dataframe cannot read the file {str(path)[:200]!r}: {error}",
            fix="Give the path of a CSV file in UTF-8, or the table itself.",
        ) from error
    if not lines:
        return {"headers": [], "data": []}
    table = table_of(lines[1:], lines[0])
    columns = map(_numbers, columns_of(table["data"], len(table["headers"])))
    return {"headers": table["headers"], "data": [list(row) for row in zip(*columns, strict=True)]}


def _names_and_rows(value: Any) -> tuple[list[str] | None, list[Sequence[Any]]]:
    library, kind = type(value).__module__.partition(".")[0], type(value).__name__
    if library == "pandas" and kind == "Styler":
        return _names_and_rows(value.data)
    if library in ("pandas", "polars") and kind == "Series":
        return _names_and_rows(value.to_frame())
    if library == "pandas" and kind == "DataFrame":
        columns = [value.iloc[:, place].tolist() for place in range(value.shape[1])]
        return [_name(one) for one in value.columns], list(zip(*columns, strict=True))
    if library == "polars" and kind == "DataFrame":
        return list(value.columns), value.rows()
    if hasattr(value, "tolist") and hasattr(value, "ndim"):
        return None, _rows_of_array(value)
    if isinstance(value, Path):
        table = read_csv(value)
        return table["headers"], table["data"]
    if isinstance(value, Mapping):
        return _names_and_rows_of_dict(value)
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        return _names_and_rows_of_list(list(value))
    raise ValueError(
        f"{kind} is no table: give a DataFrame, an array, a list of rows, a dict, "
        "or the pathlib.Path of a CSV file"
    )


def _rows_of_array(value: Any) -> list[Sequence[Any]]:
    if value.ndim not in (1, 2):
        raise ValueError(f"an array of {value.ndim} dimensions is no table: give one of 1 or 2")
    if value.dtype.kind == "M":
        value = value.astype("datetime64[us]")  # finer ones become plain numbers
    rows = value.tolist()
    return rows if value.ndim == 2 else [[one] for one in rows]


def _names_and_rows_of_dict(value: Mapping[Any, Any]) -> tuple[list[str] | None, list[Sequence[Any]]]:
    if "data" in value and set(value) <= {"headers", "data", "metadata"}:
        names, rows = _names_and_rows(value["data"])
        headers = value.get("headers")
        return (names if headers is None else [_name(one) for one in headers]), rows
    columns = [list(cells) if _is_list(cells) else [cells] for cells in value.values()]
    if len(set(map(len, columns))) > 1:
        raise ValueError(f"its columns have different lengths: {sorted(set(map(len, columns)))}")
    return [_name(one) for one in value], list(zip(*columns, strict=True))


def _names_and_rows_of_list(rows: list[Any]) -> tuple[list[str] | None, list[Sequence[Any]]]:
    if rows and all(isinstance(row, Mapping) for row in rows):
        names = list(dict.fromkeys(name for row in rows for name in row))
        return [_name(one) for one in names], [[row.get(name) for name in names] for row in rows]
    return None, [list(row) if _is_list(row) else [row] for row in rows]


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple, range)) or (
        hasattr(value, "tolist") and getattr(value, "ndim", 1) > 0
    )


def _name(header: Any) -> str:
    return " ".join(map(str, header)) if isinstance(header, tuple) else str(header)


def _column(cells: Sequence[Any]) -> Sequence[Any]:
    """The cells in words of JSON; those of one kind are told apart once, not one by one."""
    types = set(map(type, cells))
    if types <= PLAIN:
        return cells
    if types <= {float, *PLAIN} and all(isfinite(cell) for cell in cells if type(cell) is float):
        return cells
    texts = [_plain(cell) for cell in cells]
    if all(text is None or (isinstance(text, str) and text.endswith(" 00:00:00")) for text in texts):
        return [text and text.removesuffix(" 00:00:00") for text in texts]
    return texts


def _plain(cell: Any) -> Any:
    if cell is None or type(cell).__name__ in ("NAType", "NaTType"):
        return None
    if hasattr(cell, "dtype") and hasattr(cell, "item") and getattr(cell, "ndim", 1) == 0:
        cell = cell.item() if cell.dtype.kind != "M" else cell.astype("datetime64[us]").item()
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, (int, float, decimal.Decimal)):
        number = int(cell) if isinstance(cell, int) else float(cell)
        return number if isinstance(number, int) or isfinite(number) else None
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    return None if cell is None else str(cell)


def _guessed(cells: Sequence[Any]) -> str:
    types = set(map(type, cells)) - {type(None)}
    if not types:
        return "auto"
    return "number" if types <= {int, float} else "bool" if types == {bool} else "str"


def _numbers(cells: Sequence[Any]) -> Sequence[Any]:
    """Numbers where all that is not empty is written as one; 007 is a name."""
    cells = [cell or None for cell in cells]
    read = [number(cell) if cell else None for cell in cells]
    return cells if any(found is None and cell for found, cell in zip(read, cells, strict=True)) else read


def number(text: str) -> int | float | None:
    """The number that a text is written as, or None."""
    if not _NUMBER.fullmatch(text.strip()):
        return None
    found = float(text) if re.search(r"[.eE]", text) else int(text)
    return found if isfinite(found) else None
