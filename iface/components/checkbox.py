"""A yes or no."""

from collections.abc import Callable
from typing import Any, Unpack

from marshmallow import fields

from iface.components._fields import Checked
from iface.components.base import Common, Component
from iface.events import Trigger
from iface.words import say

_YES = frozenset({"on", "true", "1", "yes"})
_NO = frozenset({"off", "false", "0", "no", ""})


class Checkbox(Component):
    """A box that is ticked or not; the function takes True or False. `required`: it must be ticked."""

    absent_is_empty = True

    change = Trigger()
    input = Trigger()
    select = Trigger()

    def __init__(self, value: bool | Callable[[], bool] = False, **common: Unpack[Common]) -> None:
        super().__init__(value, **common)

    def from_form(self, texts: list[str]) -> Any:
        """A form posts `on`, or nothing for a box that is not ticked."""
        text = texts[-1].lower() if texts else ""
        return True if text in _YES else False if text in _NO else text

    def field(self) -> fields.Field[Any]:
        """True or False, nothing that stands for them."""
        return Checked(self._check, required=True, type="boolean", const=True if self.required else None)

    def postprocess(self, value: Any) -> bool:
        """Whether the value is true."""
        return bool(value)

    def _check(self, data: Any) -> bool:
        if not isinstance(data, bool):
            raise ValueError(say("Choose yes or no: true or false."))
        if self.required and not data:
            raise ValueError(say("Tick this box to go on."))
        return data
