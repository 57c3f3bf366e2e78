"""The record of a page as it stands in a store, for whoever may write to that and to nothing else."""

import sqlite3
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from faults.visitors import Visitor

STARTS_OVER = "What this page remembered could not be read: it starts over."
"""What a page is told whose record is not as it was written."""


class StoredRecords(ABC):
    """The sessions' own records, by their pages."""

    @abstractmethod
    def get(self, visitor: Visitor) -> bytes:
        """The bytes of a page's record."""

    @abstractmethod
    def put(self, visitor: Visitor, data: bytes) -> None:
        """Write other bytes in their place."""


class SQLiteRecords(StoredRecords):
    """Those in the one file of a folder."""

    def __init__(self, state_home: Path) -> None:
        self._folder = state_home / "iface"

    @property
    def path(self) -> Path:
        """The file."""
        (path,) = self._folder.glob("*.db")
        return path

    def get(self, visitor: Visitor) -> bytes:
        ((data,),) = self._ask("SELECT data FROM records WHERE key LIKE ?", _pattern(visitor, "%"))
        return bytes(data)

    def put(self, visitor: Visitor, data: bytes) -> None:
        self._ask("UPDATE records SET data = ? WHERE key LIKE ?", data, _pattern(visitor, "%"))

    @contextmanager
    def unwritable(self) -> Iterator[None]:
        """Nobody can write to the file, however it was opened; for root, on a file system that can do it."""
        files = [str(self.path), f"{self.path}-wal"]
        subprocess.run(["chattr", "+i", *files], check=True)
        try:
            yield
        finally:
            subprocess.run(["chattr", "-i", *files], check=True)

    def _ask(self, statement: str, *values: Any) -> list[Any]:
        with closing(sqlite3.connect(self.path, isolation_level=None, timeout=30)) as connection:
            return connection.execute(statement, values).fetchall()


class RedisRecords(StoredRecords):
    """Those in a Redis."""

    def __init__(self, address: str) -> None:
        self._address = address

    def get(self, visitor: Visitor) -> bytes:
        with self._client() as client:
            data: bytes = client.hget(self._key(client, visitor), "data")
            return data

    def put(self, visitor: Visitor, data: bytes) -> None:
        with self._client() as client:
            client.hset(self._key(client, visitor), "data", data)

    def _key(self, client: Any, visitor: Visitor) -> bytes:
        (key,) = client.scan_iter(f"iface:record:{_pattern(visitor, '*')}", count=1000)
        return bytes(key)

    def _client(self) -> Any:
        from redis import Redis

        return Redis.from_url(self._address)


def _pattern(visitor: Visitor, anything: str) -> str:
    return anything + sha256(visitor.fields["iface-session"].encode()).hexdigest()
