"""A text with files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Unpack

from marshmallow import fields

from iface.components._fields import Checked, clean_text
from iface.components._files import FILE, FileTaker
from iface.components._messages import keep_once, path_of
from iface.components.base import Common
from iface.errors import DesignError
from iface.events import Trigger
from iface.words import say

MOST = 100
"""How many files one text may have."""


class MultimodalTextbox(FileTaker):
    """A text in a field that grows from `lines` to `max_lines`, with files beside it.

    Files are chosen, dropped or pasted; `file_count="single"` takes one, `file_types` are kinds
    ("image", "audio", "video", "text") or endings (".csv"). Enter submits; Shift and Enter begin a
    line. `submit_btn` and `stop_btn` are whether there is a button, or its words. A pasted text
    longer than `max_plain_text_length` becomes a file.

    The function takes `{"text": str, "files": [paths]}`, and gives such a dict or a text.
    """

    pressed_by = frozenset({"submit"})

    change = Trigger()
    input = Trigger()
    select = Trigger()
    submit = Trigger()
    focus = Trigger()
    blur = Trigger()
    stop = Trigger()

    def __init__(
        self,
        value: str | Mapping[str, Any] | Callable[[], Any] | None = None,
        *,
        sources: Sequence[str] | str | None = None,
        file_types: Sequence[str] | None = None,
        file_count: Literal["single", "multiple", "directory"] = "single",
        lines: int = 1,
        max_lines: int = 20,
        max_length: int | None = None,
        max_plain_text_length: int = 1000,
        placeholder: str | None = None,
        submit_btn: str | bool | None = True,
        stop_btn: str | bool | None = False,
        autofocus: bool = False,
        rtl: bool = False,
        **common: Unpack[Common],
    ) -> None:
        if file_count not in ("single", "multiple", "directory"):
            raise DesignError(
                f"A MultimodalTextbox has no file_count {file_count!r}.",
                fix="Use 'single', 'multiple' or 'directory'.",
            )
        self.takes_files = "upload" in (["upload"] if sources is None else sources)  # type: ignore[misc]
        self.many = file_count != "single"
        self.is_folder = file_count == "directory"
        self.accepted = file_types or ()
        self.lines = lines
        self.max_lines = max_lines
        self.max_length = max_length
        self.max_plain_text_length = max_plain_text_length
        self.placeholder = placeholder
        self.submit_btn = submit_btn
        self.stop_btn = stop_btn
        self.autofocus = autofocus
        self.rtl = rtl
        super().__init__(value, **common)

    @property
    def longest(self) -> int:
        """From how many characters on a pasted text becomes a file; 0 where it may not."""
        takes_text = not self.accepted or not {"text", ".txt", "file"}.isdisjoint(self.accepted)
        return self.max_plain_text_length if takes_text else 0

    def listens(self, verb: str) -> bool:
        """Whether some event listens to this verb."""
        return verb in self.listened

    def from_form(self, texts: list[str]) -> Any:
        """The text, which stands first, and the files whose ids follow."""
        text, *ids = texts or [""]
        found = super().from_form(ids)
        files = found if self.many else [found] if found else []
        return {"text": text.replace("\r\n", "\n"), "files": files}

    def field(self) -> fields.Field[Any]:
        """A text, and files of this session."""
        shape = {"text": {"type": "string"}, "files": {"type": "array", "items": FILE}}
        whole = {"type": "object", "properties": shape, "additionalProperties": False}
        return Checked(self._check, required=self.required, anyOf=[{"type": "string"}, whole])

    def preprocess(self, data: Any) -> dict[str, Any] | None:
        """The text and the paths of the files; each path knows the file's `.orig_name`."""
        if data is None:
            return None
        return {"text": data["text"], "files": [path_of(one) for one in data["files"]]}

    def postprocess(self, value: Any) -> dict[str, Any]:
        """The text, and a copy of each file that may be shown."""
        if value is None or isinstance(value, str):
            return {"text": value or "", "files": []}
        if not isinstance(value, Mapping) or not {"text", "files"} & value.keys():
            raise ValueError('give a text, or {"text": "Look", "files": ["picture.png"]}')
        given = value.get("files") or []
        several = given if isinstance(given, (list, tuple)) else [given]
        return {"text": str(value.get("text") or ""), "files": [keep_once(one) for one in several]}

    def _check(self, sent: Any) -> dict[str, Any]:
        if isinstance(sent, str):
            sent = {"text": sent}
        if not isinstance(sent, dict) or not sent.keys() <= {"text", "files"}:
            raise ValueError(say("Enter text."))
        text, found = clean_text(sent.get("text") or ""), sent.get("files") or []
        if self.max_length is not None and len(text) > self.max_length:
            raise ValueError(
                say(
                    "Enter at most {most} characters; these are {count}.",
                    most=self.max_length,
                    count=len(text),
                )
            )
        if not isinstance(found, list):
            raise ValueError(say("Choose files."))
        most = MOST if self.many else 1
        if len(found) > (most if self.takes_files else 0):
            raise ValueError(say("Choose at most {most} files.", most=most if self.takes_files else 0))
        if self.required and not text.strip() and not found:
            raise ValueError(say("Fill in this field."))
        return {"text": text, "files": [self._one(one) for one in found]}
