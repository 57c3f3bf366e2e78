"""What a function can ask for, say, or give beside a plain value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from iface.words import Phrase


@dataclass(frozen=True)
class Client:
    """Who asks: the address and port of the other end."""

    host: str
    port: int


@dataclass(frozen=True)
class Request:
    """The request behind a run; a parameter annotated with it receives it.

    `session_hash` is the session's public name: stable for one page load, and no key to its memory.
    `username` is None where nobody is logged in.
    """

    session_hash: str
    username: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    query_params: Mapping[str, str] = field(default_factory=dict)
    client: Client = Client("", 0)
    url: str = ""
    method: str = "POST"


class EventData:
    """What happened, for a parameter annotated with it; `target` is the component it happened to."""

    def __init__(self, target: Any = None, data: Mapping[str, Any] | None = None) -> None:
        self.target = target
        self._data = dict(data or {})

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_data"][name]
        except KeyError:
            raise AttributeError(name) from None


class SelectData(EventData):
    """What was selected: its place `index`, its `value`, and whether it is now `selected`."""

    def __init__(self, target: Any = None, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(target, data)
        self.index = self._data.get("index")
        self.value = self._data.get("value")
        self.selected = bool(self._data.get("selected", True))


class KeyUpData(EventData):
    """The `key` that was released, and the text `input_value` by then."""


def _place(index: Any) -> int | tuple[int, int] | None:
    """The place of a message: a number, a row and a column, or None for what is neither."""
    numbers = index if isinstance(index, list) else [index]
    if not all(type(one) is int and 0 <= one < 2**31 for one in numbers) or len(numbers) not in (1, 2):
        return None
    return (numbers[0], numbers[1]) if isinstance(index, list) and len(numbers) == 2 else numbers[0]


class _MessageData(EventData):
    def __init__(self, target: Any = None, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(target, data)
        self.index = _place(self._data.get("index"))
        self.value = self._data.get("value")


class LikeData(_MessageData):
    """A message that somebody has judged: its place `index`, its `value`, and whether it is `liked`.

    `liked` is the text of the option where others than Like and Dislike were offered, and None
    where a judgement is taken back.
    """

    def __init__(self, target: Any = None, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(target, data)
        self.liked = self._data.get("liked")


class RetryData(_MessageData):
    """The user's message that is to be answered again: its place `index`, and its `value`."""


class UndoData(_MessageData):
    """The user's message that is to be taken back, with all after it: its place `index`, and its `value`."""


class EditData(_MessageData):
    """A message that was edited: its place `index`, its `value`, and the `previous_value`."""

    def __init__(self, target: Any = None, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(target, data)
        self.previous_value = self._data.get("previous_value")


class CopyData(EventData):
    """The `value` that was copied."""

    def __init__(self, target: Any = None, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(target, data)
        self.value = self._data.get("value")


class Update(dict[str, Any]):
    """Properties of a component to change for this session; `value` among them changes what it shows."""


@dataclass(frozen=True)
class Ready:
    """Data that was made of a value before, to be shown as it is."""

    data: Any


def update(**properties: Any) -> Update:
    """Change properties of an output, for this session only: `update(choices=["a"], value="a")`."""
    return Update(properties)


def skip() -> Update:
    """Leave an output as it is. One alone leaves all outputs."""
    return Update()


class Said(NamedTuple):
    """A message for the visitor."""

    level: str
    message: str
    title: str
    duration: float | None


_said: ContextVar[list[Said] | None] = ContextVar("iface_said", default=None)


_INFO, _SUCCESS, _WARNING = Phrase("Info"), Phrase("Success"), Phrase("Warning")


def Info(message: str = "", duration: float | None = 10, visible: bool = True, title: str = _INFO) -> None:
    """Tell the visitor something, from a running function; `duration` in seconds, None: until closed."""
    _say("info", message, duration, visible, title)


def Success(
    message: str = "", duration: float | None = 10, visible: bool = True, title: str = _SUCCESS
) -> None:
    """Tell the visitor that something went well."""
    _say("success", message, duration, visible, title)


def Warning(
    message: str = "", duration: float | None = 10, visible: bool = True, title: str = _WARNING
) -> None:
    """Warn the visitor, from a running function."""
    _say("warning", message, duration, visible, title)


def tell(one: Said) -> None:
    """Tell the visitor what a function has said elsewhere."""
    said = _said.get()
    if said is not None:
        said.append(one)


def _say(level: str, message: str, duration: float | None, visible: bool, title: str) -> None:
    if visible:
        tell(Said(level, str(message), str(title), duration))


@contextmanager
def hearing() -> Iterator[list[Said]]:
    """What the function inside the block says to the visitor."""
    said: list[Said] = []
    token = _said.set(said)
    try:
        yield said
    finally:
        _said.reset(token)
