"""A conversation."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal, Unpack

from markupsafe import Markup
from marshmallow import fields

from iface import assets
from iface.components import _growth
from iface.components._conversation import Message, avatars, conversation
from iface.components._fields import Checked
from iface.components._math import delimiters
from iface.components._messagecheck import check_messages
from iface.components._messages import ROLES, given, messages_of, pairs
from iface.components._messages import ChatMessage as ChatMessage
from iface.components._messages import MessageDict as MessageDict
from iface.components._text import Extras, markdown
from iface.components.base import Common, Component
from iface.errors import DesignError
from iface.events import Trigger
from iface.words import language

_LENGTH = re.compile(r"\d+(\.\d+)?(px|rem|em|ch|lh|vh|dvh|svh|vmin|vmax|%)")


class Chatbot(Component):
    """A conversation of messages, the visitor's at the end of the line and the assistant's at its start.

    The value is a list of `{"role", "content"}` or ChatMessages; pairs of user and assistant are
    understood too, and are what the function takes with `type="tuples"`. Texts are Markdown. What
    can be done with a message (like, retry, undo, edit) is shown where an event listens to it;
    `editable` are the messages that may be edited. `height`, `min_height` and `max_height` are in
    pixels or CSS lengths. `examples` are texts to begin with, as `{"text", "display_text"}`.
    """

    is_editable = False
    absent_is_empty = False
    grows_roughly = True
    parts: ClassVar[tuple[str, ...]] = ("_code", "_controls", "_message")

    change = Trigger()
    select = Trigger()
    like = Trigger()
    retry = Trigger()
    undo = Trigger()
    example_select = Trigger()
    option_select = Trigger()
    clear = Trigger()
    copy = Trigger()
    edit = Trigger()

    def __init__(
        self,
        value: Any = None,
        *,
        type: Literal["messages", "tuples"] | None = "messages",
        height: float | str | None = None,
        min_height: float | str | None = None,
        max_height: float | str | None = None,
        placeholder: str | None = None,
        avatar_images: Sequence[str | os.PathLike[str] | None] | None = None,
        show_copy_button: bool = True,
        editable: Literal["user", "all"] | bool | None = None,
        feedback_options: Sequence[str] | None = ("Like", "Dislike"),
        like_user_message: bool = False,
        layout: Literal["bubble", "panel"] | None = None,
        render_markdown: bool = True,
        line_breaks: bool = True,
        latex_delimiters: Sequence[Mapping[str, Any]] | None = None,
        group_consecutive_messages: bool = True,
        autoscroll: bool = True,
        rtl: bool = False,
        examples: Sequence[Mapping[str, Any] | str] | None = None,
        **common: Unpack[Common],
    ) -> None:
        self.type = _among(type, "messages", "tuples", what="type")
        self.layout = _among(layout, "bubble", "panel", what="layout")
        self.heights = [("height", height), ("min-height", min_height), ("max-height", max_height)]
        self.heights = [(name, _length(given)) for name, given in self.heights if given is not None]
        self.placeholder = placeholder
        self.avatars = avatars(avatar_images)
        self.show_copy_button = show_copy_button
        self.editable = ("user" if editable else None) if isinstance(editable, bool) else editable
        self.feedback_options = list(feedback_options or ())
        self.like_user_message = like_user_message
        self.group_consecutive_messages = group_consecutive_messages
        self.autoscroll = autoscroll
        self.rtl = rtl
        self.examples = [_example(one) for one in examples or ()]
        self._extras = Extras(True, delimiters(latex_delimiters), line_breaks) if render_markdown else None
        super().__init__(value, **common)
        self.interactive = False

    def first(self) -> list[dict[str, Any]]:
        """The messages of a new page."""
        return _Ours(super().first())

    def from_form(self, texts: list[str]) -> Any:
        """Nothing: a form carries no conversation."""
        return None

    def field(self) -> fields.Field[Any]:
        """Messages of text and of the session's files."""
        said = {"role": {"enum": list(ROLES)}, "content": {"type": ["string", "array"]}}
        message = {"type": "object", "properties": said, "required": list(said)}
        return Checked(_check, required=self.required, type="array", items=message)

    def preprocess(self, data: Any) -> list[Any]:
        """A list of dicts, or of pairs with `type="tuples"`; a file is `(path,)`."""
        return pairs(data or ()) if self.type == "tuples" else [given(one) for one in data or ()]

    def postprocess(self, value: Any) -> list[dict[str, Any]]:
        """Messages in one form, with a copy of each file."""
        return messages_of(value)

    def grown(self, old: Any, new: Any) -> str | None:
        """What the last message says beyond what it said before, as long as that is plain text."""
        return _growth.grown(old, new, is_markdown=self.is_markdown)

    def mark(self, data: Any) -> str:
        """How many messages a page shows, and which."""
        return _growth.mark(data or (), self._look)

    def first_row(self, mark: str, data: Any) -> int | None:
        """The first message that is another, or has other buttons, than on a page with this mark."""
        count = _growth.common(mark, data or (), self._look)
        return _growth.first_to_show(data, count) if count else None

    @property
    def _look(self) -> str:
        props = [f"{name}={self.given[name]!r}" for name in sorted(self.given) if name not in _NO_LOOK]
        return f"{props} {sorted(self.listened)} {language()}"

    def messages(self, data: Any, start: int | None = None) -> list[Message]:
        """What the template shows of the conversation, from message number `start` on."""
        shown = conversation(data or (), self._extras, lambda *place: _number(self.id, *place), start or 0)
        verbs = self.listened
        last = shown[-1:]
        shown = [one for one in shown if start is None or one.index >= start]
        for one in shown:
            one.controls = [verb for verb in _CONTROLS if self._has(verb, one, verbs, one is last[0])]
            one.follows &= self.group_consecutive_messages
        return shown

    def listens(self, verb: str) -> bool:
        """Whether some event listens to this verb."""
        return verb in self.listened

    @property
    def is_markdown(self) -> bool:
        """Whether texts are Markdown."""
        return self._extras is not None

    @property
    def keeps_room(self) -> bool:
        """Whether a message without a picture begins where those with one do."""
        return self.layout == "panel" and any(one is not None for one in self.avatars.values())

    def welcome(self) -> Markup:
        """What stands where no message is yet."""
        return markdown(self.placeholder or "")

    def scripts_of(self, one: Component) -> str:
        """The addresses of the scripts and styles of a component in a message, relative to this one's."""
        return " ".join(
            f"./{word}{ending}"
            for word in (one.word, *one.parts)
            for ending in (".css", ".js")
            if word in assets.words_with(ending)
        )

    def _has(self, verb: str, one: Message, listened: frozenset[str], is_last: bool) -> bool:
        """Whether a message has this button."""
        if one.title or one.is_pending or one.role == "system" or (verb != "copy" and verb not in listened):
            return False
        is_user = one.role == "user"
        texts = [part for part in one.parts if part.kind == "text"]
        if verb == "copy":
            return bool(texts) and self.show_copy_button
        if verb == "edit":
            may_be = self.editable == "all" or (self.editable == "user" and is_user)
            return may_be and len(texts) == len(one.parts) == 1
        if verb == "like":
            return bool(self.feedback_options) and (not is_user or self.like_user_message)
        return is_last and not is_user


_NO_LOOK = ("value", "render", "every", "inputs")
_CONTROLS = ("copy", "like", "edit", "retry", "undo")


class _Ours(list[dict[str, Any]]):
    """What the program declared: it may hold components, as nothing that is sent may."""


def _check(sent: Any) -> list[dict[str, Any]]:
    return list(sent) if isinstance(sent, _Ours) else check_messages(sent)


def _number(chatbot: int, message: int, part: int) -> int:
    """An id that no component of the page has: ids count up from 1."""
    return (chatbot * 1_000_000 + message) * 1_000 + part


def _among(given: str | None, *known: str, what: str) -> str:
    if (given or known[0]) not in known:
        raise DesignError(f"A Chatbot has no {what} {given!r}.", fix=f"Use {' or '.join(map(repr, known))}.")
    return given or known[0]


def _length(given: float | str) -> str:
    text = given.strip() if isinstance(given, str) else f"{given:g}px"
    text = f"{text}px" if text.isdecimal() else text
    if not _LENGTH.fullmatch(text):
        raise DesignError(
            f"{given!r} is no height.", fix="Give pixels as a number, or a length such as '70vh'."
        )
    return text


def _example(given: Mapping[str, Any] | str) -> dict[str, str]:
    text = given if isinstance(given, str) else str(given.get("text") or "")
    shown = text if isinstance(given, str) else str(given.get("display_text") or text)
    return {"text": text, "shown": shown}
