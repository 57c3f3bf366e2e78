"""One file, or several."""

from collections.abc import Callable, Sequence
from typing import Any, Literal, Unpack

from iface import files
from iface.components._files import FileTaker, keep, keep_several
from iface.components.base import Common
from iface.events import Trigger

_FileValue = Any


class File(FileTaker):
    """A file to upload, or to download; several with `file_count="multiple"`.

    The function takes the path of a copy (`.orig_name` is what the visitor calls it), or its bytes with
    `type="binary"`; a list of them where there may be several. It gives paths. The copy goes with the
    session. `file_types` are kinds ("image", "audio", "video", "text") or endings (".csv").
    """

    change = Trigger()
    select = Trigger()
    clear = Trigger()
    upload = Trigger()
    delete = Trigger()
    download = Trigger()

    def __init__(
        self,
        value: _FileValue | Callable[[], _FileValue] | None = None,
        *,
        file_count: Literal["single", "multiple", "directory"] = "single",
        file_types: Sequence[str] | None = None,
        type: Literal["filepath", "binary"] = "filepath",
        **common: Unpack[Common],
    ) -> None:
        self.many = file_count != "single"
        self.is_folder = file_count == "directory"
        self.accepted = file_types or ()
        self.type = type
        super().__init__(value, **common)

    def preprocess(self, data: Any) -> Any:
        """Paths or bytes; None for no file."""
        if not data:
            return None
        if self.many:
            return [self._given(one) for one in data]
        return self._given(data)

    def postprocess(self, value: Any) -> Any:
        """A copy of each file that may be shown."""
        if value is None:
            return None
        if self.many or isinstance(value, (list, tuple)):
            return keep_several(value)
        return keep(value)

    def _given(self, data: files.Data) -> Any:
        path = self.path_of(data)
        if self.type == "filepath":
            return path
        with open(path, "rb") as stream:
            return stream.read()
