"""Data as a tree that opens and closes; as an input, a text of JSON."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import json
import pathlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Unpack

from marshmallow import fields

from iface.components._fields import Checked
from iface.components.base import Common, Component
from iface.events import Trigger
from iface.words import say

INLINE = 72
"""A list of plain values no longer than this many characters stands on one line."""

LARGE = 2_000
"""A tree of more nodes than this is closed below its first level, so that the page stays quick."""


DEEPEST = 100
"""Levels of lists and objects that a visitor may send."""

_said = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps would make one each time
_strictly = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


class JSON(Component):
    """Anything that JSON can say: dicts, lists, text, numbers, booleans, None.

    The function may also give a text of JSON, dataclasses, dates, enums, sets, and whatever
    has a `tolist()` as numpy's arrays have. NaN and infinity, which JSON cannot say, become null.
    `open` False shows the tree closed.
    """

    is_editable = False

    change = Trigger()

    def __init__(self, value: Any = None, *, open: bool = True, **common: Unpack[Common]) -> None:
        self.open = open
        super().__init__(value, **common)

    def from_form(self, texts: list[str]) -> Any:
        """The data that a text of JSON stands for; the text itself where it is none."""
        text = texts[-1].strip() if texts else ""
        if not text:
            return None
        try:
            return _check(json.loads(text, parse_constant=_refuse))
        except (ValueError, RecursionError):
            return _NotJSON(text)

    def field(self) -> fields.Field[Any]:
        """Any data."""
        return Checked(_check, required=self.required)

    def postprocess(self, value: Any) -> Any:
        """The data that JSON can say of the value."""
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                raise ValueError("this text is no JSON") from None
        return _loaded(_dumped(value))

    def text(self, data: Any) -> str:
        """The data as indented JSON, for typing."""
        if data is None or isinstance(data, _NotJSON):
            return data or ""
        return json.dumps(data, indent=2, ensure_ascii=False)

    def tree(self, data: Any) -> Node:
        """The data as nodes for the template."""
        large = _count(data, LARGE) > LARGE
        return _node(None, data, 0, 1 if large else 4, self.open)


class _NotJSON(str):
    """A text that was sent for data and is none; kept to be shown again."""


class Node(NamedTuple):
    """One value of a tree. `text` is the JSON of a leaf, `start` and `end` the brackets around children;
    `after` is the comma behind all but the last."""

    key: str | None
    kind: str
    after: str
    text: str = ""
    start: str = ""
    end: str = ""
    open: bool = True
    inline: bool = False
    children: Sequence[Node] = ()


def _node(key: str | None, data: Any, depth: int, levels: int, is_open: bool, after: str = "") -> Node:
    if not isinstance(data, (dict, list)) or not data or depth > 100:
        return Node(key, _kind(data), after, _said(data))
    deeper, is_open_here = depth + 1, is_open and depth < levels
    if isinstance(data, dict):
        *first, (name, last) = data.items()
        children = [_node(_said(name), one, deeper, levels, is_open, ",") for name, one in first]
        children.append(_node(_said(name), last, deeper, levels, is_open))
        return Node(key, "object", after, "", "{", "}", is_open_here, False, children)
    children = [_node(None, one, deeper, levels, is_open, ",") for one in data[:-1]]
    children.append(_node(None, data[-1], deeper, levels, is_open))
    return Node(key, "array", after, "", "[", "]", is_open_here, _fits_a_line(data), children)


def _kind(leaf: Any) -> str:
    if isinstance(leaf, str):
        return "string"
    if isinstance(leaf, (dict, list)):
        return "text"
    return "word" if isinstance(leaf, bool) or leaf is None else "number"


def _fits_a_line(data: Any) -> bool:
    if any(isinstance(one, (dict, list)) for one in data) or len(data) > INLINE // 3:
        return False
    return len(_said(data)) <= INLINE


def _count(data: Any, most: int) -> int:
    count, waiting = 0, [data]
    while waiting and count <= most:
        one = waiting.pop()
        count += 1
        waiting.extend(one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
    return count


def _check(data: Any) -> Any:
    if isinstance(data, _NotJSON):
        raise ValueError(say('Enter JSON, for example {"name": "Ann"}.'))
    if depth(data) > DEEPEST:
        raise ValueError(say("Enter JSON of at most {most} levels.", most=DEEPEST))
    try:
        _strictly(data).encode()
    except (TypeError, ValueError):
        problem = say("This JSON holds half of a character, or a number that is too large.")
        raise ValueError(problem) from None
    return data


def depth(data: Any) -> int:
    """How many levels of lists and objects the data has, counted to one beyond DEEPEST."""
    levels, level = 0, [data]
    while level and levels <= DEEPEST:
        levels += 1
        level = [
            below
            for one in level
            if isinstance(one, (dict, list))
            for below in (one.values() if isinstance(one, dict) else one)
        ]
    return levels


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def _plain(value: Any) -> Any:
    """What JSON can say of a value that it has no word for."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (uuid.UUID, decimal.Decimal, pathlib.PurePath)):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=repr)
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"JSON has no word for {type(value).__name__}")


_dumped = json.JSONEncoder(default=_plain).encode
_loaded = json.JSONDecoder(parse_constant=lambda _: None).decode
