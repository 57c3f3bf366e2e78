"""Records in one SQLite file, for all processes of one machine; they survive restarts."""

import math
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from iface.errors import DesignError, StateConflict, StoreError, StoreFull
from iface.stores._connections import BUSY, Connections
from iface.stores._leases import file_leases
from iface.stores._mounts import network_file_system
from iface.stores.base import IDLE, LASTING, NO_TURNS, Kept, Store

_OURS = 0x69666163  # PRAGMA application_id of our files
_LAYOUT = 2  # PRAGMA user_version: the tables below
# `data` stands last: reading what stands before it does not walk through its pages.
_TABLES = (
    """CREATE TABLE records (
        key TEXT PRIMARY KEY, version INTEGER NOT NULL, written REAL NOT NULL, deadline REAL NOT NULL,
        data BLOB NOT NULL)""",
    "CREATE INDEX records_by_deadline ON records (deadline)",
    # over, and written anew before they were taken out
    "CREATE TABLE replaced (key TEXT NOT NULL, version INTEGER NOT NULL, data BLOB NOT NULL)",
)
_PUT = """INSERT INTO records (key, version, written, deadline, data) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET version = excluded.version, written = excluded.written,
    deadline = excluded.deadline, data = excluded.data"""
_READ = "SELECT data, version, key FROM records WHERE deadline > ? AND key"
_TOUCH = "UPDATE records SET deadline = ?, written = ? WHERE key = ? AND deadline > ?"
_REPLACE = """UPDATE records SET version = ?, written = ?, deadline = ?, data = ?
    WHERE key = ? AND version = ? AND deadline > ?"""
_IS_OVER = """SELECT EXISTS (SELECT 1 FROM replaced)
    OR EXISTS (SELECT 1 FROM records WHERE deadline <= ?)"""
_EXPIRE_REPLACED = """DELETE FROM replaced WHERE rowid IN (
    SELECT rowid FROM replaced WHERE key >= :first AND key < :last LIMIT :limit)
    RETURNING key, data, version"""
_EXPIRE = """DELETE FROM records WHERE rowid IN (
    SELECT rowid FROM records WHERE deadline <= :now AND key >= :first AND key < :last
    ORDER BY deadline LIMIT :limit) RETURNING key, data, version"""
_END_IDLE = """UPDATE records SET deadline = :now WHERE rowid IN (
    SELECT rowid FROM records WHERE deadline > :now AND written <= :idle AND deadline <= written + :lasting
    ORDER BY written LIMIT :short)"""
_SLACK = 256  # free pages (1 MB) that may stay in the file
_STEP = 512  # pages given back in one go; others may write in between


class SQLiteStore(Store):
    """A store in one file, readable by its owner only, with a lock file beside it.

    Args:
        path: the file; its folder is made (0700) when it is missing.
        durability: "normal", or "full" to wait for the disk at each change.
        capacity: how many records that end by themselves are kept at a time.
        idle: seconds after which a record may make room for a new one.

    Raises:
        DesignError: the path is on a network file system.
    """

    several_processes = True

    def __init__(
        self,
        path: str | Path,
        *,
        durability: str = "normal",
        capacity: int = 10_000,
        idle: float = IDLE,
    ) -> None:
        self.path: Path = Path(os.path.abspath(Path(path).expanduser()))
        network = network_file_system(self.path)
        if network is not None:
            raise DesignError(
                f"{self.path} is on a network file system ({network}), where SQLite loses data.",
                fix="Name a file on a local disk.",
            )
        self._durability = durability
        self._capacity = capacity
        self._idle = idle
        self._leases = file_leases(Path(f"{self.path}.lock"))
        self._connections: dict[int, Connections] = {}  # by process; a parent's stays untouched

    def get(self, key: str) -> Kept | None:
        with self._of_this_process().one() as connection:
            row = connection.execute(f"{_READ} = ?", (time.time(), key)).fetchone()
        return Kept(*row[:2]) if row else None

    def several(self, keys: Sequence[str]) -> dict[str, Kept]:
        asked = f"{_READ} IN ({','.join('?' * len(keys))})"
        with self._of_this_process().one() as connection:
            return {key: Kept(*kept) for *kept, key in connection.execute(asked, (time.time(), *keys))}

    def put(
        self,
        changes: Mapping[str, Kept],
        *,
        ttl: float | Mapping[str, float],
        turns: Mapping[str, int] = NO_TURNS,
    ) -> None:
        lives = ttl if isinstance(ttl, Mapping) else dict.fromkeys(changes, ttl)
        if len(changes) == 1 and self._replaces(*next(iter(changes.items())), *lives.values()):
            return
        with self._writing() as connection:
            now = time.time()
            new = [key for key, change in changes.items() if not _stands(connection, key, change, now)]
            ending = sum(lives[key] < math.inf for key in new)
            if ending:
                self._make_room(connection, ending, now)
            for key in new:
                connection.execute(
                    "INSERT INTO replaced SELECT key, version, data FROM records WHERE key = ?", (key,)
                )
            for key, (data, version) in changes.items():
                connection.execute(_PUT, (key, version, now, now + lives[key], data))

    def _replaces(self, key: str, change: Kept, ttl: float) -> bool:
        """Write the record that stands one version behind, in one statement; False: there is none."""
        now, here = time.time(), self._of_this_process()
        values = change.version, now, now + ttl, change.data, key, change.version - 1, now
        with here.writing, here.one() as connection:
            return connection.execute(_REPLACE, values).rowcount == 1

    def touch(self, key: str, *, ttl: float) -> None:
        with self._writing() as connection:
            now = time.time()
            connection.execute(_TOUCH, (now + ttl, now, key, now))

    def delete(self, key: str) -> None:
        with self._writing() as connection:
            connection.execute("DELETE FROM records WHERE key = ? AND deadline > ?", (key, time.time()))

    def expire(self, now: float, limit: int, prefix: str = "") -> list[tuple[str, Kept]]:
        with self._of_this_process().one() as connection:
            over = connection.execute(_IS_OVER, (now,)).fetchone()[0]
        taken: list[tuple[str, bytes, int]] = []
        if over:
            bounds = {"now": now, "first": prefix, "last": prefix + "\U0010ffff"}
            with self._writing() as connection:
                taken += connection.execute(_EXPIRE_REPLACED, bounds | {"limit": limit}).fetchall()
                taken += connection.execute(_EXPIRE, bounds | {"limit": limit - len(taken)}).fetchall()
        self._shrink()
        return [(key, Kept(data, version)) for key, data, version in taken]

    def lease(self, key: str, *, wait: float, line: int) -> AbstractContextManager[int]:
        return self._leases.hold(key, wait=wait, line=line)

    def close(self) -> None:
        self._of_this_process().close()
        self._leases.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """All changes of the block, or, when it raises, none."""
        here = self._of_this_process()
        with here.writing, here.one() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    def _make_room(self, connection: sqlite3.Connection, new: int, now: float) -> None:
        """End as many long-idle records as `new` ones need; `expire` still gives them out."""
        # All of them can be counted without looking at each.
        if connection.execute("SELECT count(*) FROM records").fetchone()[0] + new <= self._capacity:
            return
        counted = connection.execute(
            "SELECT count(*) FROM records WHERE deadline > ? AND deadline < ?", (now, math.inf)
        ).fetchone()[0]
        short = counted + new - self._capacity
        if short > 0:
            bounds = {"now": now, "idle": now - self._idle, "lasting": LASTING, "short": short}
            if connection.execute(_END_IDLE, bounds).rowcount < short:
                raise StoreFull(self._capacity)

    def _shrink(self) -> None:
        """Give freed pages back to the disk."""
        here = self._of_this_process()
        before = math.inf
        while True:
            with here.writing, here.one() as connection:
                free = connection.execute("PRAGMA freelist_count").fetchone()[0]
                if not _SLACK < free < before:
                    return
                before = free
                # As a script: `execute` would stop after one page.
                connection.executescript(f"PRAGMA incremental_vacuum({_STEP})")
                if free <= _STEP:
                    # The checkpoint must not keep writers waiting for a slow reader.
                    connection.execute("PRAGMA busy_timeout = 100")
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                    connection.execute(f"PRAGMA busy_timeout = {BUSY * 1000:.0f}")

    def _of_this_process(self) -> Connections:
        here = self._connections.get(os.getpid())
        return here or self._connections.setdefault(os.getpid(), Connections(self.path, self._connect))

    def _connect(self) -> sqlite3.Connection:
        with self._leases.hold("the file itself", wait=BUSY, line=10_000):
            self._make_file()
            connection = sqlite3.connect(
                self.path, timeout=BUSY, isolation_level=None, check_same_thread=False
            )
            try:
                self._make_tables(connection)
                connection.execute(f"PRAGMA synchronous = {self._durability}")
            except BaseException:
                connection.close()
                raise
        return connection

    def _make_file(self) -> None:
        """Make the file, 0600; SQLite makes those beside it as it finds this one."""
        if self.path.is_file():
            for name in ("", "-wal", "-shm"):  # never opened here: closing them drops SQLite's own locks
                with suppress(FileNotFoundError, PermissionError):
                    os.chmod(f"{self.path}{name}", 0o600)
            return
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))

    def _make_tables(self, connection: sqlite3.Connection) -> None:
        owner, layout = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        )
        if (owner, layout) == (_OURS, _LAYOUT):
            return
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise StoreError(
                f"{self.path.name} was made by another program, or by another version of this one.",
                fix="Name another file with IFACE_STORE, or move this one away.",
            )
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        for table in _TABLES:
            connection.execute(table)
        connection.execute(f"PRAGMA application_id = {_OURS}")
        connection.execute(f"PRAGMA user_version = {_LAYOUT}")
        connection.execute("COMMIT")


def _stands(connection: sqlite3.Connection, key: str, change: Kept, now: float) -> bool:
    """Whether `key` is there already; raises StateConflict unless it is one version behind."""
    row = connection.execute("SELECT version, deadline FROM records WHERE key = ?", (key,)).fetchone()
    version = row[0] if row and row[1] > now else 0
    if change.version != version + 1:
        raise StateConflict(key)
    return version > 0
