"""A button that asks for a file and sends it at once."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from iface.components._files import FileTaker, keep, keep_several
from iface.events import Trigger
from iface.files import Data
from iface.words import Phrase

_UPLOAD = Phrase("Upload a File")


class UploadButton(FileTaker):
    """A button that opens the dialog for files; `upload` follows, with what was chosen.

    The function takes what a `File` gives: a path, bytes with `type="binary"`, or a list of them where
    there may be several. The text on the button is its `label`.
    """

    pressed_by = frozenset({"upload"})

    click = Trigger()
    upload = Trigger()
    change = Trigger()

    def __init__(
        self,
        label: str = _UPLOAD,
        value: Any | Callable[[], Any] | None = None,
        *,
        variant: Literal["primary", "secondary", "stop", "huggingface"] = "secondary",
        file_count: Literal["single", "multiple", "directory"] = "single",
        file_types: Sequence[str] | None = None,
        type: Literal["filepath", "binary"] = "filepath",
        # What every component takes; `label` among them is said above, which the types cannot say twice.
        **common: Any,
    ) -> None:
        self.variant = variant
        self.many = file_count != "single"
        self.is_folder = file_count == "directory"
        self.accepted = file_types or ()
        self.type = type
        super().__init__(value, label=label, **common)

    def preprocess(self, data: Any) -> Any:
        """Paths or bytes; None for no file."""
        if not data:
            return None
        return [self._given(one) for one in data] if self.many else self._given(data)

    def postprocess(self, value: Any) -> Any:
        """A copy of each file that may be shown."""
        if value is None:
            return None
        return keep_several(value) if self.many else keep(value)

    def _given(self, data: Data) -> Any:
        path = self.path_of(data)
        return path if self.type == "filepath" else Path(path).read_bytes()
