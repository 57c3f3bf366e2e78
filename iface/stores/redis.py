"""Records in Redis, for the processes of any number of machines."""

import logging
import math
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from redis import RedisError

from iface.errors import DesignError, IfaceError, StateConflict, StoreError, StoreFull
from iface.stores._redis import Connected, client_of
from iface.stores._turns import record_of
from iface.stores.base import IDLE, NO_TURNS, Kept, Shelf, Store, shown
from iface.words import say

SPARE = 0.75
"""The share of Redis's memory beyond which no files are taken: the rest is for records."""

log = logging.getLogger("iface.stores")


class RedisStore(Store):
    """A store in one database of a Redis server; programs may share it.

    Args:
        address: as redis-py takes it, `redis://user:password@host:port/database?options`, or `rediss://`.
        capacity: how many records that end by themselves are kept at a time, of all programs.
        idle: seconds after which a record may make room for a new one.

    Raises:
        DesignError: the address is none.
    """

    several_processes = True
    several_machines = True

    def __init__(self, address: str, *, capacity: int = 10_000, idle: float = IDLE) -> None:
        self._address = address
        self._capacity = capacity
        self._idle = idle
        self._fingerprints: Sequence[str] = ()
        self._here: dict[int, Connected] = {}  # by process; a parent's stays untouched
        self.shelf = RedisShelf(self)
        try:
            client_of(address).close()
        except ValueError:
            raise DesignError(
                f"{shown(address)} is no address of a Redis.",
                fix="Use 'redis://:password@host:6379/0', the password with %2F for each slash.",
            ) from None

    def expect(self, fingerprints: Sequence[str]) -> None:
        self._fingerprints = fingerprints

    def get(self, key: str) -> Kept | None:
        return self.several([key]).get(key)

    def several(self, keys: Sequence[str]) -> dict[str, Kept]:
        with self.connected() as here:
            told = here.get(args=keys)
        return {key: kept for key, one in zip(keys, told, strict=True) if (kept := record_of(one))}

    def put(
        self,
        changes: Mapping[str, Kept],
        *,
        ttl: float | Mapping[str, float],
        turns: Mapping[str, int] = NO_TURNS,
    ) -> None:
        lives = ttl if isinstance(ttl, Mapping) else dict.fromkeys(changes, ttl)
        said: list[Any] = [self._capacity, self._idle, os.urandom(12), len(turns)]
        for name, number in turns.items():
            said += name, number
        for key, (data, version) in changes.items():
            said += key, version, lives[key], data
        with self.connected() as here, here.turns.ending(turns.values()):
            told, *keys = here.put(args=said)
            if told != b"kept":
                raise self._refused(told, keys)

    def _refused(self, told: bytes, keys: Sequence[bytes]) -> IfaceError:
        """Why Redis has kept nothing."""
        if told == b"conflict":
            return StateConflict(keys[0].decode())
        if told == b"full":
            return StoreFull(self._capacity)
        return StoreError(
            say("The server was out of touch for too long: nothing was kept."), fix=say("Submit again.")
        )

    def touch(self, key: str, *, ttl: float) -> None:
        with self.connected() as here:
            here.touch(args=[key, ttl])

    def delete(self, key: str) -> None:
        with self.connected() as here:
            here.delete(args=[key])

    def expire(self, now: float, limit: int, prefix: str = "") -> list[tuple[str, Kept]]:
        later = now - time.time()  # the caller's clock need not be that of Redis
        with self.connected() as here:
            self._check(here)  # again and again: a Redis can be emptied, and set up anew
            taken = here.expire(args=[later, limit, prefix])
        return [
            (key.decode().partition("\0")[0], Kept(data, int(version)))
            for key, data, version in zip(taken[::3], taken[1::3], taken[2::3], strict=True)
        ]

    @contextmanager
    def lease(self, key: str, *, wait: float, line: int) -> Iterator[int]:
        with ExitStack() as held:
            with self.connected() as here:
                number = held.enter_context(here.turns.hold(key, wait=wait, line=line))
            yield number

    def close(self) -> None:
        here = self._here.pop(os.getpid(), None)
        if here is not None:
            here.close()

    @contextmanager
    def connected(self) -> Iterator[Connected]:
        """This process's connections; what Redis refuses comes out as StoreError."""
        here = self._here.get(os.getpid())
        if here is None:
            here = self._here.setdefault(os.getpid(), Connected(client_of(self._address)))
        try:
            if not here.is_checked:
                self._check(here)
            yield here
        except RedisError as error:
            log.error("Redis at %s: %s", shown(self._address), error)
            raise explained(error) from error

    def _check(self, here: Connected) -> None:
        """Refuse a Redis that forgets records by itself, or that belongs to others."""
        policy = here.client.info("memory").get("maxmemory_policy", "noeviction")
        if policy != "noeviction":
            raise DesignError(
                f"{shown(self._address)} may drop sessions when its memory is full "
                f"(maxmemory-policy {policy}).",
                fix="Set it to noeviction, or name another Redis in IFACE_STORE.",
            )
        if self._fingerprints and not here.agree(args=self._fingerprints):
            raise DesignError(
                f"The sessions at {shown(self._address)} are signed with another secret key.",
                fix="Give every machine the same IFACE_SECRET_KEY (while you change it, the other one in "
                "IFACE_SECRET_KEY_FALLBACKS), or another program a database of its own: redis://host/1.",
            )
        here.is_checked = True


class RedisShelf(Shelf):
    """Small files beside the records; a session's end together."""

    def __init__(self, store: RedisStore) -> None:
        self._store = store

    def put(self, owner: str, name: str, data: bytes, *, ttl: float, quota: int) -> bool:
        with self._store.connected() as here:
            return bool(here.shelve(keys=[_files(owner)], args=[name, data, int(ttl * 1000), quota]))

    def get(self, owner: str, name: str) -> bytes | None:
        with self._store.connected() as here:
            data: bytes | None = here.client.hget(_files(owner), name)
            return data

    def delete(self, owner: str, name: str) -> None:
        with self._store.connected() as here:
            here.client.hdel(_files(owner), name)

    def touch(self, owner: str, *, ttl: float) -> None:
        with self._store.connected() as here:
            here.client.pexpire(_files(owner), int(ttl * 1000))

    def room(self) -> int:
        with self._store.connected() as here:
            known = here.client.info("memory")
        most = known.get("maxmemory") or known.get("total_system_memory") or math.inf
        return int(min(most * SPARE - known.get("used_memory", 0), 2**62))


def _files(owner: str) -> str:
    return f"iface:files:{owner}"


def explained(error: RedisError) -> StoreError:
    """What an error of Redis means for a visitor; the log has its own words."""
    if "maxmemory" in str(error):
        return StoreError(say("The server has no room left."), fix=say("Try again in a few minutes."))
    said = StoreError(say("The server cannot reach its memory."), fix=say("Try again in a moment."))
    said.retry_after = 2
    return said
