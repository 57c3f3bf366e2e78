"""Files that all machines can read, where they share a store and no folder.

Each file is kept beside the records. A machine that is asked for one that it did not take itself fetches
a copy: what a function gets is always a path on its own disk.
"""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import IO

from iface.codec import Codec, Tampered
from iface.errors import RefusedRequest, StoreError
from iface.files import Data, Found, size_in_words
from iface.files.store import KEPT, FileStore, Limits, SessionFiles, too_large
from iface.files.types import suffix_of
from iface.stores import Shelf

LARGEST = 16 * 1024 * 1024
"""Bytes of one file."""

QUOTA = 64 * 1024 * 1024
"""Bytes of one session's uploads; with what functions make for it, twice as much."""

log = logging.getLogger("iface")


class CopiedFiles(FileStore):
    """The files of all sessions of a page, on a shelf of its store, with copies in a folder here."""

    def __init__(self, folder: Path | None, limits: Limits, shelf: Shelf, codec: Codec) -> None:
        largest, quota = min(limits.largest, LARGEST), min(limits.quota, QUOTA)
        super().__init__(folder, limits._replace(largest=largest, quota=quota))
        self.shelf = shelf
        self.codec = codec

    def of(self, owner: str) -> CopiedSessionFiles:
        return CopiedSessionFiles(self, owner)

    def spare(self) -> int:
        return min(super().spare(), self.shelf.room())


class CopiedSessionFiles(SessionFiles):
    """One session's files."""

    def __init__(self, store: CopiedFiles, owner: str) -> None:
        super().__init__(store, owner)
        self._shelf, self._codec = store.shelf, store.codec

    def receive(self, stream: IO[bytes], name: str, length: int | None) -> Data:
        try:
            return super().receive(stream, name, length)
        except RefusedRequest as refused:
            if refused.status == 413 and self._store.limits.largest == LARGEST:
                log.warning("An upload was refused: %s", _ADVICE)
            raise

    def add(self, source: str | os.PathLike[str] | bytes, name: str = "") -> Data:
        size = 0
        with suppress(OSError):
            size = len(source) if isinstance(source, bytes) else os.stat(source).st_size
        if size > LARGEST:
            raise StoreError(f"A file of {size_in_words(size)} cannot be kept for all machines.", fix=_ADVICE)
        return super().add(source, name)

    def keep_for(self, seconds: float) -> None:
        super().keep_for(seconds)
        self._shelf.touch(self._owner, ttl=seconds)

    def _read(self, mark: str) -> Found:
        try:
            return super()._read(mark)
        except FileNotFoundError:
            self._fetch(mark)
            return super()._read(mark)

    def _write(self, stream: IO[bytes], name: str, room: int, length: int | None = None) -> Data:
        data = super()._write(stream, name, min(room, LARGEST), length)
        try:
            kept = data, self.find(data["id"]).path.read_bytes()
            signed = self._codec.dumps(kept, about=data["id"])
            most = 2 * self._store.limits.quota
            if not self._shelf.put(self._owner, _mark(data), signed, ttl=KEPT, quota=most):
                raise too_large(0)
        except BaseException:
            self._forget(data)
            raise
        return data

    def _forget(self, data: Data) -> None:
        super()._forget(data)
        self._shelf.delete(self._owner, _mark(data))

    def _fetch(self, mark: str) -> None:
        """Copy a file from the shelf, if it is there; another thread may do the same."""
        signed = self._shelf.get(self._owner, mark)
        if signed is None:
            return
        try:
            data, content = self._codec.loads(signed, about=f"{self._owner}-{mark}")
        except Tampered:
            log.warning("A session's file does not verify: it counts as lost.")
            return
        self._folder.mkdir(mode=0o700, exist_ok=True)
        # What is told of a file comes last: who finds that finds the file.
        for name, part in ((f"{mark}{suffix_of(data['name'])}", content), (f"{mark}.about", _told(data))):
            draft = self._folder / f"{token_hex(8)}.draft"
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
                copy.write(part)
            draft.replace(self._folder / name)
        super().keep_for(KEPT)


_ADVICE = (
    f"Without a folder that all machines share, files of at most {size_in_words(LARGEST)} are kept. "
    "Name one in IFACE_FILES."
)


def _mark(data: Data) -> str:
    return data["id"].partition("-")[2]


def _told(data: Data) -> bytes:
    return json.dumps(data).encode()
