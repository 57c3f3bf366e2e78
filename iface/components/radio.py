"""One of a few choices, all in sight."""

from collections.abc import Callable, Sequence
from typing import Any, Literal, Unpack

from marshmallow import fields

from iface.components._choices import Choice, Choices, Option
from iface.components._fields import Checked
from iface.components.base import Common, Component
from iface.events import Trigger
from iface.words import Phrase


class Radio(Component):
    """One of `choices` (values, or (name, value) pairs).

    The function takes the chosen value, or its place with `type="index"`; None while none is chosen.
    """

    absent_is_empty = True

    change = Trigger()
    input = Trigger()
    select = Trigger()

    def __init__(
        self,
        choices: Sequence[Choice] | None = None,
        *,
        value: Any | Callable[[], Any] = None,
        type: Literal["value", "index"] = "value",
        **common: Unpack[Common],
    ) -> None:
        self.choices = Choices(choices, type)
        super().__init__(value, **common)

    def options(self, data: Any) -> list[Option]:
        """The choices as the template shows them."""
        return self.choices.options([data])

    def from_form(self, texts: list[str]) -> Any:
        """The value of the key that was chosen."""
        return self.choices.from_key(texts[-1]) if texts else None

    def field(self) -> fields.Field[Any]:
        """One of the choices' values."""
        missing = Phrase("Choose one.")
        return Checked(self.choices.check, required=self.required, missing=missing, enum=self.choices.data)

    def preprocess(self, data: Any) -> Any:
        """The chosen value, or its place."""
        return None if data is None and None not in self.choices.data else self.choices.given(data)

    def postprocess(self, value: Any) -> Any:
        """The data of the choice with this value."""
        return self.choices.shown(value)
