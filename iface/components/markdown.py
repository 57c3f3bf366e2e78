"""Formatted text."""

from collections.abc import Callable
from inspect import cleandoc
from typing import Any, Unpack

from markupsafe import Markup
from marshmallow import fields

from iface.components._fields import Checked, clean_text
from iface.components._text import markdown
from iface.components.base import Common, Component
from iface.events import Trigger


class Markdown(Component):
    """Text in Markdown (CommonMark with tables), shown as safe HTML."""

    is_editable = False

    change = Trigger()

    def __init__(self, value: str | Callable[[], str] | None = None, **common: Unpack[Common]) -> None:
        super().__init__(value, **common)

    def field(self) -> fields.Field[Any]:
        """Text."""
        return Checked(clean_text, required=self.required)

    def postprocess(self, value: Any) -> str | None:
        """The text without its common indentation."""
        return None if value is None else cleandoc(str(value))

    def html(self, data: str | None) -> Markup:
        """The text as HTML without anything that could run."""
        return markdown(data or "")
