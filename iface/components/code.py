"""A text of code."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Unpack

from markupsafe import Markup
from marshmallow import fields

from iface.components._code import LEXERS, highlighted, is_known
from iface.components._fields import Checked, clean_text
from iface.components.base import Common, Component
from iface.errors import DesignError
from iface.events import Trigger

LARGEST = 1024 * 1024
"""Bytes of a file that is shown as code."""


class Code(Component):
    """A text of code to edit, or to read with its words in colours.

    `language` is one of Gradio's names ("python", "json", "sql-pgSQL" ...) or another that
    Markdown fences have ("rust", "bash", "diff" ...). The field has `lines` lines and grows to
    `max_lines`; `wrap_lines` breaks long ones.

    The function takes a str. It may give any text, of which empty lines at the start and white
    space at the end are dropped; or a tuple of one pathlib.Path, whose file is read. The value of
    the declaration may have that path as a str: it cannot come from a visitor.
    """

    change = Trigger()
    input = Trigger()
    focus = Trigger()
    blur = Trigger()

    parts: ClassVar[tuple[str, ...]] = ("_code",)

    def __init__(
        self,
        value: str | tuple[str | Path] | Callable[[], str] | None = None,
        language: str | None = None,
        *,
        lines: int = 5,
        max_lines: int | None = None,
        wrap_lines: bool = False,
        show_line_numbers: bool = True,
        **common: Unpack[Common],
    ) -> None:
        if language is not None and not is_known(language):
            raise DesignError(
                f"Code has no language {language!r}.", fix=f"Use None or one of: {', '.join(sorted(LEXERS))}."
            )
        self.language = language
        self.lines = lines
        self.max_lines = max_lines
        self.wrap_lines = wrap_lines
        self.show_line_numbers = show_line_numbers
        if isinstance(value, tuple) and len(value) == 1:
            value = (Path(value[0]),)
        super().__init__(value, **common)

    def field(self) -> fields.Field[Any]:
        """Text."""
        return Checked(clean_text, required=self.required, type="string")

    def postprocess(self, value: Any) -> str | None:
        """The text, or the file's, without empty lines at its start and white space at its end."""
        if value is None:
            return None
        text = _read(value) if isinstance(value, tuple) else str(value)
        first = len(text) - len(text.lstrip())
        return text[text.rfind("\n", 0, first) + 1 :].rstrip()

    def html(self, data: str) -> list[Markup]:
        """The lines, with their words marked by kind."""
        return highlighted(data.replace("\r\n", "\n"), self.language)


def _read(value: tuple[Any, ...]) -> str:
    # A function that ends in `return text,` gives a tuple too, and what a visitor wrote must not name a file.
    if len(value) != 1 or not isinstance(value[0], Path):
        raise ValueError("Give the text itself, or the file that has it as a tuple of one pathlib.Path.")
    with value[0].open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError(f"{value[0].name} has more than {LARGEST} bytes.")
    return content.decode(errors="replace").replace("\r\n", "\n")
