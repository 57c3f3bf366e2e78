"""One or several choices from a list that opens."""

from collections.abc import Callable, Sequence
from typing import Any, Literal, Unpack

from marshmallow import fields

from iface.components._choices import Choice, Choices, Option
from iface.components._fields import Checked, clean_text
from iface.components.base import Common, Component
from iface.errors import DesignError
from iface.events import Trigger
from iface.words import Phrase, say

FIRST: Any = type("First", (), {"__repr__": lambda self: "the first choice"})()


class Dropdown(Component):
    """One of `choices` (values, or (name, value) pairs); several with `multiselect`.

    The first choice is chosen where no `value` is given; None chooses none. With
    `allow_custom_value` a visitor may type a text that is not in the list. The function takes
    the chosen value (a list with `multiselect`), or its place with `type="index"`.
    """

    change = Trigger()
    input = Trigger()
    select = Trigger()
    focus = Trigger()
    blur = Trigger()
    key_up = Trigger()
    key_up = Trigger()

    def __init__(
        self,
        choices: Sequence[Choice] | None = None,
        *,
        value: Any | Callable[[], Any] = FIRST,
        type: Literal["value", "index"] = "value",
        multiselect: bool | None = None,
        allow_custom_value: bool = False,
        **common: Unpack[Common],
    ) -> None:
        self.choices = Choices(choices, type)
        self.multiselect = bool(multiselect)
        self.allow_custom_value = allow_custom_value
        if allow_custom_value and type == "index":
            raise DesignError(
                "A Dropdown cannot give the place of a value that is not in its list.",
                fix="Use type='value', or leave allow_custom_value out.",
            )
        if value is FIRST:
            value = self.choices.values[0] if self.choices.values and not multiselect else None
        super().__init__(value, **common)

    @property
    def absent_is_empty(self) -> bool:  # type: ignore[override]
        """A browser sends nothing for a list in which nothing is chosen."""
        return self.multiselect

    def options(self, data: Any) -> list[Option]:
        """The choices as the template shows them; values that are not in the list stand at its end."""
        chosen = data if isinstance(data, list) else [data]
        options = self.choices.options(chosen)
        if self.multiselect and self.allow_custom_value:
            options += [Option(str(one), str(one), True) for one in chosen if one not in self.choices.data]
        return options

    def text(self, data: Any) -> str:
        """What stands in the box of a list that takes other values too."""
        if data is None:
            return ""
        if data in self.choices.data:
            return self.choices.names[self.choices.place(data)]
        return str(data)

    def from_form(self, texts: list[str]) -> Any:
        """The values of the keys, or names, that were chosen; an empty text chooses none."""
        chosen = [self._from_text(text) for text in texts if text != "" or "" in self.choices.keys]
        return chosen if self.multiselect else chosen[-1] if chosen else None

    def field(self) -> fields.Field[Any]:
        """One value, or a list of them, each among the choices unless others are allowed."""
        if not self.multiselect:
            missing, one = Phrase("Choose one."), self._shape_of_one()
            return Checked(self._check, required=self.required, missing=missing, **one)
        missing, least = Phrase("Choose at least one."), 1 if self.required else None
        shape = {"type": "array", "items": self._shape_of_one(), "minItems": least}
        return Checked(self._check_many, required=self.required, missing=missing, **shape)

    def preprocess(self, data: Any) -> Any:
        """The chosen value or values, or their places."""
        if self.multiselect:
            return [self._given(one) for one in data or ()]
        return None if data is None and None not in self.choices.data else self._given(data)

    def postprocess(self, value: Any) -> Any:
        """The value; a list with `multiselect`."""
        if not self.multiselect:
            return self.choices.shown(value)
        if value is None:
            return []
        several = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
        return [self.choices.shown(one) for one in several]

    def _shape_of_one(self) -> dict[str, Any]:
        return {"examples": self.choices.data[:3]} if self.allow_custom_value else {"enum": self.choices.data}

    def _given(self, data: Any) -> Any:
        if self.allow_custom_value and data not in self.choices.data:
            return data
        return self.choices.given(data)

    def _from_text(self, text: str) -> Any:
        value = self.choices.from_key(text)
        if self.allow_custom_value and value == text:
            # The box shows names, and a phrase in the visitor's language.
            names = [str(name) for name in self.choices.names]
            return self.choices.data[names.index(text)] if text in names else value
        return value

    def _check(self, data: Any) -> Any:
        if self.allow_custom_value and isinstance(data, str) and data not in self.choices.data:
            return clean_text(data)
        return self.choices.check(data)

    def _check_many(self, data: Any) -> list[Any]:
        if not isinstance(data, list):
            raise ValueError(say("Choose among the choices shown."))
        return [self._check(one) for one in data]
