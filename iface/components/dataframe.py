"""A table: shown, sorted and selected, or edited cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal, Unpack

from marshmallow import fields

from iface.components._fields import Checked
from iface.components._table import Table, kinds_of, numbered, read_csv, table_of
from iface.components._tablecheck import SHAPES, checked_table
from iface.components._tableedits import (
    Edits,
    Own,
    Rules,
    Settled,
    Typed,
    Unreadable,
    as_json,
    as_text,
    digest,
    edited,
    edits_of,
    retyped,
)  # fmt: skip
from iface.components._tablevalue import value_of
from iface.components._tableview import TYPED, View, viewed, width_of
from iface.components.base import Common, Component
from iface.errors import DesignError
from iface.events import Trigger
from iface.words import say

Kind = Literal["auto", "str", "number", "bool", "date", "markdown", "html"]
Count = int | tuple[int, str] | None
KINDS = {"auto", "str", "number", "bool", "date", "markdown", "html"}
TYPES = ("pandas", "numpy", "polars", "array")


class Dataframe(Component):
    """A table of rows and named columns.

    It shows a pandas or polars DataFrame, a pandas Styler (its data), a numpy array, a list of
    rows, a dict {"headers": [...], "data": [[...]]} or {column: list}, and the CSV file at a
    `pathlib.Path`, or at a text that stands here as `value`. The function takes a pandas
    DataFrame, or what `type` names ("array" is a list of rows). An empty cell is None, and NaN
    among the numbers of pandas and numpy.

    `headers` name the columns of a value that does not. `row_count` and `col_count` are the size of
    an empty table; (3, "fixed") keeps visitors from adding or taking out any. `datatype` says what
    the columns hold, one word for all or one for each; "auto" tells numbers and booleans by the
    cells, a "date" column gives pandas and polars dates. `column_widths` are pixels or per cents.
    A visitor changes a cell, and the page sends that cell; `static_columns`, by name or place,
    stay as they are. Markdown and HTML are formatted in the first thousand cells.
    """

    is_patched: ClassVar[bool] = True
    """Whether the browser sends changes to the data that the server has, not the data."""
    parts = ("_cells", "_editor", "_grid", "_range", "_rows", "_sheet")
    works_unseen = True

    change = Trigger()
    input = Trigger()
    select = Trigger()
    edit = Trigger()

    def __init__(
        self,
        value: Any | Callable[[], Any] = None,
        *,
        headers: Sequence[str] | None = None,
        row_count: Count = None,
        col_count: Count = None,
        column_count: Count = None,
        datatype: Kind | Sequence[Kind] = "auto",
        type: Literal["pandas", "numpy", "polars", "array"] = "pandas",
        max_height: int | str = 500,
        wrap: bool = False,
        column_widths: Sequence[int | str] | None = None,
        show_row_numbers: bool = False,
        static_columns: Sequence[int | str] | None = None,
        **common: Unpack[Common],
    ) -> None:
        columns = column_count if col_count is None else col_count
        self.headers = [str(name) for name in headers or ()]
        self.row_count, self.keeps_rows = _counted(row_count, 1)
        self.column_count, self.keeps_columns = _counted(columns, len(self.headers) or 3)
        self.headers += numbered(len(self.headers), self.column_count)
        self.datatype, self.type = datatype, _one_of("type", type, TYPES)
        self.kinds = _kinds(datatype)
        self.max_height = width_of(max_height) or ""
        self.wrap, self.show_row_numbers = wrap, show_row_numbers
        self.column_widths = [_width(one) for one in column_widths or ()]
        self.static_columns = list(static_columns or ())
        # Only here, where the program says it: what a function gives may be a visitor's text.
        super().__init__(read_csv(Path(value)) if isinstance(value, str) else value, **common)
        self._told = as_json(self._first) if self._first else ""

    def first(self) -> Any:
        """The data shown on a new page; nothing changes it in its place, so that it needs no copy."""
        return self.postprocess(self.value()) if callable(self.value) else self._first

    def from_form(self, texts: list[str]) -> Any:
        """The changes that a page sends, or, without a script, the table that was typed."""
        return edits_of(texts)

    def patched(self, base: Any, sent: Any) -> Any:
        """The data that comes of `base` by what was sent; whole data is taken as it is.

        Raises:
            ValueError: the changes do not fit the base; a typed text that does not is refused by `field`.
        """
        if isinstance(sent, Unreadable):
            raise ValueError(say("These changes to the table cannot be read: reload the page."))
        if not isinstance(sent, (Edits, Typed)):
            return sent
        table = self.filled(base)
        change: Any = edited if isinstance(sent, Edits) else retyped
        try:
            changed = change(table, sent, self._rules(table))
        except ValueError as error:
            if isinstance(sent, Typed):
                return Settled(table, sent, str(error))  # to be shown again
            raise
        if changed is table:
            return None if base is None else Own(table)
        return Settled(changed)

    def field(self) -> fields.Field[Any]:
        """A table of cells that fit the kinds of their columns."""
        return Checked(self._check, required=self.required, anyOf=SHAPES)

    def preprocess(self, data: Any) -> Any:
        """The table as `type`; an optional one that holds nothing is None."""
        if data is None and self.optional:
            return None
        table = self.filled(data)
        try:
            return value_of(table, kinds_of(table, self.kinds), self.type)
        except ImportError as error:
            raise DesignError(
                f"This Dataframe gives {self.type}, which is not installed.",
                fix=f"Install {self.type}, or say type='array' for a list of rows.",
            ) from error

    def postprocess(self, value: Any) -> Table | None:
        """The headers and rows of the value, in cells that JSON can say."""
        if value is None:
            return None
        return Own(table_of(value, self.headers if self.given.get("headers") else ()))

    def filled(self, data: Any) -> Table:
        """The table itself, or an empty one of the size that was asked for."""
        if data is not None:
            return dict(data)
        return {"headers": self.headers, "data": [[None] * len(self.headers)] * self.row_count}

    def view(self, data: Any) -> View:
        """What the template shows."""
        table = self.filled(data if isinstance(data, dict) else None)
        told = self._told if data is self._first and self._told else as_json(table)
        about = {
            "on": digest(told),
            # What a visitor has sent is shown again: whether it is what the server has is not said.
            "whole": isinstance(data, Settled),
            "interactive": bool(self.interactive),
            "keepsRows": self.keeps_rows,
            "keepsColumns": self.keeps_columns,
            "fixed": sorted(self._rules(table).static),
            "wrap": self.wrap,
            "numbered": self.show_row_numbers,
        }
        is_small = len(table["headers"]) * len(table["data"]) <= TYPED
        text = as_text(table) if self.interactive and is_small else ""
        if isinstance(data, Settled) and data.problem:
            text = data.text
        return viewed(table, told, self.kinds, self.column_widths, about, text)

    def _rules(self, base: Table) -> Rules:
        names = base["headers"]
        places = [names.index(one) if one in names else one for one in self.static_columns]
        static = frozenset(one for one in places if isinstance(one, int))
        return Rules(self.kinds, static, self.keeps_rows, self.keeps_columns)

    def _check(self, data: Any) -> Table:
        if isinstance(data, (Edits, Typed, Unreadable)):
            raise ValueError(say("These changes to the table cannot be read: reload the page."))
        if isinstance(data, Settled) and data.problem:
            raise ValueError(data.problem)
        table = dict(data) if isinstance(data, Own) else checked_table(data, self.headers, self.kinds)
        if self.required and all(cell is None for row in table["data"] for cell in row):
            raise ValueError(say("Fill in this field."))
        return table


class Numpy(Dataframe):
    """A Dataframe that gives a numpy array."""

    def __init__(self, value: Any = None, **rest: Any) -> None:
        super().__init__(value, **{"type": "numpy", **rest})


class Matrix(Dataframe):
    """A Dataframe that gives a list of rows."""

    def __init__(self, value: Any = None, **rest: Any) -> None:
        super().__init__(value, **{"type": "array", **rest})


class List(Dataframe):
    """A Dataframe of one column, that gives a list of rows."""

    def __init__(self, value: Any = None, **rest: Any) -> None:
        super().__init__(value, **{"type": "array", "col_count": 1, **rest})


DataFrame = Dataframe
for _kind in (Numpy, Matrix, List):
    _kind.word, _kind.template = Dataframe.word, Dataframe.template


def _counted(count: Count, default: int) -> tuple[int, bool]:
    """How many, and whether it stays so."""
    number, how = (
        count if isinstance(count, (tuple, list)) else (default if count is None else count, "dynamic")
    )
    return int(number), _one_of("count", how, ("fixed", "dynamic")) == "fixed"


def _kinds(datatype: Kind | Sequence[Kind]) -> Sequence[str]:
    kinds = [datatype] * 1_000 if isinstance(datatype, str) else list(datatype)
    return [_one_of("datatype", kind, sorted(KINDS)) for kind in kinds]


def _one_of(what: str, given: Any, known: Sequence[str]) -> Any:
    if given not in known:
        raise DesignError(f"A Dataframe has no {what} {given!r}.", fix=f"Use one of: {', '.join(known)}.")
    return given


def _width(given: int | str) -> str:
    width = width_of(given)
    if width is None:
        raise DesignError(
            f"A column of a Dataframe cannot be {given!r} wide.",
            fix="Give pixels, as in 120 or '120px', or a share, as in '20%'.",
        )
    return width
