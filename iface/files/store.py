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
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from secrets import token_urlsafe
from typing import IO, BinaryIO

from iface.errors import RefusedRequest, StoreError
from iface.files import DECLARED, Data, Found, open_regular, size_in_words
from iface.files import PLENTY as PLENTY
from iface.files import Limits as Limits
from iface.files import limits_of as limits_of
from iface.files.types import clean_name, suffix_of, type_of
from iface.words import say

KEPT = 24 * 3600.0
"""Seconds that a session's files are kept without a sign of life."""

GRACE = 60.0
"""Seconds beyond its end that a folder is left alone: writing into it moves its time for a moment."""

SPARE = 256 * 2**20
"""Bytes that uploads leave free on the disk."""

_OURSELVES = os.geteuid() if hasattr(os, "geteuid") else 0
"""The user that this process runs as; Windows has no number for it, and calls every owner 0."""

CHUNK = 256 * 1024
_ID = re.compile(r"([0-9a-f]{20}(?:[0-9a-f]{20})?)-([A-Za-z0-9_-]{22})")

BESIDE = "-files"
"""What the name of the folder adds to that of the store's file."""


def files_beside(store: Path | None) -> Path | None:
    """Where the files of sessions stand that are kept in this file; None for a temporary folder."""
    return store and store.with_name(f"{store.name}{BESIDE}")


class FileStore:
    """The files of all sessions of a page, in one folder of this machine.

    Without a folder they stand in a temporary one, which ends with the process.
    """

    def __init__(self, folder: Path | None, limits: Limits = PLENTY) -> None:
        self._folder = folder and Path(os.path.realpath(folder))
        self._temporary = folder is None
        self.limits = limits

    @property
    def folder(self) -> Path:
        """Where the files are; made at the first use, for this user's eyes only."""
        if self._folder is None:
            self._folder = Path(os.path.realpath(tempfile.mkdtemp(prefix="iface-files-")))
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
            with suppress(OSError):  # another process may have been first
                about = one.stat(follow_symlinks=False)
                if stat.S_ISDIR(about.st_mode) and about.st_mtime + GRACE < now:
                    shutil.rmtree(one.path, ignore_errors=True)

    def spare(self) -> int:
        """How many bytes the disk has left for uploads."""
        return shutil.disk_usage(self.folder).free - SPARE

    def is_private(self, path: Path) -> bool:
        """Whether a path, with its links resolved, is the store's own: what it keeps, or beside that."""
        folder, store = self.folder, self.folder.name.removesuffix(BESIDE)
        is_beside = path.parent == folder.parent and path.name.startswith(store) and not self._temporary
        return is_beside or folder in path.parents

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
        room = min(limits.largest, limits.quota - self._used(), self._store.spare())
        if length is not None and length > room:
            raise too_large(room)
        data = self._write(stream, name, room, length)
        if self._used() > limits.quota:  # others came at the same time
            self._forget(data)
            raise too_large(0)
        return data

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
            with suppress(OSError):
                return self._read(known[2])
        raise ValueError(say("This file is gone: choose it again."))

    def keep_for(self, seconds: float) -> None:
        """Keep the files, if there are any, for so long from now."""
        end = time.time() + seconds
        with suppress(OSError):
            os.utime(self._folder, (end, end))

    def _read(self, mark: str) -> Found:
        data: Data = json.loads((self._folder / f"{mark}.about").read_bytes())
        return Found(self._folder / f"{mark}{suffix_of(data['name'])}", data)

    def _forget(self, data: Data) -> None:
        found = self.find(data["id"]).path
        found.unlink(missing_ok=True)
        found.with_suffix(".about").unlink(missing_ok=True)

    def _used(self) -> int:
        used = 0
        if self._folder.is_dir():
            for one in os.scandir(self._folder):
                with suppress(OSError):  # it was taken away meanwhile
                    used += one.stat(follow_symlinks=False).st_size
        return used

    def _write(self, stream: IO[bytes], name: str, room: int, length: int | None = None) -> Data:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        mark = token_urlsafe(16)
        name = clean_name(name)
        path = self._folder / f"{mark}{suffix_of(name)}"
        told = self._folder / f"{mark}.about"
        size, head = 0, b""
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
                # That it is there has moved the folder's time: an upload may last longer than GRACE.
                self.keep_for(KEPT)
                while chunk := stream.read(CHUNK):
                    size, head = size + len(chunk), head or chunk[:64]
                    if size > room:
                        raise too_large(room)
                    kept.write(chunk)
            if length is not None and size != length:
                raise RefusedRequest(say("The upload broke off."), fix=say("Choose the file again."))
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
        # What stands there now is what was opened.
        is_same = real.exists() and os.path.samestat(about, real.stat())
        is_ours = self._folder in folders or (is_allowed and not self._store.is_private(real))
        if is_same and (is_ours or DECLARED.knows(real)):
            return stream
        stream.close()
        raise ValueError(
            f"{path} stands outside of the folders that may be shown from: write it to a temporary folder "
            f"(tempfile.mkdtemp()), or allow its folder: launch(allowed_paths=[{str(path.parent)!r}]) "
            "or IFACE_ALLOWED_PATHS"
        )


def too_large(room: int) -> RefusedRequest:
    """The refusal of a file for which there are `room` bytes."""
    if room <= 0:
        problem = say("There is no room for more files.")
        return RefusedRequest(problem, fix=say("Reload the page to start anew."), status=413)
    problem = say("This file is larger than the {size} that are taken here.", size=size_in_words(room))
    return RefusedRequest(problem, fix=say("Choose a smaller one."), status=413)
