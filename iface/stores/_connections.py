"""Idle SQLite connections, shared by the threads of one process, and none of them across a fork.

SQLite remembers in the process which locks it has on a file. A forked child remembers them too,
but does not have them, and loses what it writes: so every connection is closed before a fork.
"""

import errno
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Condition, Lock
from time import monotonic
from weakref import WeakSet

from iface.errors import StoreError

BUSY = 10.0  # seconds that one change may wait for those of other processes
# Seconds within which a file that is gone is noticed: what was written since is as lost as what was before.
_OFTEN = 0.1
_IDLE = 8  # connections kept open when nobody uses them

log = logging.getLogger("iface.stores")


class Connections:
    """The connections of one process to one file, each made when it is first needed.

    Args:
        path: the file, for what errors say.
        connect: makes a connection that any thread may use.
    """

    def __init__(self, path: Path, connect: Callable[[], sqlite3.Connection]) -> None:
        self.writing = Lock()  # this process's writers wait here, more fairly than in SQLite
        self._path = path
        self._connect = connect
        self._idle: list[sqlite3.Connection] = []
        self._used = 0
        self._file: tuple[int, int] | None = None  # the file that the first connection opened
        self._checked = 0.0
        self._forking = False
        self._changed = Condition()
        with _pools_change:
            _pools.add(self)

    @contextmanager
    def one(self) -> Iterator[sqlite3.Connection]:
        """A connection for the length of the block; what SQLite refuses comes out as StoreError."""
        connection = self._take()
        fit = True
        try:
            self._check_file()
            if connection is None:
                connection = self._connect()
                self._file = self._file or _file_at(self._path)
            yield connection
        except (sqlite3.Error, OSError) as error:
            fit = False
            log.error("The state file %s: %s", self._path, error)
            raise explained(error, self._path) from error
        finally:
            self._give_back(connection, fit)

    def close(self) -> None:
        """Close the connections that nobody uses."""
        with self._changed:
            self._file = None
            while self._idle:
                self._idle.pop().close()

    def _check_file(self) -> None:
        """Refuse to go on with a file that is gone: other processes may write to its successor."""
        now = monotonic()
        if self._file is None or now - self._checked < _OFTEN:
            return
        if _file_at(self._path) != self._file:
            raise StoreError(
                f"The state file {self._path.name} was deleted or replaced while in use.",
                fix="Stop the program, and start it again.",
            )
        self._checked = now

    def _take(self) -> sqlite3.Connection | None:
        with self._changed:
            if self._forking:
                self._changed.wait_for(lambda: not self._forking, BUSY)
            self._used += 1
            return self._idle.pop() if self._idle else None

    def _give_back(self, connection: sqlite3.Connection | None, fit: bool) -> None:
        if connection is not None and (not fit or not _at_rest(connection) or len(self._idle) >= _IDLE):
            connection.close()
            connection = None
        with self._changed:
            self._used -= 1
            if connection is not None:
                self._idle.append(connection)
            elif not fit:
                while self._idle:  # a file that was damaged or moved away is opened anew
                    self._idle.pop().close()
            if self._forking:
                self._changed.notify_all()

    def before_fork(self) -> None:
        """Wait until no connection is in use, and close them all."""
        with self._changed:
            self._forking = True
            if not self._changed.wait_for(lambda: not self._used, BUSY):
                log.warning("%s is in use while this process forks: do not use it in the child", self._path)
        self.close()

    def after_fork(self) -> None:
        """Go on, in the process that forked."""
        with self._changed:
            self._forking = False
            self._changed.notify_all()


def _file_at(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _at_rest(connection: sqlite3.Connection) -> bool:
    """Undo what is unfinished. False when that fails."""
    try:
        if connection.in_transaction:
            connection.rollback()
    except sqlite3.Error:
        return False
    return True


_pools: WeakSet[Connections] = WeakSet()
_pools_change = Lock()  # held from before a fork until after it: threads fork one after another


def _before_fork() -> None:
    _pools_change.acquire()
    for pool in _pools:
        pool.before_fork()


def _after_fork() -> None:
    for pool in _pools:
        pool.after_fork()
    _pools_change.release()


def _in_child() -> None:
    _pools.clear()  # the parent's: the child makes its own
    _pools_change.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork, after_in_child=_in_child)


def explained(error: sqlite3.Error | OSError, path: Path) -> StoreError:
    """What SQLite's or the system's error means for who runs the program."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    number = getattr(error, "errno", None)
    if code == sqlite3.SQLITE_FULL or number in (errno.ENOSPC, errno.EDQUOT):
        return StoreError(f"There is no room left for {path.name}.", fix="Make room on its disk.")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreError(
            f"The state file {path.name} is damaged.",
            fix="Stop the program, move the file and its -wal and -shm away, and start again.",
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(f"The state file {path.name} was busy for {BUSY:g} seconds.", fix="Submit again.")
    closed = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
    if isinstance(error, OSError) or code in closed:
        return StoreError(
            f"The state file {path.name} cannot be opened or written.",
            fix="Let this user write to it and its folder, or name another place with IFACE_STORE.",
        )
    return StoreError(
        f"The state file {path.name} cannot be used.", fix="See the log for the reason, and submit again."
    )
