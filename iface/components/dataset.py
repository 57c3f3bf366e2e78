"""Rows to choose from: the examples of a form."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Unpack

from marshmallow import fields

from iface.components._fields import Checked, number_from_text
from iface.components.base import Common, Component
from iface.events import Trigger


class Row(NamedTuple):
    """A row as its button shows it."""

    place: int
    text: str


class Dataset(Component):
    """Rows of samples, each a button; the function takes the row's values.

    `per_page` rows are shown, the others open on demand.
    """

    click = Trigger()

    def __init__(
        self, samples: Sequence[Sequence[Any]], *, per_page: int = 10, **common: Unpack[Common]
    ) -> None:
        self.samples = [list(row) for row in samples]
        self.per_page = per_page
        self.event = ""
        self.rows = [
            Row(index, " · ".join(_words(value) for value in row if value is not None) or "(empty)")
            for index, row in enumerate(self.samples)
        ]
        super().__init__(None, **common)

    def from_form(self, texts: list[str]) -> Any:
        """The place of the row whose button was pressed."""
        return number_from_text(texts[-1]) if texts else None

    def field(self) -> fields.Field[Any]:
        """A place in the list of rows."""
        return Checked(self._check, required=True, missing="Choose one of the examples.")

    def preprocess(self, data: Any) -> list[Any]:
        """The values of the row."""
        return self.samples[data]

    def _check(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int) or not 0 <= data < len(self.samples):
            raise ValueError(f"Choose an example from 0 to {len(self.samples) - 1}.")
        return data


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ", ".join(str(one) for one in value) or "none"
    return str(value)
