"""Rows to choose from: the examples of a form."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from marshmallow import fields

from iface.components._fields import Checked, number_from_text
from iface.components.base import Component
from iface.errors import DesignError
from iface.events import Trigger
from iface.words import Phrase, say


class Cell(NamedTuple):
    """A value as its row shows it: words, and the id of a picture where it is one."""

    text: str
    picture: str = ""


class Row(NamedTuple):
    """A row as its button shows it."""

    place: int
    cells: list[Cell]

    @property
    def text(self) -> str:
        """The row in words."""
        return " · ".join(one.text for one in self.cells) or say("(empty)")


class Dataset(Component):
    """Rows of samples, each a button. The function takes the row's values, its place (`type="index"`),
    or both (`type="tuple"`).

    `components` say what the values are, so that pictures are shown as such; without them each is
    shown in words. `sample_labels` are shown in place of the values. `samples_per_page` rows are
    shown, the others open on demand.
    """

    pressed_by = frozenset({"click", "select"})

    click = Trigger()
    select = Trigger()

    def __init__(
        self,
        label: str | None = None,
        *,
        components: Sequence[Component | str] | None = None,
        samples: Sequence[Sequence[Any]] | None = None,
        headers: Sequence[str] | None = None,
        type: Literal["values", "index", "tuple"] = "values",
        samples_per_page: int = 10,
        sample_labels: Sequence[str] | None = None,
        **common: Any,
    ) -> None:
        self.samples = [list(row) if isinstance(row, (list, tuple)) else [row] for row in samples or ()]
        self.headers = list(headers or ())
        self.type = type
        self.samples_per_page = samples_per_page
        if sample_labels is not None and len(sample_labels) != len(self.samples):
            raise DesignError(
                f"{len(sample_labels)} labels were given for {len(self.samples)} samples.",
                fix="Give one label for each.",
            )
        kinds = [one if isinstance(one, Component) else None for one in components or ()]
        self.rows = [
            Row(place, [Cell(sample_labels[place])] if sample_labels else _cells(row, kinds))
            for place, row in enumerate(self.samples)
        ]
        super().__init__(None, label=label, **common)

    def from_form(self, texts: list[str]) -> Any:
        """The place of the row whose button was pressed."""
        return number_from_text(texts[-1]) if texts else None

    def field(self) -> fields.Field[Any]:
        """A place in the list of rows."""
        missing, last = Phrase("Choose one of the examples."), len(self.samples) - 1
        return Checked(self._check, required=True, missing=missing, type="integer", minimum=0, maximum=last)

    def preprocess(self, data: Any) -> Any:
        """The values of the row, its place, or both."""
        if self.type == "index":
            return data
        return (data, self.samples[data]) if self.type == "tuple" else self.samples[data]

    def postprocess(self, value: Any) -> Any:
        """A row that is chosen shows nothing of its own."""
        return None

    def _check(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int) or not 0 <= data < len(self.samples):
            raise ValueError(say("Choose an example from 0 to {last}.", last=len(self.samples) - 1))
        return data


def _cells(row: Sequence[Any], kinds: Sequence[Component | None]) -> list[Cell]:
    padded = [*kinds, *[None] * len(row)]
    return [_cell(value, kind) for value, kind in zip(row, padded, strict=False) if value is not None]


def _cell(value: Any, kind: Component | None) -> Cell:
    if kind is not None and kind.takes_files:
        data = kind.postprocess(value)
        several = data if isinstance(data, list) else [data]
        told = [one for one in several if isinstance(one, dict) and "id" in one]
        if len(told) == 1 and told[0]["type"].startswith("image/"):
            return Cell(told[0]["name"], told[0]["id"])
        if told:
            return Cell(", ".join(one["name"] for one in told))
    return Cell(_words(value))


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return Phrase("yes") if value else Phrase("no")
    if isinstance(value, (list, tuple)):
        return ", ".join(str(one) for one in value) or Phrase("none")
    return str(value)
