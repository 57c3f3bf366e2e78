"""A conversation as its template shows it: who says what, in which bubble, and what can be done with it."""

from __future__ import annotations

import logging
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from iface import files
from iface.components._messages import component_of
from iface.components._text import Extras, markdown
from iface.components.base import Component
from iface.errors import DesignError
from iface.files import Data

logger = logging.getLogger("iface")

ROOM = 8_000_000
"""How many characters of texts and their HTML are remembered, over all conversations of a process."""

Rendered = tuple[Markup, str | None]
"""The HTML of a text; and the text itself where a reader of the HTML could not tell it."""


class Part(NamedTuple):
    """Something said: `kind` is "text", "image", "audio", "video", "file" or "component"."""

    kind: str
    html: Markup = Markup("")
    source: str | None = None
    file: Data | None = None
    alt_text: str = ""
    component: Component | None = None
    value: Any = None


@dataclass(slots=True)
class Message:
    """One message: where it stands, what it says, and the verbs of the buttons below it.

    `row` counts pairs, for programs that know a conversation as such. `follows` means that the same
    one goes on; `thoughts` are messages that stand within this one, which is a thought itself.
    """

    index: int
    row: int
    role: str
    parts: list[Part]
    title: str = ""
    log: str = ""
    duration: str = ""
    is_pending: bool = False
    options: list[dict[str, str]] = field(default_factory=list)
    controls: list[str] = field(default_factory=list)
    follows: bool = False
    thoughts: list[Message] = field(default_factory=list)


class _Known:
    """The HTML of texts that were shown lately: a conversation is shown again with each message."""

    def __init__(self) -> None:
        self._texts: OrderedDict[tuple[str, Extras | None], Rendered] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def html(self, text: str, extras: Extras | None) -> Rendered:
        """The HTML; without `extras` the text is no Markdown."""
        key = (text, extras)
        with self._lock:
            if key in self._texts:
                self._texts.move_to_end(key)
                return self._texts[key]
        made = _rendered(text, extras)
        with self._lock:
            if key not in self._texts:
                self._texts[key] = made
                self._size += len(text) + len(made[0])
            while self._size > ROOM:
                (old, _), (html, _) = self._texts.popitem(last=False)
                self._size -= len(old) + len(html)
        return made


_known = _Known()


def _rendered(text: str, extras: Extras | None) -> Rendered:
    if extras is None:
        return escape(text), None
    html = markdown(text, extras)
    is_plain = html == Markup("<p>{}</p>\n").format(text)
    return html, None if is_plain else text


def conversation(
    messages: Iterable[Mapping[str, Any]],
    extras: Extras | None,
    numbered: Callable[[int, int], int],
    start: int = 0,
) -> list[Message]:
    """The messages for the template; `numbered` gives the id of a component in a message's part.

    Those before number `start` say nothing: only what comes after them is shown.
    """
    shown: list[Message] = []
    thinking: dict[str, Message] = {}
    row, last = -1, ""
    for index, one in enumerate(messages):
        role, about = one["role"], one["metadata"]
        row += role == "user" or last != "user" or row < 0
        said = one["content"] if index >= start else ()
        parts = [_part(part, extras, numbered(index, place)) for place, part in enumerate(said)]
        message = Message(
            index, row, role, parts, options=one["options"], follows=role == last, **_told(about)
        )
        parent = thinking.get(str(about.get("parent_id") or ""))
        (parent.thoughts if parent else shown).append(message)
        if about.get("id") and message.title:
            thinking[str(about["id"])] = message
        last = role
    return shown


def _told(about: Mapping[str, Any]) -> dict[str, Any]:
    seconds = about.get("duration")
    is_number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
    return {
        "title": str(about.get("title") or ""),
        "log": str(about.get("log") or ""),
        "duration": f"{seconds:.1f}\u00a0s" if is_number else "",
        "is_pending": about.get("status") == "pending",
    }


def _part(part: Mapping[str, Any], extras: Extras | None, id: int) -> Part:
    if part["type"] == "text":
        html, source = _known.html(part["text"], extras)
        return Part("text", html=html, source=source)
    if part["type"] == "file":
        kind = part["file"]["type"].partition("/")[0]
        kind = kind if kind in ("image", "audio", "video") else "file"
        return Part(kind, file=part["file"], alt_text=part["alt_text"] or "")
    component = component_of(part)
    component.id = id
    return Part("component", component=component, value=part["value"])


def avatars(given: Sequence[str | os.PathLike[str] | None] | None) -> dict[str, str | None]:
    """The id of each one's picture by role; "" stands for the usual mark of the assistant.

    Raises:
        DesignError: they are not two, or one is no picture that can be shown.
    """
    if given is None:
        return {"user": None, "assistant": ""}
    if len(given) != 2:
        raise DesignError(
            "avatar_images are two.", fix="Give the user's and the assistant's, or None for none."
        )
    user, assistant = (None if one is None else _picture(str(one)) for one in given)
    return {"user": user or None, "assistant": assistant}


def _picture(path: str) -> str:
    if path.startswith(("http://", "https://")):
        _say_foreign(path)
        return ""
    # A page's own pictures are the program's, and are not copied again for each session.
    place = files.DECLARED if files.DECLARED.knows(Path(os.path.realpath(path))) else files.here()
    try:
        return place.add(path)["id"]
    except ValueError as error:
        raise DesignError(f"An avatar cannot be shown: {error}.", fix="Give the path of a picture.") from None


@cache
def _say_foreign(address: str) -> None:
    logger.warning("Chatbot: %r is left out: a page loads no pictures from elsewhere.", address)
