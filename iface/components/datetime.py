"""A day, or a day and a time of day."""

import datetime
from collections.abc import Callable
from typing import Any, Literal, Unpack

from marshmallow import fields

from iface.components._fields import Checked
from iface.components.base import Common, Component
from iface.errors import DesignError
from iface.events import Trigger
from iface.words import say

Moment = datetime.datetime | datetime.date | float | str


class DateTime(Component):
    """A moment without a time zone; only its day where `include_time` is False.

    The function takes seconds since 1970 in the server's time zone ("timestamp"), a
    `datetime.datetime`, a `datetime.date`, or the text ("string"): 2026-01-31 or
    2026-01-31 12:30:00. It may give any of them.
    """

    pressed_by = frozenset({"submit"})
    is_entered = True

    change = Trigger()
    submit = Trigger()

    def __init__(
        self,
        value: Moment | Callable[[], Moment] | None = None,
        *,
        include_time: bool = True,
        type: Literal["timestamp", "datetime", "date", "string"] = "timestamp",
        **common: Unpack[Common],
    ) -> None:
        if type not in ("timestamp", "datetime", "date", "string"):
            raise DesignError(
                f"A DateTime has no type {type!r}.", fix="Use 'timestamp', 'datetime', 'date' or 'string'."
            )
        self.include_time = include_time
        self.type = type
        super().__init__(value, **common)

    def typed(self, data: str | None) -> str:
        """The data as a browser's date field writes it."""
        return (data or "").replace(" ", "T")

    def from_form(self, texts: list[str]) -> Any:
        """The moment as data; what is none is left for `field` to refuse."""
        text = texts[-1].strip().replace("T", " ") if texts else ""
        return f"{text}:00" if self.include_time and len(text) == 16 else text or None

    def field(self) -> fields.Field[Any]:
        """A moment that the calendar has."""
        example = "2026-01-31 12:30:00" if self.include_time else "2026-01-31"
        return Checked(self._check, required=self.required, type="string", examples=[example])

    def preprocess(self, data: Any) -> Any:
        """The moment in the type that was asked for."""
        if not data:
            return None
        moment = datetime.datetime.fromisoformat(data)
        if self.type == "timestamp":
            return moment.timestamp()
        if self.type == "date":
            return moment.date()
        return moment if self.type == "datetime" else data

    def postprocess(self, value: Any) -> str | None:
        """The moment as text: 2026-01-31 or 2026-01-31 12:30:00."""
        if value is None or value == "":
            return None
        if isinstance(value, str):
            value = datetime.datetime.fromisoformat(value)
        elif isinstance(value, (int, float)):
            value = datetime.datetime.fromtimestamp(value)
        elif not isinstance(value, datetime.datetime):
            value = datetime.datetime.combine(value, datetime.time())
        return str(value.strftime("%Y-%m-%d %H:%M:%S" if self.include_time else "%Y-%m-%d"))

    def _check(self, data: Any) -> str:
        example = "2026-01-31 12:30:00" if self.include_time else "2026-01-31"
        try:
            moment = self.postprocess(data if isinstance(data, str) else "")
            # Years before 1970 and the very last have no timestamp on every system.
            if moment is not None and self.type == "timestamp":
                datetime.datetime.fromisoformat(moment).timestamp()
        except (ValueError, OverflowError, OSError):
            moment = None
        if moment is None:
            raise ValueError(say("Enter a date like {example}.", example=example))
        return moment
