"""Records in the memory of one process; they end with it."""

import math
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from threading import Lock
from typing import Any, NamedTuple

from iface.errors import StateConflict, StoreFull
from iface.stores._leases import Leases
from iface.stores.base import IDLE, LASTING, NO_TURNS, Kept, Store


class _Record(NamedTuple):
    kept: Kept
    written: float
    deadline: float


class MemoryStore(Store):
    """A store for one process: notebooks, tests, a program that is being written.

    Args:
        capacity: how many records that end by themselves are kept at a time.
        idle: seconds after which a record may make room for a new one.
    """

    def __init__(self, *, capacity: int = 10_000, idle: float = IDLE) -> None:
        self.live: dict[str, Any] = {}
        self._capacity = capacity
        self._idle = idle
        self._mutex = Lock()
        self._records: dict[str, _Record] = {}
        self._replaced: list[tuple[str, Kept]] = []  # over, and written anew before they were taken out
        self._leases = Leases()

    def get(self, key: str) -> Kept | None:
        record = self._records.get(key)
        return record.kept if record and record.deadline > time.time() else None

    def put(
        self,
        changes: Mapping[str, Kept],
        *,
        ttl: float | Mapping[str, float],
        turns: Mapping[str, int] = NO_TURNS,
    ) -> None:
        lives = ttl if isinstance(ttl, Mapping) else dict.fromkeys(changes, ttl)
        with self._mutex:
            now = time.time()
            new = 0
            for key, change in changes.items():
                record = self._records.get(key)
                stands = record.kept.version if record and record.deadline > now else 0
                if change.version != stands + 1:
                    raise StateConflict(key)
                new += not stands and lives[key] < math.inf
            if new:
                self._make_room(new, now)
            for key, change in changes.items():
                before = self._records.get(key)
                if before and before.deadline <= now:
                    self._replaced.append((key, before.kept))
                self._records[key] = _Record(change, now, now + lives[key])

    def delete(self, key: str) -> None:
        with self._mutex:
            record = self._records.get(key)
            if record and record.deadline > time.time():
                del self._records[key]

    def touch(self, key: str, *, ttl: float) -> None:
        with self._mutex:
            record, now = self._records.get(key), time.time()
            if record and record.deadline > now:
                self._records[key] = _Record(record.kept, now, now + ttl)

    def expire(self, now: float, limit: int, prefix: str = "") -> list[tuple[str, Kept]]:
        with self._mutex:
            taken: list[tuple[str, Kept]] = []
            left: list[tuple[str, Kept]] = []
            for one in self._replaced:
                (taken if len(taken) < limit and one[0].startswith(prefix) else left).append(one)
            self._replaced = left
            over = sorted(
                (record.deadline, key)
                for key, record in self._records.items()
                if record.deadline <= now and key.startswith(prefix)
            )
            for _, key in over[: limit - len(taken)]:
                taken.append((key, self._records.pop(key).kept))
            return taken

    def lease(self, key: str, *, wait: float, line: int) -> AbstractContextManager[int]:
        return self._leases.hold(key, wait=wait, line=line)

    def close(self) -> None:
        """Nothing is open; the records stay."""

    def _make_room(self, new: int, now: float) -> None:
        """End as many long-idle records as `new` ones need; `expire` still gives them out."""
        if len(self._records) + new <= self._capacity:
            return
        counted = {key: record for key, record in self._records.items() if now < record.deadline < math.inf}
        short = len(counted) + new - self._capacity
        if short <= 0:
            return
        idle = sorted(
            (record.written, key)
            for key, record in counted.items()
            if record.written <= now - self._idle and record.deadline <= record.written + LASTING
        )
        if len(idle) < short:
            raise StoreFull(self._capacity)
        for _, key in idle[:short]:
            self._records[key] = self._records[key]._replace(deadline=now)
