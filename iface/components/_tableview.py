"""How a table looks: the text of its cells, the width of its columns, and what its script gets of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from iface.components._table import Table, columns_of, kinds_of

FIRST, FEWEST, CELLS = 50, 10, 5_000
"""Rows that stand in the page itself, fewer where that would be many cells; the script shows the others."""

SAMPLE = 200
"""Rows beyond the first that say how wide a column is."""

FORMATTED = 1_000
"""Cells of Markdown or HTML that are formatted; the others are shown as they are written."""

TYPED = 2_000
"""Cells of a table that can be typed as a whole, without a script."""

_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Column:
    """A column's name, what it holds, its width in pixels or per cent, and its digits after the point."""

    name: str
    kind: str
    width: str
    digits: int


@dataclass(frozen=True)
class View:
    """What the template shows: `rows` are the first, as text or safe HTML; `text` is the table for typing."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    count: int
    width: str
    packed: Markup
    text: str


def viewed(
    table: Table,
    told: str,
    declared: Sequence[str],
    widths: Sequence[str],
    more: Mapping[str, Any],
    text: str,
) -> View:
    """The view of a table, whose JSON is `told`; `more` goes to the script beside it."""
    kinds = kinds_of(table, declared)
    rows = table["data"]
    most = min(FIRST, max(FEWEST, CELLS // max(len(kinds), 1)))
    sample = [*rows[:most], *rows[most :: max(1, len(rows) // SAMPLE)]]
    columns = []
    for place, (name, cells) in enumerate(zip(table["headers"], columns_of(sample, len(kinds)), strict=True)):
        kind, digits = kinds[place], _digits(cells) if kinds[place] == "number" else 0
        own = widths[place] if place < len(widths) else _width(name, [shown(one, digits) for one in cells])
        columns.append(Column(name, kind, own, digits))
    formatted = _formatted(rows, kinds)
    first = [
        [
            formatted[place][row]
            if row < len(formatted.get(place, ()))
            else shown(cell, columns[place].digits)
            for place, cell in enumerate(rows[row])
        ]
        for row in range(min(most, len(rows)))
    ]
    about = {**more, "kinds": kinds, "digits": [one.digits for one in columns], "html": formatted}
    packed = f'{{"about":{json.dumps(about)},"table":{told}}}'.translate(_UNSAFE)
    return View(columns, first, len(rows), _whole([one.width for one in columns]), Markup(packed), text)


def shown(cell: Any, digits: int = 0) -> str:
    """The text of a cell; all numbers of a column have the same digits after the point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "✓" if cell else "✗"
    if isinstance(cell, (int, float)) and digits and (cell == 0 or 10**-digits <= abs(cell) < 1e15):
        return f"{cell:.{digits}f}"
    return str(cell)


def width_of(given: int | float | str) -> str | None:
    """A width as HTML has it, in pixels or per cent; None for what is neither."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(px|%)?", str(given).strip())
    return found and (f"{found[1]}%" if found[2] == "%" else found[1])


def _digits(cells: Sequence[Any]) -> int:
    floats = [repr(cell) for cell in cells if isinstance(cell, float)]
    most = max((len(one.partition(".")[2]) for one in floats if "e" not in one), default=0)
    return most if most <= 6 else 4


def _width(name: str, texts: Sequence[str]) -> str:
    longest = max((len(text) for text in texts), default=0)
    return str(round(min(max(longest, min(len(name) + 2, 24), 5), 30) * 9 + 26))


def _whole(widths: Sequence[str]) -> str:
    return "100%" if any("%" in one for one in widths) else str(round(sum(map(float, widths))))


def _formatted(rows: Sequence[Sequence[Any]], kinds: Sequence[str]) -> dict[int, list[Markup]]:
    """Of each column of Markdown or HTML, its first cells as safe HTML."""
    places = [place for place, kind in enumerate(kinds) if kind in ("markdown", "html")]
    if not places:
        return {}
    from iface.components._text import clean, markdown

    first = rows[: FORMATTED // len(places)]
    makers = {place: markdown if kinds[place] == "markdown" else clean for place in places}
    return {place: [make(shown(row[place])) for row in first] for place, make in makers.items()}
