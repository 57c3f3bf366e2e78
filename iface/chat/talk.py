"""A conversation: its messages, and what a function answers to the next of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, NamedTuple

from iface import schema
from iface.components import Chatbot, Component
from iface.components._messages import keep_once, path_of
from iface.errors import Error
from iface.events import Event
from iface.function import Function, signature
from iface.helpers import Update
from iface.words import Phrase, say

Message = dict[str, Any]
"""A message as it travels; see `iface.components._messages`."""


class History(list[Message]):
    """Messages that are kept. It is never changed: a longer conversation is another one."""

    def __deepcopy__(self, memo: dict[int, Any]) -> History:
        return self


PENDING: Message = {"role": "assistant", "content": [], "metadata": {"status": "pending"}, "options": []}
"""Stands for the answer until there is one."""

_EMPTY = Phrase("Fill in this field.")


class Step(NamedTuple):
    """What the conversation is by now; `replies` are new, and `more` the values of the other outputs."""

    history: History
    replies: list[Message]
    more: list[Any]


class Talk:
    """What a function answers.

    Args:
        fn: takes a message, the messages before it, and the values of further inputs.
        chatbot: says in which form the function takes messages, and shows what it gives.
        takes_files: whether a message is a dict with files, or a text alone.
        outputs: what the function gives values for beside its answer.
    """

    def __init__(
        self, fn: Callable[..., Any], chatbot: Chatbot, outputs: Sequence[Component], *, takes_files: bool
    ) -> None:
        self.chatbot = chatbot
        self.takes_files = takes_files
        event = Event(name=signature.name_of(fn), fn=fn, extras=signature.extras_of(fn))
        self._function = Function(event, [chatbot, *outputs])

    def answers(
        self, history: History, said: Message, more: Sequence[Any], extra: Callable[[type], Any]
    ) -> Iterator[Step]:
        """Each step of the answer to `said`; `extra` makes what the function asks for beside its inputs."""
        before = self.chatbot.preprocess(history)
        steps = self._function([self.asked(said), before, *more], extra, lambda: False)
        if isinstance(steps, list):
            yield self._step(history, said, steps)
            return
        with closing(steps):
            for values in steps:
                yield self._step(history, said, values)

    def _step(self, history: History, said: Message, values: list[Any]) -> Step:
        replies = schema.postprocess(self.chatbot, _replies(values[0]))
        return Step(History([*history, said, *replies]), replies, values[1:])

    def asked(self, said: Message) -> Any:
        """A message of the visitor's as the function takes it."""
        text = "\n".join(text_of(said))
        found = [path_of(part["file"]) for part in said["content"] if part["type"] == "file"]
        return {"text": text, "files": found} if self.takes_files else text


def said_by_user(value: Any) -> Message:
    """The message of what a visitor's field gives: a text, or a text with files.

    Raises:
        ValueError: it is empty.
    """
    given = value if isinstance(value, Mapping) else {"text": value or "", "files": []}
    texts = [{"type": "text", "text": str(given["text"])}] if given["text"] else []
    files = [{"type": "file", "file": keep_once(one), "alt_text": None} for one in given.get("files") or ()]
    if not files and not str(given["text"]).strip():
        raise ValueError(str(_EMPTY))
    return {"role": "user", "content": [*texts, *files], "metadata": {}, "options": []}


def text_of(message: Message) -> list[str]:
    """The texts of a message."""
    return [part["text"] for part in message["content"] if part["type"] == "text"]


def told(replies: Sequence[Message]) -> Any:
    """An answer for who calls by the API: its text where it is one, else its messages."""
    alone = replies[0]["content"] if len(replies) == 1 else []
    return alone[0]["text"] if len(alone) == 1 and alone[0]["type"] == "text" else list(replies)


def place_of(index: Any, history: Sequence[Message], *, in_rows: bool) -> int:
    """The number of a message of which a page tells that something was done with it.

    A page that shows pairs names the row and the side; the row alone is what the user said there.

    Raises:
        Error: there is none.
    """
    place = index
    if in_rows:
        row, side = index if isinstance(index, tuple) else (index, 0)
        about = [(number, one["role"] != "user") for number, one in zip(_rows(history), history, strict=True)]
        place = about.index((row, side > 0)) if (row, side > 0) in about else None
    if not isinstance(place, int) or not 0 <= place < len(history):
        raise gone()
    return place


def gone() -> Error:
    """What is said where something is done with a message that there is not."""
    return Error(say("This message is not there any more."), title="")


def _rows(history: Sequence[Message]) -> list[int]:
    """The number of the pair that each message is in."""
    rows: list[int] = []
    last = ""
    for one in history:
        is_next = one["role"] == "user" or last != "user" or not rows
        rows.append((rows[-1] if rows else -1) + is_next)
        last = one["role"]
    return rows


def _replies(given: Any) -> list[Any]:
    """Messages of what a function gives as its answer: one or several; nothing is none."""
    several = (
        given if isinstance(given, list) else [] if given is None or isinstance(given, Update) else [given]
    )
    return [_reply(one) for one in several]


def _reply(given: Any) -> Any:
    if isinstance(given, Mapping) and ("role" in given or "content" in given):
        return {"role": "assistant", **given}
    is_message = hasattr(given, "role") and hasattr(given, "content")
    return given if is_message else {"role": "assistant", "content": given}
