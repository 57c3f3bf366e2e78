"""A number that is typed."""

from collections.abc import Callable
from math import isfinite
from typing import Any, Unpack

from marshmallow import fields

from iface.components._fields import Checked, check_number, number_from_text, number_shape
from iface.components.base import Common, Component
from iface.events import Trigger


class Number(Component):
    """A number between `minimum` and `maximum`, both included, in the caller's units.

    `step` counts from `minimum`, or from 0. The function takes an int or float as it was typed,
    rounded to `precision` decimals (an int with precision 0), and None for an empty field.
    """

    pressed_by = frozenset({"submit"})
    is_entered = True

    change = Trigger()
    input = Trigger()
    submit = Trigger()
    focus = Trigger()
    blur = Trigger()

    def __init__(
        self,
        value: float | Callable[[], float] | None = None,
        *,
        minimum: float | None = None,
        maximum: float | None = None,
        step: float | None = None,
        precision: int | None = None,
        placeholder: str | None = None,
        **common: Unpack[Common],
    ) -> None:
        self.minimum = minimum
        self.maximum = maximum
        self.step = step
        self.precision = precision
        self.placeholder = placeholder
        super().__init__(value, **common)

    def from_form(self, texts: list[str]) -> Any:
        """The number as it is written; None for an empty field."""
        return number_from_text(texts[-1]) if texts else None

    def field(self) -> fields.Field[Any]:
        """A finite number in the range."""
        check = check_number(self.minimum, self.maximum, self.step)
        return Checked(check, required=self.required, **number_shape(self.minimum, self.maximum, self.step))

    def preprocess(self, data: Any) -> Any:
        """The number, rounded to `precision`."""
        return self._rounded(data)

    def postprocess(self, value: Any) -> Any:
        """The number, rounded to `precision`; what is no number is refused. NaN and infinity become None."""
        if value is None:
            return None
        if isinstance(value, str):
            value = number_from_text(value)
        if isinstance(value, bool):
            value = int(value)
        if not isinstance(value, int):
            value = float(value)
            # JSON cannot say them, nor a browser's field show them.
            if not isfinite(value):
                return None
        return self._rounded(value)

    def _rounded(self, number: Any) -> Any:
        if number is None or self.precision is None:
            return number
        if self.precision == 0:
            return round(number)
        return round(number, self.precision)
