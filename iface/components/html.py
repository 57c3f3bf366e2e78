"""HTML of the program's own."""

from collections.abc import Callable
from typing import Any, Unpack

from markupsafe import Markup
from marshmallow import fields

from iface import frames
from iface.components._fields import Checked, clean_text
from iface.components._text import clean
from iface.components.base import Common, Component
from iface.events import Trigger


class HTML(Component):
    """HTML, shown without anything in it that could run: scripts, forms and frames are taken out.

    Of its `style=` attributes a script sets those properties that change how a text looks, and
    leave it in its place; without a script they are not seen. Its classes are kept for the page's
    `css=`, but for those that begin with "iface".

    With `trusted` it is the program's own word for word, scripts and styles too: it stands in a frame
    without rights, which can neither read the page nor ask any server for anything.
    """

    is_editable = False

    change = Trigger()

    def __init__(
        self,
        value: str | Callable[[], str] | None = None,
        *,
        trusted: bool = False,
        **common: Unpack[Common],
    ) -> None:
        self.trusted = trusted
        if trusted:
            self.parts = ("_frames",)  # type: ignore[misc]
        super().__init__(value, **common)

    @property
    def frame(self) -> str:
        """Where the document is found in which trusted HTML stands."""
        return f"frame/html/{frames.digest('html')}/"

    def field(self) -> fields.Field[Any]:
        """Text."""
        return Checked(clean_text, required=self.required, type="string")

    def postprocess(self, value: Any) -> str | None:
        """The text as it is; it is cleaned when it is shown."""
        return None if value is None else str(value)

    def html(self, data: str | None) -> Markup:
        """The HTML without anything that could run."""
        return clean(data or "")
