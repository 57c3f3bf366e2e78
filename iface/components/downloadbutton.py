"""A button that gives a visitor a file."""

from collections.abc import Callable
from typing import Any, Literal

from marshmallow import fields

from iface import files
from iface.components._fields import Checked
from iface.components._files import FILE, FilePath, keep
from iface.components.button import Button
from iface.words import Phrase

_DOWNLOAD = Phrase("Download")


class DownloadButton(Button):
    """A link to a file that looks like a button, with `label` on it; without a file a plain button.

    The function gives the file's path. `click` follows a press in either case.
    """

    has_value = True
    is_editable = False

    def __init__(
        self,
        label: str = _DOWNLOAD,
        value: Any | Callable[[], Any] | None = None,
        *,
        variant: Literal["primary", "secondary", "stop", "huggingface"] = "secondary",
        # What every component takes; `label` among them is said above, which the types cannot say twice.
        **common: Any,
    ) -> None:
        super().__init__(value, variant=variant, label=label, **common)  # type: ignore[arg-type]
        # A visitor changes nothing of it: `interactive` says whether it can be pressed.
        self.is_pressable = self.interactive is not False
        self.interactive = False

    def field(self) -> fields.Field[Any]:
        """A file of this session."""
        return Checked(files.as_data, required=self.required, **FILE)

    def preprocess(self, data: Any) -> FilePath | None:
        """The file's path."""
        return data and FilePath(files.here().find(data["id"]).path, data["name"])

    def postprocess(self, value: Any) -> Any:
        """A copy of the file, if it may be shown."""
        return None if value is None else keep(value)
