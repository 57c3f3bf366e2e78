"""What components that take or show files have in common."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Self, Unpack, cast

from marshmallow import fields

from iface import files
from iface.components._fields import Checked
from iface.components.base import Common, Component
from iface.files import Data
from iface.words import Phrase, say

_ABOUT = {"id": {"type": "string"}, "name": {"type": "string"}, "size": {"type": "integer"}}
FILE: dict[str, Any] = {
    "anyOf": [
        {"type": "string", "examples": ["the id of an upload"]},
        {"type": "object", "properties": {**_ABOUT, "type": {"type": "string"}}, "required": ["id"]},
    ]
}
"""What JSON Schema says of a file: its id, or what is told of it when it was uploaded."""

KINDS = ("image", "audio", "video")
"""Words for kinds of files that their own bytes tell."""


class FilePath(str):
    """The path of a file that a visitor uploaded; `orig_name` is what it was called there."""

    orig_name: str
    data: Data | None = None
    """What is kept of it already: a function that gives the path back means that file, not a copy."""

    def __new__(cls, path: str | os.PathLike[str], name: str) -> Self:
        """A path with the name that the visitor's machine has for the file."""
        self = super().__new__(cls, path)
        self.orig_name = name
        return self

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return str(self), self.orig_name

    @property
    def name(self) -> str:
        """The path itself: programs that were given an open file ask for its name."""
        return str(self)


class FileTaker(Component):
    """A component that a visitor can give a file, or several.

    Its data is a `files.Data`, or a list of them with `many`; what is sent is their ids. `accepted` are
    kinds ("image", "audio", "video", "text") and endings (".csv"); empty means any.
    """

    takes_files = True
    parts: ClassVar[tuple[str, ...]] = ("_upload",)
    absent_is_empty = True
    shape_of_one: ClassVar[dict[str, Any]] = FILE
    many: bool = False
    accepted: Sequence[str] = ()

    def __init__(self, value: Any = None, **common: Unpack[Common]) -> None:
        self.accepted = [_kind(one) for one in self.accepted]
        super().__init__(value, **common)

    @property
    def accept(self) -> str:
        """What the browser's dialog offers, in HTML's words."""
        return ",".join(one if one.startswith(".") else f"{one}/*" for one in self.accepted if one != "file")

    def from_form(self, texts: list[str]) -> Any:
        """The files with these ids, as far as they are there."""
        found = [_found(text) for text in texts if text]
        return found if self.many else found[-1] if found else None

    def field(self) -> fields.Field[Any]:
        """Files of this session."""
        shape = {"type": "array", "items": self.shape_of_one} if self.many else self.shape_of_one
        return Checked(self._check, required=self.required, missing=Phrase("Choose a file."), **shape)

    def files_of(self, data: Any) -> list[Data]:
        """The files that a template shows, of checked or unchecked data."""
        several = data if isinstance(data, list) else [data]
        return [cast(Data, one) for one in several if isinstance(one, dict) and "id" in one]

    def size_of(self, data: Data) -> str:
        """A file's size, in words."""
        return files.size_in_words(data["size"])

    @property
    def invitation(self) -> str:
        """What stands where files are chosen."""
        return say("Choose files, or drop them here") if self.many else say("Choose a file, or drop it here")

    def check_file(self, data: Data) -> None:
        """Refuse a file that is none of the accepted ones.

        Raises:
            ValueError: with a sentence for the visitor.
        """
        if self.accepted and not any(_fits(one, data) for one in self.accepted):
            kinds = ", ".join(self.accepted)
            raise ValueError(say("{name} is none of these: {kinds}.", name=data["name"], kinds=kinds))

    def path_of(self, data: Data) -> FilePath:
        """Where a file stands, for the function."""
        return FilePath(files.here().find(data["id"]).path, data["name"])

    def _check(self, data: Any) -> Any:
        if not self.many:
            return self._one(data)
        if not isinstance(data, list):
            raise ValueError(say("Choose files."))
        return [self._one(one) for one in data]

    def _one(self, sent: Any) -> Data:
        data = files.as_data(sent)
        self.check_file(data)
        return data


def keep(value: Any, name: str = "") -> Data:
    """Data of a file that the function gives: its path, bytes, or data that it was given itself.

    Raises:
        ValueError: it is no file, or may not be shown.
    """
    if isinstance(value, Mapping) and "id" in value:
        return files.as_data(dict(value))
    if isinstance(value, Mapping) and "path" in value:
        value = value["path"]
    if hasattr(value, "read") and hasattr(value, "name"):
        value = value.name
    if isinstance(value, (str, os.PathLike, bytes)):
        return files.here().add(value, name or getattr(value, "orig_name", ""))
    raise ValueError(f"a {type(value).__name__} is no file: give its path")


def keep_several(value: Any, one: Callable[[Any], Data] = keep) -> list[Data]:
    """Data of several files; a single one counts as a list of one."""
    several = value if isinstance(value, (list, tuple)) else [value]
    return [one(single) for single in several if single is not None]


def _found(text: str) -> Any:
    """A file's data, or the text for `field` to refuse."""
    try:
        return files.as_data(text)
    except ValueError:
        return text


def _kind(given: str) -> str:
    """`csv`, `.csv` and `text/csv` as `.csv`; `image` and `image/*` as `image`."""
    given = given.lower().strip()
    if "/" in given:
        kind, _, rest = given.partition("/")
        return kind if rest == "*" else mimetypes.guess_extension(given) or kind
    return given if given.startswith(".") or given in (*KINDS, "text", "file") else f".{given}"


def _fits(accepted: str, data: Data) -> bool:
    name = data["name"].lower()
    if accepted.startswith("."):
        return name.endswith(accepted)
    if accepted in KINDS:
        guessed = mimetypes.guess_type(name)[0] or ""
        return data["type"].startswith(f"{accepted}/") or guessed.startswith(f"{accepted}/svg")
    return accepted == "file" or (mimetypes.guess_type(name)[0] or "").startswith("text/")
