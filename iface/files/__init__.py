"""Files: uploaded by a visitor, or made by a function, known by an opaque id and by nothing else.

    <session's public name>-<22 random characters>    one session's; goes with it
    declared-<40 hex digits>                          the program's own, shown to whoever opens the page

An id is a capability: `file/<id>` shows the file to whoever knows it. What travels of a file is its
`Data`; no path does. `here()` is where files go and are found: a session's place, or the program's own.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol, TypedDict

from iface.errors import DesignError
from iface.files.types import clean_name, suffix_of, type_of
from iface.words import say


class Data(TypedDict):
    """What travels of a file: its id, the name it had, its bytes, and its type."""

    id: str
    name: str
    size: int
    type: str


class Found(NamedTuple):
    """A file that can be shown: where it is, and what is told of it."""

    path: Path
    data: Data


class Place(Protocol):
    """Where files can be put and found: a session's, or the program's own."""

    def add(self, source: str | os.PathLike[str] | bytes, name: str = "") -> Data:
        """Keep a copy of a file, or these bytes."""

    def find(self, id: str) -> Found:
        """The file with this id.

        Raises:
            ValueError: there is none here; the sentence is for the visitor.
        """


class Declared:
    """The program's own files: first values, examples. Every process that runs it has the same ids."""

    def __init__(self) -> None:
        self._known: dict[str, Found] = {}
        self._paths: set[Path] = set()
        self._folder: Path | None = None

    def add(self, source: str | os.PathLike[str] | bytes, name: str = "") -> Data:
        """Know a file, or these bytes.

        Raises:
            ValueError: there is no such file.
        """
        if isinstance(source, bytes):
            path = self._written(source, name)
        else:
            path = Path(os.path.realpath(source))
            name = name or path.name
            with open_regular(path):
                self._paths.add(path)
            if Path(os.path.realpath(tempfile.gettempdir())) in path.parents:
                path = self._copied(path)
        about = path.stat()
        digest, head = _digest(path, about.st_mtime_ns, about.st_size)
        name = clean_name(name or path.name)
        id = f"declared-{hashlib.sha256(f'{digest} {name}'.encode()).hexdigest()[:40]}"
        data = Data(id=id, name=name, size=about.st_size, type=type_of(head, name))
        self._known[id] = Found(path, data)
        return data

    def find(self, id: str) -> Found:
        """The file with this id.

        Raises:
            ValueError: there is none.
        """
        try:
            return self._known[id]
        except KeyError:
            raise ValueError(say("This file is gone: choose it again.")) from None

    def knows(self, path: Path) -> bool:
        """Whether the program itself shows this file."""
        return path in self._paths

    def _copied(self, path: Path) -> Path:
        """A copy of a temporary file, which may go at any time."""
        about = path.stat()
        digest, _ = _digest(path, about.st_mtime_ns, about.st_size)
        copy = self._own() / f"{digest}{suffix_of(path.name)}"
        if not copy.exists():
            shutil.copyfile(path, copy)
        return copy

    def _written(self, content: bytes, name: str) -> Path:
        path = self._own() / f"{hashlib.sha256(content).hexdigest()}{suffix_of(name)}"
        path.write_bytes(content)
        return path

    def _own(self) -> Path:
        if self._folder is None or not self._folder.is_dir():
            self._folder = Path(tempfile.mkdtemp(prefix="iface-declared-"))
        return self._folder


DECLARED = Declared()

_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""A link is not followed, and a pipe not waited for."""

_here: ContextVar[Place | None] = ContextVar("iface_files", default=None)


def here() -> Place:
    """Where files go now: to the session that is served; to the program's own while a page is declared."""
    return _here.get() or DECLARED


def is_serving() -> bool:
    """Whether a session is being served here."""
    return _here.get() is not None


@contextmanager
def serving(place: Place) -> Iterator[None]:
    """Let files go to `place`, and be found there, inside the block."""
    token = _here.set(place)
    try:
        yield
    finally:
        _here.reset(token)


def open_regular(path: Path) -> BinaryIO:
    """Open a file for reading that is one: no link, no folder, no device.

    Raises:
        ValueError: it is not.
    """
    try:
        stream = os.fdopen(os.open(path, _READ), "rb")
    except OSError as error:
        raise ValueError(f"the file {str(path)!r} cannot be read ({error.strerror})") from None
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise ValueError(f"{str(path)!r} is no file")
    return stream


@lru_cache(maxsize=1_000)
def _digest(path: Path, _changed: int, _size: int) -> tuple[str, bytes]:
    with path.open("rb") as stream:
        head = stream.read(64)
        stream.seek(0)
        return hashlib.file_digest(stream, "sha256").hexdigest(), head


class Limits(NamedTuple):
    """What is taken: bytes of one file, bytes of one session's files, and the folders to show from."""

    largest: int = 1 << 30
    quota: int = 4 << 30
    allowed: tuple[Path, ...] = ()


PLENTY = Limits()


def limits_of(largest: int | str | None, allowed: Iterable[str | Path]) -> Limits:
    """What is taken, as a program says it: bytes or a text such as "5mb"; folders to show files from.

    Raises:
        DesignError: the text is no size.
    """
    known = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?", str(largest).strip().lower())
    if largest is not None and not known:
        raise DesignError(f"{largest!r} is no size of a file.", fix="Give bytes, or a text such as '5mb'.")
    most = int(float(known[1]) * 1024 ** " kmgt".index(known[2] or " ")) if known else PLENTY.largest
    folders = tuple(Path(os.path.realpath(one)) for one in allowed)
    return Limits(most, max(PLENTY.quota, 4 * most), folders)


def size_in_words(size: int) -> str:
    """A number of bytes as people say it: "3.4 MB"."""
    number = float(size)
    for unit in ("B", "kB", "MB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "B" or number >= 10 else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} GB"


def as_data(sent: Any) -> Data:
    """The session's file that is meant: by its id, or by an object that holds one.

    Raises:
        ValueError: there is none; the sentence is for the visitor.
    """
    id = sent.get("id") if isinstance(sent, dict) else sent
    if not isinstance(id, str):
        raise ValueError(say("Choose a file."))
    return here().find(id).data
