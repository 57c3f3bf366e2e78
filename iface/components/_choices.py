"""What Radio, CheckboxGroup and Dropdown share: a list of choices, each with a name and a value."""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any, NamedTuple

from iface.errors import DesignError
from iface.words import Phrase, say

Choice = Any
"""A value that is its own name, or a (name, value) pair."""


class Option(NamedTuple):
    """A choice as a template shows it; `key` is what the form posts for it."""

    key: str
    name: str
    selected: bool


class Choices:
    """The choices of one component, each with a name, a value, data and a key.

    `values` are what the function takes. `data` stands for them in JSON: the value itself where
    JSON can say it, else its key. `keys` are what a form posts: the value as text, or, where two
    values have the same text, a place in the list.
    """

    def __init__(self, choices: Iterable[Choice] | None, kind: str) -> None:
        if kind not in ("value", "index"):
            raise DesignError(f"There is no type {kind!r} for choices.", fix="Use 'value' or 'index'.")
        self.gives_index = kind == "index"
        self.names: list[str] = []
        self.values: list[Any] = []
        for choice in choices or ():
            name, value = choice if isinstance(choice, tuple) and len(choice) == 2 else (choice, choice)
            self.names.append(name if isinstance(name, Phrase) else str(name))
            self.values.append(value)
        texts = Counter(str(value) for value in self.values)
        self.keys = [
            str(value) if texts[str(value)] == 1 else f"#{place}" for place, value in enumerate(self.values)
        ]
        self.data = [
            value if isinstance(value, _SAYABLE) and not isinstance(value, Enum) else key
            for key, value in zip(self.keys, self.values, strict=True)
        ]

    def options(self, selected: Sequence[Any]) -> list[Option]:
        """Every choice, with those marked whose data is among `selected`."""
        return [
            Option(key, name, any(_same(data, one) for one in selected))
            for key, name, data in zip(self.keys, self.names, self.data, strict=True)
        ]

    def from_key(self, key: str) -> Any:
        """The data a form's text stands for; the text itself if it stands for none."""
        try:
            return self.data[self.keys.index(key)]
        except ValueError:
            return key

    def check(self, data: Any) -> Any:
        """The data, if it is that of a choice, of the same type: True is not 1."""
        return self.data[self.place(data)]

    def place(self, data: Any) -> int:
        """Where a choice stands in the list.

        Raises:
            ValueError: it does not.
        """
        for place, one in enumerate(self.data):
            if _same(one, data):
                return place
        raise ValueError(say("Choose one of the choices shown."))

    def given(self, data: Any) -> Any:
        """What the function takes for the data of one choice: its value, or its place in the list."""
        place = self.place(data)
        return place if self.gives_index else self.values[place]

    def shown(self, value: Any) -> Any:
        """The data of a value that the function gave; a value that is no choice is its own."""
        for one, data in zip(self.values, self.data, strict=True):
            if _same(one, value):
                return data
        return value


_SAYABLE = (str, int, float, bool, type(None))


def _same(value: Any, data: Any) -> bool:
    # 1 and 1.0 are one number in JSON; True and 1 are not one value.
    if isinstance(value, bool) or isinstance(data, bool):
        return value is data
    return bool(value == data)
