"""Records in Redis, for the processes of any number of machines."""

import logging
import math
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Unreachable
from redis.retry import Retry

from iface.errors import DesignError, StateConflict, StoreError, StoreFull
from iface.stores import _scripts
from iface.stores._turns import Turns
from iface.stores.base import IDLE, NO_TURNS, Kept, Shelf, Store, shown
from iface.words import say

PATIENCE = 3.0
"""Seconds to wait for an answer of Redis, and for a connection to it."""

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
        self._here: dict[int, _Connected] = {}  # by process; a parent's stays untouched
        self.shelf = RedisShelf(self)
        try:
            _client(address).close()
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
        with self.connected() as here, here.client.pipeline() as asked:
            for key in keys:
                asked.hmget(f"iface:record:{key}", "data", "version")
                asked.zscore("iface:deadlines", key)
            asked.time()
            *told, (seconds, microseconds) = asked.execute()
        now = seconds + microseconds / 1_000_000
        found = zip(keys, told[::2], told[1::2], strict=True)
        return {
            key: Kept(data, int(version))
            for key, (data, version), deadline in found
            if deadline is not None and deadline > now and version is not None
        }

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
        with self.connected() as here:
            told, *keys = here.put(args=said)
        if told == b"conflict":
            raise StateConflict(keys[0].decode())
        if told == b"full":
            raise StoreFull(self._capacity)
        if told == b"lost":
            raise StoreError(
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
            here.turns.close()
            here.client.close()

    @contextmanager
    def connected(self) -> Iterator["_Connected"]:
        """This process's connections; what Redis refuses comes out as StoreError."""
        here = self._here.get(os.getpid())
        if here is None:
            here = self._here.setdefault(os.getpid(), _Connected(_client(self._address)))
        try:
            if not here.is_checked:
                self._check(here)
            yield here
        except RedisError as error:
            log.error("Redis at %s: %s", shown(self._address), error)
            raise explained(error) from error

    def _check(self, here: "_Connected") -> None:
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


class _Connected:
    """What one process has of a Redis; redis-py opens connections as threads need them."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.is_checked = False
        self.turns = Turns(client)
        self.put = client.register_script(_scripts.PUT)
        self.touch = client.register_script(_scripts.TOUCH)
        self.delete = client.register_script(_scripts.DELETE)
        self.expire = client.register_script(_scripts.EXPIRE)
        self.agree = client.register_script(_scripts.AGREE)
        self.shelve = client.register_script(_scripts.SHELVE)


def _client(address: str) -> Any:
    # A connection from before a restart of Redis is found out at its next use: once more, then.
    again = Retry(NoBackoff(), 1, supported_errors=(Unreachable,))
    return Redis.from_url(
        address, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=again, decode_responses=False
    )


def _files(owner: str) -> str:
    return f"iface:files:{owner}"


def explained(error: RedisError) -> StoreError:
    """What an error of Redis means for a visitor; the log has its own words."""
    if "maxmemory" in str(error):
        return StoreError(say("The server has no room left."), fix=say("Try again in a few minutes."))
    said = StoreError(say("The server cannot reach its memory."), fix=say("Try again in a moment."))
    said.retry_after = 2
    return said
