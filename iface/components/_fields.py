"""The marshmallow fields of the components: strict about types, with messages for people."""

from collections.abc import Callable
from math import isfinite
from typing import Any

from marshmallow import ValidationError, fields

from iface.words import Phrase, say


def is_empty(data: Any) -> bool:
    """Whether a visitor left this field out."""
    return data is None or data == "" or data == []


_MISSING = Phrase("Fill in this field.")


class Checked(fields.Field[Any]):
    """A field whose check is one function from data to data, and which may be required.

    `check` raises ValueError with the message. It is not asked about an empty value: `missing` is what is
    said of that. `shape` is what JSON Schema says of the data, for those who call the API; None leaves a
    keyword out.
    """

    def __init__(
        self, check: Callable[[Any], Any], *, required: bool, missing: str = _MISSING, **shape: Any
    ) -> None:
        if "enum" in shape and not required:
            shape["enum"] = [*shape["enum"], None]
        told = {keyword: one for keyword, one in shape.items() if one is not None}
        super().__init__(allow_none=not required, metadata=told)
        self._check = check
        self._required = required
        self._missing = missing

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        """Checked data; marshmallow calls it for every value, None included."""
        if is_empty(value) and self._required:
            raise ValidationError(str(self._missing))
        if value is None:
            return None
        try:
            return self._check(value)
        except ValueError as error:
            raise ValidationError(str(error)) from None


def clean_text(data: Any) -> str:
    """Text that any program can store: no NUL, no half of a surrogate pair."""
    if not isinstance(data, str):
        raise ValueError(say("Enter text."))
    if "\0" in data:
        raise ValueError(say("This text holds a NUL character: remove it."))
    try:
        data.encode()
    except UnicodeEncodeError:
        raise ValueError(say("This text holds half of a character: type it again.")) from None
    return data


WHOLE = {
    (False, False): Phrase("Enter a whole number."),
    (True, False): Phrase("Enter a whole number of at least {minimum}."),
    (False, True): Phrase("Enter a whole number of at most {maximum}."),
    (True, True): Phrase("Enter a whole number from {minimum} to {maximum}."),
}
ANY = {
    (False, False): Phrase("Enter a number."),
    (True, False): Phrase("Enter a number of at least {minimum}."),
    (False, True): Phrase("Enter a number of at most {maximum}."),
    (True, True): Phrase("Enter a number from {minimum} to {maximum}."),
}
STEPPED = {
    (False, False): Phrase("Enter a number in steps of {step}."),
    (True, False): Phrase("Enter a number of at least {minimum} in steps of {step}."),
    (False, True): Phrase("Enter a number of at most {maximum} in steps of {step}."),
    (True, True): Phrase("Enter a number from {minimum} to {maximum} in steps of {step}."),
}
"""Whole sentences, by whether there is a minimum and a maximum: their parts stand otherwise elsewhere."""


def number_rule(minimum: float | None, maximum: float | None, step: float | None) -> str:
    """The sentence that says which numbers are taken."""
    rules = WHOLE if step == 1 else STEPPED if step else ANY
    numbers = {"minimum": minimum, "maximum": maximum, "step": step}
    told = {name: f"{number:g}" for name, number in numbers.items() if number is not None}
    return say(rules[minimum is not None, maximum is not None], **told)


def check_number(
    minimum: float | None, maximum: float | None, step: float | None = None
) -> Callable[[Any], float]:
    """A check for a finite number in the range, on the steps counted from `minimum` (or 0).

    The last step before the maximum may be shorter, as in HTML it may not: nothing in reach is refused.
    """

    def check(data: Any) -> float:
        if not _is_number(data) or not is_in_reach(data):
            raise ValueError(number_rule(minimum, maximum, step))
        checked: float = data
        return checked

    def is_in_reach(number: float) -> bool:
        if (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
            return False
        return not step or _on_step(number, minimum or 0, step)

    return check


def number_shape(minimum: float | None, maximum: float | None, step: float | None = None) -> dict[str, Any]:
    """What JSON Schema says of the numbers that `check_number` takes."""
    is_whole = step == 1 and (minimum is None or minimum == int(minimum))
    return {"type": "integer" if is_whole else "number", "minimum": minimum, "maximum": maximum}


def _is_number(data: Any) -> bool:
    if isinstance(data, float):
        return isfinite(data)
    return isinstance(data, int) and not isinstance(data, bool)


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
