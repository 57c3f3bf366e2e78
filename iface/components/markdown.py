"""Formatted text."""

from collections.abc import Callable, Mapping, Sequence
from inspect import cleandoc
from typing import Any, ClassVar, Unpack

from markupsafe import Markup
from marshmallow import fields

from iface.components._fields import Checked, clean_text
from iface.components._math import delimiters
from iface.components._text import Extras, markdown
from iface.components.base import Common, Component
from iface.events import Trigger


class Markdown(Component):
    """Text in Markdown (CommonMark with tables), shown as safe HTML, code in fences in colours.

    With the extra `iface[math]`, LaTeX between dollars becomes formulas: `$a^2$` in a line, `$$`
    for one of its own. `latex_delimiters` names others, as in Gradio: `[{"left": "\\(", "right":
    "\\)", "display": False}]`, and none if it is empty. `line_breaks` keeps each end of a line.
    """

    is_editable = False
    parts: ClassVar[tuple[str, ...]] = ("_code",)

    change = Trigger()

    def __init__(
        self,
        value: str | Callable[[], str] | None = None,
        *,
        latex_delimiters: Sequence[Mapping[str, Any]] | None = None,
        line_breaks: bool = False,
        **common: Unpack[Common],
    ) -> None:
        self._extras = Extras(True, delimiters(latex_delimiters), line_breaks)
        super().__init__(value, **common)

    def field(self) -> fields.Field[Any]:
        """Text."""
        return Checked(clean_text, required=self.required, type="string")

    def postprocess(self, value: Any) -> str | None:
        """The text without its common indentation."""
        return None if value is None else cleandoc(str(value))

    def html(self, data: str | None) -> Markup:
        """The text as HTML without anything that could run."""
        return markdown(data or "", self._extras)
