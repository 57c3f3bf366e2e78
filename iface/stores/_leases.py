"""Leases: who holds a key alone, and who waits for it, in the order they came.

`Leases` serves the threads of one process. `FileLeases` puts one byte of a lock file under each
lease, so that all processes of one machine take turns, and a killed one frees its byte at once.
"""

import os
from collections import deque
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import Event, Lock
from time import monotonic, sleep
from weakref import WeakValueDictionary

from iface.errors import LineFull, StoreError, Waiting

try:
    import fcntl
except ImportError:  # Windows: there, one process
    HAS_FILE_LOCKS = False
else:
    HAS_FILE_LOCKS = True

_OFFSETS = 2**62  # each key has a byte for its lease, and the next one for its door


class Leases:
    """The leases of the threads of this process. A key that nobody holds takes no memory."""

    def __init__(self) -> None:
        self._mutex = Lock()
        self._lines: dict[Hashable, deque[Event]] = {}  # a key that is held -> those who wait

    @contextmanager
    def hold(self, key: Hashable, *, wait: float, line: int) -> Iterator[int]:
        """Hold `key` while the block runs; any thread may end the block. The block gets 0: it cannot be lost.

        Raises:
            LineFull: `line` callers are waiting already.
            Waiting: it did not come free within `wait` seconds.
        """
        self._take(key, wait, line)
        holder = os.getpid()
        try:
            yield 0
        finally:
            if holder == os.getpid():  # a forked child has nothing to give back
                self._give_back(key)

    def _take(self, key: Hashable, wait: float, line: int) -> None:
        with self._mutex:
            waiting = self._lines.get(key)
            if waiting is None:
                self._lines[key] = deque()
                return
            if len(waiting) >= line:
                raise LineFull(line)
            turn = Event()
            waiting.append(turn)
        try:
            turn.wait(max(wait, 0))
        except BaseException:  # a worker is told to stop
            if not self._leave(key, turn):
                self._give_back(key)
            raise
        if not turn.is_set() and self._leave(key, turn):
            raise Waiting()

    def _leave(self, key: Hashable, turn: Event) -> bool:
        """Leave the line. False when the turn has come meanwhile: the key is held then."""
        with self._mutex:
            if turn.is_set():
                return False
            self._lines[key].remove(turn)
            return True

    def _give_back(self, key: Hashable) -> None:
        with self._mutex:
            waiting = self._lines[key]
            if waiting:
                waiting.popleft().set()
            else:
                del self._lines[key]


class FileLeases:
    """The leases of all processes that share one lock file.

    A forked child gets a line and a descriptor of its own: the locks are each process's own, and
    closing any descriptor of the file drops all locks that the closing process has on it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._here: dict[int, tuple[Leases, _LockFile]] = {}  # by process; a parent's stays untouched

    @contextmanager
    def hold(self, key: str, *, wait: float, line: int) -> Iterator[int]:
        """Hold `key` while the block runs; as `Leases.hold`, over all processes.

        A process that waits gets its turn before the present holder's next one. `line` counts
        this process's callers behind the one that waits for other processes.
        """
        until = monotonic() + wait
        leases, file = self._of_this_process()
        offset = offset_of(key)
        with leases.hold(offset, wait=wait, line=line):  # by offset: two keys may share a byte
            if not HAS_FILE_LOCKS:
                yield 0
                return
            holder = os.getpid()
            file.lock(offset, until)
            try:
                yield 0
            finally:
                if holder == os.getpid():
                    file.unlock(offset)

    def close(self) -> None:
        """Let go of the lock file, unless one of its leases is held."""
        self._of_this_process()[1].close()

    def _of_this_process(self) -> "tuple[Leases, _LockFile]":
        here = self._here.get(os.getpid())
        return here or self._here.setdefault(os.getpid(), (Leases(), _LockFile(self._path)))


_file_leases: WeakValueDictionary[str, FileLeases] = WeakValueDictionary()
_asking = Lock()


def file_leases(path: Path) -> FileLeases:
    """The leases of this lock file: for one file the same object, whoever in the process asks."""
    with _asking:
        return _file_leases.setdefault(os.path.realpath(path), FileLeases(path))


def offset_of(key: str) -> int:
    """Where in the lock file the byte of `key` is; the next one is its door."""
    return int.from_bytes(sha256(key.encode()).digest()[:8], "big") % _OFFSETS * 2


class _LockFile:
    """This process's only descriptor of a lock file, opened at the first lock."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mutex = Lock()
        self._descriptor: int | None = None
        self._users = 0

    def lock(self, offset: int, until: float) -> None:
        """Lock one byte, before `until` on the monotonic clock.

        Who waits for the byte holds its door: the process that gave the byte back must pass the
        door too before it can take it again, so no process waits while another goes in circles.
        """
        descriptor, door = self._open(), offset + 1
        try:
            if not _locked(descriptor, offset, 2):  # mostly both are free, and one question is enough
                _lock_byte(descriptor, door, until)
                try:
                    _lock_byte(descriptor, offset, until)
                except BaseException:
                    _free_byte(descriptor, door)
                    raise
            _free_byte(descriptor, door)
        except BaseException as error:
            self._leave()
            if isinstance(error, OSError):
                raise _no_lock(self._path, error) from error
            raise

    def unlock(self, offset: int) -> None:
        """Free the byte again."""
        if self._descriptor is not None:
            _free_byte(self._descriptor, offset)
        self._leave()

    def close(self) -> None:
        """Close the file, unless a byte is locked or waited for."""
        with self._mutex:
            if self._descriptor is not None and self._users == 0:
                os.close(self._descriptor)
                self._descriptor = None

    def _open(self) -> int:
        with self._mutex:
            if self._descriptor is None:
                try:
                    self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                    self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                except OSError as error:
                    raise _no_lock(self._path, error) from error
            self._users += 1
            return self._descriptor

    def _leave(self) -> None:
        with self._mutex:
            self._users -= 1


def _lock_byte(descriptor: int, offset: int, until: float) -> None:
    """Ask again and again: a wait inside `lockf` could not be ended. The longer, the less often."""
    began = monotonic()
    while not _locked(descriptor, offset, 1):
        now = monotonic()
        if now >= until:
            raise Waiting()
        pause = min(max((now - began) / 10, 0.0005), 0.02)
        sleep(min(pause, until - now))


def _locked(descriptor: int, offset: int, count: int) -> bool:
    """Lock so many bytes, all or none; False: another process has one of them."""
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, count, offset)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _free_byte(descriptor: int, offset: int) -> None:
    fcntl.lockf(descriptor, fcntl.LOCK_UN, 1, offset)


def _no_lock(path: Path, error: OSError) -> StoreError:
    return StoreError(
        f"The lock file {path.name} cannot be used: {error.strerror}.",
        fix="Let this user write to it and its folder, or name another place with IFACE_STORE.",
    )
