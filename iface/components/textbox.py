"""A line or a few lines of text."""

from collections.abc import Callable
from typing import Any, Literal, Unpack

from marshmallow import ValidationError, fields, validate

from iface.components._fields import Checked, clean_text
from iface.components.base import Common, Component
from iface.errors import DesignError
from iface.events import Trigger
from iface.words import say


class Textbox(Component):
    """A text of at most `max_length` characters, shown in `lines` lines that grow to `max_lines`.

    The function takes a str. It may give anything: its `str()` is shown.
    """

    pressed_by = frozenset({"submit"})
    is_entered = True

    change = Trigger()
    input = Trigger()
    submit = Trigger()
    focus = Trigger()
    blur = Trigger()
    key_up = Trigger()

    def __init__(
        self,
        value: str | Callable[[], str] | None = None,
        *,
        lines: int = 1,
        max_lines: int | None = None,
        placeholder: str | None = None,
        type: Literal["text", "password", "email"] = "text",
        max_length: int | None = None,
        **common: Unpack[Common],
    ) -> None:
        if type not in ("text", "password", "email"):
            raise DesignError(f"A Textbox has no type {type!r}.", fix="Use 'text', 'password' or 'email'.")
        self.lines = lines
        self.max_lines = max_lines
        self.placeholder = placeholder
        self.type = type
        self.max_length = max_length
        super().__init__(value, **common)

    def from_form(self, texts: list[str]) -> Any:
        """The text with plain line ends; an empty one is an empty text."""
        return super().from_form(texts)

    def grown(self, old: Any, new: Any) -> str | None:
        """What a longer text has beyond the one before."""
        is_longer = isinstance(old, str) and isinstance(new, str) and new.startswith(old)
        return new[len(old) :] if is_longer else None

    def field(self) -> fields.Field[Any]:
        """Text within the length; an e-mail address where the type says so."""
        format, most = "email" if self.type == "email" else None, self.max_length
        return Checked(self._check, required=self.required, type="string", format=format, maxLength=most)

    def postprocess(self, value: Any) -> str | None:
        """`str(value)`; None stays empty."""
        return None if value is None else str(value)

    def _check(self, data: Any) -> str:
        text = clean_text(data)
        if self.max_length is not None and len(text) > self.max_length:
            told = {"most": self.max_length, "count": len(text)}
            raise ValueError(say("Enter at most {most} characters; these are {count}.", **told))
        if self.type == "email" and text:
            try:
                validate.Email()(text)
            except ValidationError:
                raise ValueError(say("Enter an e-mail address like name@example.org.")) from None
        return text


class TextArea(Textbox):
    """A Textbox of seven lines."""

    def __init__(self, value: str | Callable[[], str] | None = None, *, lines: int = 7, **rest: Any) -> None:
        super().__init__(value, lines=lines, **rest)


TextArea.word, TextArea.template = Textbox.word, Textbox.template
