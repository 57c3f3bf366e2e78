"""A class, with how sure the program is of it."""

from collections.abc import Mapping
from typing import Any, Unpack

from marshmallow import fields

from iface.components._fields import Checked, clean_text
from iface.components.base import Common, Component
from iface.events import Trigger
from iface.words import say


class Label(Component):
    """The name of a class, or the likeliest `num_top_classes` of several with a bar for each.

    The function gives a text or number, or a dict of confidences from 0 to 1 by class.
    """

    is_editable = False

    change = Trigger()
    select = Trigger()

    def __init__(
        self, value: Any = None, *, num_top_classes: int | None = None, **common: Unpack[Common]
    ) -> None:
        self.num_top_classes = num_top_classes
        super().__init__(value, **common)

    def field(self) -> fields.Field[Any]:
        """What `postprocess` makes."""
        sure = {"label": {"type": "string"}, "confidence": {"type": "number"}}
        one = {"type": "object", "properties": sure, "required": list(sure)}
        shape = {"label": {"type": "string"}, "confidences": {"type": "array", "items": one}}
        whole = {"type": "object", "properties": shape, "required": list(shape)}
        return Checked(_check, required=self.required, anyOf=[whole])

    def preprocess(self, data: Any) -> Any:
        """A dict of confidences by class, or the class alone."""
        if not data:
            return None
        confidences = data.get("confidences")
        if confidences:
            return {one["label"]: one["confidence"] for one in confidences}
        return data["label"]

    def postprocess(self, value: Any) -> dict[str, Any] | None:
        """`{"label", "confidences": [{"label", "confidence"}]}`, the likeliest first."""
        if value is None or value == {}:
            return None
        if not isinstance(value, Mapping):
            return {"label": str(value), "confidences": []}
        likeliest = sorted(
            ((float(sure), str(name)) for name, sure in value.items()), key=lambda one: -one[0]
        )
        if any(not 0 <= sure <= 1 for sure, _ in likeliest):
            raise ValueError("a confidence is not between 0 and 1")
        return {
            "label": likeliest[0][1],
            "confidences": [
                {"label": name, "confidence": sure} for sure, name in likeliest[: self.num_top_classes]
            ],
        }


def _check(data: Any) -> dict[str, Any]:
    try:
        classes = {clean_text(one["label"]): float(one["confidence"]) for one in data["confidences"]}
        return {
            "label": clean_text(data["label"]),
            "confidences": [{"label": name, "confidence": sure} for name, sure in classes.items()],
        }
    except (TypeError, KeyError, ValueError, OverflowError):
        rule = say('Give {"label": text, "confidences": [{"label": text, "confidence": number}]}.')
        raise ValueError(rule) from None
