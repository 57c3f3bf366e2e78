"""A text with its parts marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import cycle
from math import isfinite
from typing import Any, ClassVar, NamedTuple, Unpack

from marshmallow import fields

from iface.components._fields import Checked, clean_text
from iface.components.base import Common, Component
from iface.errors import DesignError
from iface.events import Trigger
from iface.words import say

TONES = ("blue", "orange", "green", "pink", "purple", "yellow", "teal", "red", "cyan", "lime")
"""The colours of labels, in the order they are given out; they have these names in a `color_map` too."""

STEPS = 5
"""How many shades a score has in each direction."""

MOST = 10_000
"""How many parts a text may have."""

_COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,30}|(rgb|hsl|okl|l|hw)[a-z]{0,2}\([\d\s.,%/a-z+-]{1,60}\)"
)

Label = str | float | None


class Part(NamedTuple):
    """A piece of the text as the template shows it. `strength` is its score's shade, from -5 to 5."""

    text: str
    label: str = ""
    tone: str = ""
    score: float | None = None
    strength: int = 0


class HighlightedText(Component):
    """A text whose parts have labels, or scores from -1 to 1; shown only, a visitor cannot change it.

    The function gives a list of `(text, label)`, where None marks nothing, or
    `{"text": ..., "entities": [{"entity": ..., "start": ..., "end": ...}]}`; it takes the list.
    `color_map` has colours by label: one of TONES, or any of CSS, which only a script can show.
    `combine_adjacent` joins neighbours of one label, with `adjacent_separator` between them.
    A part that is selected gives SelectData its place and its `[text, label]`.
    """

    is_editable = False
    palette: ClassVar[tuple[str, ...]] = TONES

    change = Trigger()
    select = Trigger()

    def __init__(
        self,
        value: Any = None,
        *,
        color_map: Mapping[str, str] | None = None,
        show_legend: bool = False,
        show_inline_category: bool = True,
        combine_adjacent: bool = False,
        adjacent_separator: str = "",
        **common: Unpack[Common],
    ) -> None:
        self.color_map = {str(label): str(colour) for label, colour in (color_map or {}).items()}
        for label, colour in self.color_map.items():
            if not _COLOUR.fullmatch(colour):
                raise DesignError(
                    f"The color_map has {colour!r} for {label!r}.",
                    fix=f"Use a colour like '#3157d5', or one of: {', '.join(TONES)}.",
                )
        self.show_legend = show_legend
        self.show_inline_category = show_inline_category
        self.combine_adjacent = combine_adjacent
        self.adjacent_separator = adjacent_separator
        super().__init__(value, **common)

    def field(self) -> fields.Field[Any]:
        """What `postprocess` makes."""
        score = {"type": "number", "minimum": -1, "maximum": 1}
        label = {"anyOf": [{"type": "string"}, score, {"type": "null"}]}
        part = {"token": {"type": "string"}, "class_or_confidence": label}
        items = {"type": "object", "properties": part, "required": list(part), "additionalProperties": False}
        return Checked(_check, required=self.required, type="array", items=items)

    def preprocess(self, data: Any) -> list[tuple[str, Label]] | None:
        """Pairs of text and label."""
        return None if data is None else [(one["token"], one["class_or_confidence"]) for one in data]

    def postprocess(self, value: Any) -> list[dict[str, Any]] | None:
        """A list of `{"token", "class_or_confidence"}`."""
        if value is None:
            return None
        pairs = list(_of_entities(value) if isinstance(value, Mapping) else _pairs(value))
        if len(pairs) > MOST:
            raise ValueError(f"these are {len(pairs)} parts; {MOST} can be shown")
        if self.combine_adjacent:
            pairs = list(_combined(pairs, self.adjacent_separator))
        return [{"token": text, "class_or_confidence": label} for text, label in pairs]

    def parts_of(self, data: list[dict[str, Any]]) -> list[Part]:
        """The pieces as they are shown."""
        tones = self.tones(data)
        return [_part(one["token"], one["class_or_confidence"], tones) for one in data]

    def tones(self, data: list[dict[str, Any]]) -> dict[str, str]:
        """The colour of each label, in the order of the text: one of TONES, or one of CSS."""
        found = dict.fromkeys(one["class_or_confidence"] for one in data)
        labels = [label for label in found if isinstance(label, str)]
        free = [tone for tone in TONES if tone not in self.color_map.values()] or TONES
        given_out = cycle(free)
        return {label: self.color_map.get(label) or next(given_out) for label in labels}

    def has_scores(self, data: list[dict[str, Any]]) -> bool:
        """Whether some part has a number in the place of a label."""
        return any(isinstance(one["class_or_confidence"], (int, float)) for one in data)


def _part(text: str, label: Label, tones: Mapping[str, str]) -> Part:
    if isinstance(label, str):
        return Part(text, label, tones[label])
    if label is None:
        return Part(text)
    return Part(text, f"{label:.2g}", "", label, round(max(-1.0, min(1.0, label)) * STEPS))


def _pairs(value: Iterable[Any]) -> Iterator[tuple[str, Label]]:
    if isinstance(value, str):
        raise ValueError("give a list of (text, label), or a dict with text and entities")
    for one in value:
        text, label = one
        yield str(text), _label(label)


def _label(label: Any) -> Label:
    """None, text, or a finite number, of Python's own type whatever was given (numpy's numbers, an enum)."""
    if label is None or isinstance(label, str):
        return label
    if isinstance(label, bool) or not hasattr(label, "__float__"):
        return str(label)
    score = float(label)
    if not isfinite(score):
        raise ValueError("a score is not a finite number")
    return score


def _of_entities(value: Mapping[str, Any]) -> Iterator[tuple[str, Label]]:
    text, at = value["text"], 0
    for entity in sorted(value["entities"], key=lambda one: int(one["start"])):
        start, end = max(at, int(entity["start"])), min(len(text), int(entity["end"]))
        if end <= start:
            continue
        if start > at:
            yield text[at:start], None
        yield text[start:end], _label(entity.get("entity_group") or entity.get("entity"))
        at = end
    if at < len(text):
        yield text[at:], None


def _combined(pairs: Iterable[tuple[str, Label]], separator: str) -> Iterator[tuple[str, Label]]:
    together: list[str] = []
    last: Label = None
    for text, label in pairs:
        if together and label != last:
            yield separator.join(together), last
            together = []
        last = label
        together.append(text)
    if together:
        yield separator.join(together), last


def _check(data: Any) -> list[dict[str, Any]]:
    if not isinstance(data, list) or len(data) > MOST:
        raise ValueError(say("Give a list of at most {most} parts.", most=MOST))
    return [{"token": token, "class_or_confidence": label} for token, label in map(_checked_part, data)]


def _checked_part(one: Any) -> tuple[str, Label]:
    rule = say('Give each part as {"token": text, "class_or_confidence": text, number or null}.')
    if not isinstance(one, dict) or one.keys() != {"token", "class_or_confidence"}:
        raise ValueError(rule)
    label = one["class_or_confidence"]
    if isinstance(label, str):
        return clean_text(one["token"]), clean_text(label)
    if isinstance(label, bool) or not isinstance(label, (int, float, type(None))):
        raise ValueError(rule)
    if label is not None and not -1 <= label <= 1:
        raise ValueError(say("A score is a number from -1 to 1."))
    return clean_text(one["token"]), label
