"""The files of sessions on the disk of one machine: what visitors upload, and what functions make.

A session's files stand in one folder. Its time of change is when it ends, so that any process can tell
what is over without asking the store.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from secrets import token_urlsafe
from typing import IO, BinaryIO, NamedTuple

from iface.errors import DesignError, RefusedRequest, StoreError
from iface.files import DECLARED, Data, Found, open_regular
from iface.filetypes import clean_name, suffix_of, type_of
from iface.words import say

KEPT = 24 * 3600.0
"""Seconds that a session's files are kept without a sign of life."""

GRACE = 60.0
"""Seconds beyond its end that a folder is left alone: writing into it moves its time for a moment."""

CHUNK = 256 * 1024

_OURSELVES = os.geteuid() if hasattr(os, "geteuid") else 0
"""The user that this process runs as; Windows has no number for it, and calls every owner 0."""

_ID = re.compile(r"([0-9a-f]{20})-([A-Za-z0-9_-]{22})")


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


def files_beside(store: Path | None) -> Path | None:
    """Where the files of sessions stand that are kept in this file; None for a temporary folder."""
    return store and store.with_name(f"{store.name}-files")


class FileStore:
    """The files of all sessions of a page, in one folder of this machine.

    Without a folder they stand in a temporary one, which ends with the process.
    """

    def __init__(self, folder: Path | None, limits: Limits = PLENTY) -> None:
        self._folder = folder
        self._temporary = folder is None
        self.limits = limits

    @property
    def folder(self) -> Path:
        """Where the files are; made at the first use, for this user's eyes only."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="iface-files-"))
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._folder

    def of(self, owner: str) -> SessionFiles:
        """One session's files; `owner` is its public name."""
        return SessionFiles(self, owner)

    def find(self, id: str) -> Found:
        """The file with this id, whoever's it is.

        Raises:
            ValueError: there is none.
        """
        if id.startswith("declared-"):
            return DECLARED.find(id)
        known = _ID.fullmatch(id)
        return self.of(known[1] if known else "").find(id)

    def sweep(self, now: float) -> None:
        """Take away the files of sessions that are over."""
        if self._folder is None or not self._folder.is_dir():
            return
        for one in os.scandir(self._folder):
            if one.is_dir(follow_symlinks=False) and one.stat(follow_symlinks=False).st_mtime + GRACE < now:
                shutil.rmtree(one.path, ignore_errors=True)

    def close(self) -> None:
        """Take away what ends with the process."""
        if self._temporary and self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


class SessionFiles:
    """One session's files."""

    def __init__(self, store: FileStore, owner: str) -> None:
        self._store = store
        self._owner = owner

    @property
    def _folder(self) -> Path:
        return self._store.folder / self._owner

    def receive(self, stream: IO[bytes], name: str, length: int | None) -> Data:
        """Keep what a visitor uploads, as it comes; nothing is left of an upload that breaks off.

        Raises:
            RefusedRequest: 413, it is too large, or the session has too much.
        """
        limits = self._store.limits
        room = min(limits.largest, limits.quota - self._used())
        if length is not None and length > room:
            raise _too_large(room)
        return self._write(stream, name, room)

    def add(self, source: str | os.PathLike[str] | bytes, name: str = "") -> Data:
        """Keep a copy of what a function gives: bytes, or the path of a file that may be shown.

        Raises:
            ValueError: the file is none, or stands where nothing may be shown from.
            StoreError: the session's files take too much.
        """
        room = 2 * self._store.limits.quota - self._used()
        try:
            if isinstance(source, bytes):
                return self._write(io.BytesIO(source), name or "file", room)
            with self._opened(Path(source)) as stream:
                return self._write(stream, name or Path(source).name, room)
        except RefusedRequest as refused:
            raise StoreError("The files of this session take too much room.", fix=refused.fix) from None

    def find(self, id: str) -> Found:
        """The session's file with this id, or the program's own.

        Raises:
            ValueError: there is none; the sentence is for the visitor.
        """
        if id.startswith("declared-"):
            return DECLARED.find(id)
        known = _ID.fullmatch(id)
        if known and known[1] == self._owner:
            try:
                data: Data = json.loads((self._folder / f"{known[2]}.about").read_bytes())
                return Found(self._folder / f"{known[2]}{suffix_of(data['name'])}", data)
            except OSError:
                pass
        raise ValueError(say("This file is gone: choose it again."))

    def keep_for(self, seconds: float) -> None:
        """Keep the files, if there are any, for so long from now."""
        end = time.time() + seconds
        with suppress(OSError):
            os.utime(self._folder, (end, end))

    def _used(self) -> int:
        try:
            return sum(one.stat(follow_symlinks=False).st_size for one in os.scandir(self._folder))
        except OSError:
            return 0

    def _write(self, stream: IO[bytes], name: str, room: int) -> Data:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        mark = token_urlsafe(16)
        name = clean_name(name)
        path = self._folder / f"{mark}{suffix_of(name)}"
        told = self._folder / f"{mark}.about"
        size, head = 0, b""
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
                while chunk := stream.read(CHUNK):
                    size, head = size + len(chunk), head or chunk[:64]
                    if size > room:
                        raise _too_large(room)
                    kept.write(chunk)
            data = Data(id=f"{self._owner}-{mark}", name=name, size=size, type=type_of(head, name))
            with open(os.open(told, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as about:
                json.dump(data, about)
        except BaseException:
            path.unlink(missing_ok=True)
            told.unlink(missing_ok=True)
            raise
        finally:
            self.keep_for(KEPT)
        return data

    def _opened(self, path: Path) -> BinaryIO:
        """The file, if it may be shown. It is judged once it is open: its path may come to mean another."""
        stream = open_regular(path)
        about, real = os.fstat(stream.fileno()), Path(os.path.realpath(path))
        folders = set(real.parents)
        is_made = Path(os.path.realpath(tempfile.gettempdir())) in folders and about.st_uid == _OURSELVES
        is_allowed = is_made or not folders.isdisjoint(self._store.limits.allowed)
        is_of_another = self._store.folder in folders and self._folder not in folders
        if DECLARED.knows(real) or (is_allowed and not is_of_another) or self._folder in folders:
            return stream
        stream.close()
        raise ValueError(
            f"{path} stands outside of the folders that may be shown from: write it to a temporary folder "
            f"(tempfile.mkdtemp()), or allow its folder: launch(allowed_paths=[{str(path.parent)!r}]) "
            "or IFACE_ALLOWED_PATHS"
        )


def _too_large(room: int) -> RefusedRequest:
    return RefusedRequest(
        f"This file is larger than the {max(room, 0) / 2**20:.0f} MB that are taken here.",
        fix="Choose a smaller one.",
        status=413,
    )
