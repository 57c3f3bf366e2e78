"""The marshmallow fields of the components: strict about types, with messages for people."""

from collections.abc import Callable
from math import isfinite
from typing import Any

from marshmallow import ValidationError, fields


def is_empty(data: Any) -> bool:
    """Whether a visitor left this field out."""
    return data is None or data == "" or data == []


class Checked(fields.Field[Any]):
    """A field whose check is one function from data to data, and which may be required.

    `check` raises ValueError with the message. An empty value is not checked.
    """

    def __init__(
        self, check: Callable[[Any], Any], *, required: bool, missing: str = "Fill in this field."
    ) -> None:
        super().__init__(allow_none=True)
        self._check = check
        self._required = required
        self._missing = missing

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        """Checked data; marshmallow calls it for every value, None included."""
        if is_empty(value) and self._required:
            raise ValidationError(self._missing)
        if value is None:
            return None
        try:
            return self._check(value)
        except ValueError as error:
            raise ValidationError(str(error)) from None


def clean_text(data: Any) -> str:
    """Text that any program can store: no NUL, no half of a surrogate pair."""
    if not isinstance(data, str):
        raise ValueError("Enter text.")
    if "\0" in data:
        raise ValueError("This text holds a NUL character: remove it.")
    try:
        data.encode()
    except UnicodeEncodeError:
        raise ValueError("This text holds half of a character: type it again.") from None
    return data


def number_rule(minimum: float | None, maximum: float | None, step: float | None) -> str:
    """The sentence that says which numbers are taken."""
    kind = "a whole number" if step == 1 else "a number"
    if minimum is not None and maximum is not None:
        where = f" from {minimum:g} to {maximum:g}"
    elif minimum is not None:
        where = f" of at least {minimum:g}"
    elif maximum is not None:
        where = f" of at most {maximum:g}"
    else:
        where = ""
    steps = f" in steps of {step:g}" if step not in (None, 1) else ""
    return f"Enter {kind}{where}{steps}."


def check_number(
    minimum: float | None, maximum: float | None, step: float | None = None
) -> Callable[[Any], float]:
    """A check for a finite number in the range, on the steps counted from `minimum` (or 0).

    The last step before the maximum may be shorter, as in HTML it may not: nothing in reach is refused.
    """
    rule = number_rule(minimum, maximum, step)

    def check(data: Any) -> float:
        if isinstance(data, bool) or not isinstance(data, (int, float)):
            raise ValueError(rule)
        if isinstance(data, float) and not isfinite(data):
            raise ValueError(rule)
        if (minimum is not None and data < minimum) or (maximum is not None and data > maximum):
            raise ValueError(rule)
        if step and not _on_step(data, minimum or 0, step):
            raise ValueError(rule)
        return data

    return check


def _on_step(number: float, start: float, step: float) -> bool:
    try:
        steps = (number - start) / step
    except OverflowError:
        return step == 1
    return abs(steps - round(steps)) < 1e-6


def number_from_text(text: str) -> Any:
    """An int or float as it is written; the text itself where it is neither."""
    text = text.strip()
    if not text:
        return None
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
