"""A number that is slid."""

from collections.abc import Callable
from math import floor, isfinite, log10
from typing import Any, Unpack

from marshmallow import fields

from iface.components._fields import Checked, check_number, number_from_text, number_shape
from iface.components.base import Common, Component
from iface.errors import DesignError
from iface.events import Trigger


class Slider(Component):
    """A number from `minimum` to `maximum`, both included, in steps counted from `minimum`.

    Without a `step`, one that makes about a hundred is used for dragging and any number in the
    range is taken. Without a `value` it stands at the minimum.
    """

    change = Trigger()
    input = Trigger()
    release = Trigger()

    def __init__(
        self,
        minimum: float = 0,
        maximum: float = 100,
        value: float | Callable[[], float] | None = None,
        *,
        step: float | None = None,
        precision: int | None = None,
        **common: Unpack[Common],
    ) -> None:
        if not minimum < maximum:
            raise DesignError(
                f"A Slider cannot go from {minimum!r} to {maximum!r}.",
                fix="Give a minimum below the maximum.",
            )
        self.minimum = minimum
        self.maximum = maximum
        self.asked_step = step
        self.step = step or 10.0 ** floor(log10((maximum - minimum) / 100))
        if self.step == int(self.step):
            self.step = int(self.step)
        self.precision = precision
        super().__init__(value, **common)

    @property
    def has_default(self) -> bool:
        """A slider always stands somewhere."""
        return True

    def from_form(self, texts: list[str]) -> Any:
        """The number as it is written."""
        return number_from_text(texts[-1]) if texts else None

    def field(self) -> fields.Field[Any]:
        """A number in the range, on the steps that were asked for."""
        reach = self.minimum, self.maximum, self.asked_step
        return Checked(check_number(*reach), required=True, **number_shape(*reach))

    def preprocess(self, data: Any) -> Any:
        """The number, rounded to `precision`."""
        return data if self.precision is None else round(data, self.precision or None)

    def postprocess(self, value: Any) -> float:
        """The number; None stands at the minimum."""
        if value is None:
            return self.minimum
        number = int(value) if isinstance(value, int) else float(value)
        if not isfinite(number):
            raise ValueError("a slider cannot stand at NaN or infinity")
        return number
