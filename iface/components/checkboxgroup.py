"""Any number of choices, all in sight."""

from collections.abc import Callable, Sequence
from typing import Any, Literal, Unpack

from marshmallow import fields

from iface.components._choices import Choice, Choices, Option
from iface.components._fields import Checked
from iface.components.base import Common, Component
from iface.events import Trigger
from iface.words import Phrase, say


class CheckboxGroup(Component):
    """Several of `choices` (values, or (name, value) pairs).

    The function takes the list of chosen values in the order of `choices`, or of their places
    with `type="index"`.
    """

    absent_is_empty = True

    change = Trigger()
    input = Trigger()
    select = Trigger()

    def __init__(
        self,
        choices: Sequence[Choice] | None = None,
        *,
        value: Sequence[Any] | Callable[[], Sequence[Any]] | None = None,
        type: Literal["value", "index"] = "value",
        **common: Unpack[Common],
    ) -> None:
        self.choices = Choices(choices, type)
        super().__init__(value, **common)

    def options(self, data: Any) -> list[Option]:
        """The choices as the template shows them."""
        return self.choices.options(data if isinstance(data, list) else [])

    def from_form(self, texts: list[str]) -> list[Any]:
        """The values of the keys that were ticked; none is an empty list."""
        return [self.choices.from_key(text) for text in texts]

    def field(self) -> fields.Field[Any]:
        """A list of the choices' values."""
        missing, items = Phrase("Choose at least one."), {"enum": self.choices.data}
        least = 1 if self.required else None
        return Checked(
            self._check, required=self.required, missing=missing, type="array", items=items, minItems=least
        )

    def preprocess(self, data: Any) -> list[Any]:
        """The chosen values, or their places."""
        return [self.choices.given(one) for one in data or ()]

    def postprocess(self, value: Any) -> list[Any]:
        """The chosen values; one alone may be given as it is."""
        if value is None:
            return []
        several = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
        return [self.choices.shown(one) for one in several]

    def _check(self, data: Any) -> list[Any]:
        if not isinstance(data, list):
            raise ValueError(say("Choose among the choices shown."))
        places = {self.choices.place(one) for one in data}
        return [self.choices.data[place] for place in sorted(places)]
