"""What a store promises: opaque bytes under keys, changed all or none, and leases on keys.

A store knows nothing of sessions or pickles. It never looks into the bytes it keeps.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

IDLE = 3600.0  # seconds without a change after which a record may make room; an open page is younger
LASTING = 86_400.0  # a record that is kept for longer than this many seconds never makes room


NO_TURNS: Mapping[str, int] = MappingProxyType({})


class Kept(NamedTuple):
    """A record: its bytes, and how many times its key has been written (1 after the first)."""

    data: bytes
    version: int


UNREAD = Kept(b"", -1)
"""Stands for a record of which nobody has said what it is, or whether it is there."""


class Turn(int):
    """The number of a turn with a lease; where taking it has told that, the record under the lease's key."""

    record: Kept | None = UNREAD


class Store(ABC):
    """A place for records.

    `several_processes` says whether other processes see the same records, `several_machines` whether
    those of other machines do too, who must then be given the same secret key;
    `live` holds objects that cannot be bytes, or is None where a store keeps bytes only;
    `path` is the file that the records are in, or None: the secret key stands beside it;
    `shelf` is where small files can be kept that all machines read, or None.
    """

    several_processes = False
    several_machines = False
    live: dict[str, Any] | None = None
    path: Path | None = None
    shelf: "Shelf | None" = None

    def expect(self, fingerprints: Sequence[str]) -> None:  # noqa: B027 - most stores have one owner
        """Refuse, at the first use, records that were signed with none of the keys of these fingerprints.

        A store that only this machine's user can read has nothing to refuse.
        """

    @abstractmethod
    def get(self, key: str) -> Kept | None:
        """The record under `key`, or None when there is none or its time is over."""

    def several(self, keys: Sequence[str]) -> dict[str, Kept]:
        """Those of the records under these keys that there are, read in one go where the store can."""
        return {key: kept for key in keys if (kept := self.get(key)) is not None}

    @abstractmethod
    def put(
        self,
        changes: Mapping[str, Kept],
        *,
        ttl: float | Mapping[str, float],
        turns: Mapping[str, int] = NO_TURNS,
    ) -> None:
        """Keep all the changes, or none of them, for `ttl` seconds from now (`math.inf`: until deleted).

        `ttl` is one for all, or one for each key. `turns` are the leases that the caller holds, with the
        number of its turn: where somebody else may have had one of them since, nothing is kept. With the
        change these turns are over: a store may let the next one have its turn at once.

        Each change carries the version it makes: one more than what stands there,
        1 where nothing stands. A record whose time is over does not stand there.

        At capacity, the time of the records that nobody has changed for the longest, and for at
        least IDLE seconds, is over at once. Records kept for more than LASTING seconds stay, and
        those that are kept until deleted do not count.

        Raises:
            StateConflict: a key is not one version behind its change.
            StoreFull: a new key, the store's capacity is reached, and nothing is idle enough.
            StoreError: a lease was lost; or the store cannot be reached.
        """

    @abstractmethod
    def touch(self, key: str, *, ttl: float) -> None:
        """Keep `key` for `ttl` seconds from now, as it is. Touching what is not kept is not an error."""

    @abstractmethod
    def delete(self, key: str) -> None:
        """Forget `key`. Forgetting what is not kept is not an error.

        A record whose time is over is left for `expire`. To delete a record so that `expire`
        gives it out, put it again with a `ttl` of 0.
        """

    @abstractmethod
    def expire(self, now: float, limit: int, prefix: str = "") -> list[tuple[str, Kept]]:
        """Take out up to `limit` records whose time is over; each is given to one caller only.

        Args:
            now: seconds since the epoch, as `time.time()` has them.
            prefix: what their keys begin with.
        """

    @abstractmethod
    def lease(self, key: str, *, wait: float, line: int) -> AbstractContextManager[int]:
        """Hold `key` alone while the block runs; callers get it in the order they came.

        The block gets the number of its turn: where a lease can be lost, higher than all before it. It may
        be a `Turn`, which has read the record of that key.

        Args:
            wait: seconds to wait for it.
            line: how many callers of this process may wait for one key.

        Raises:
            LineFull: `line` callers are waiting already.
            Waiting: it did not come free within `wait` seconds.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections. A closed store may be used again: it opens anew."""


class Shelf(ABC):
    """A place for small files, by their session (`owner`) and a name; those of a session end together."""

    @abstractmethod
    def put(self, owner: str, name: str, data: bytes, *, ttl: float, quota: int) -> bool:
        """Keep a file, and with it the session's others, for `ttl` seconds from now.

        False if the session's files would take more than `quota` bytes.
        """

    @abstractmethod
    def get(self, owner: str, name: str) -> bytes | None:
        """The bytes of a file; None where there is none."""

    @abstractmethod
    def delete(self, owner: str, name: str) -> None:
        """Forget a file. Forgetting what is not kept is not an error."""

    @abstractmethod
    def touch(self, owner: str, *, ttl: float) -> None:
        """Keep a session's files, if there are any, for `ttl` seconds from now."""

    @abstractmethod
    def room(self) -> int:
        """How many bytes more of files the place can take; 0 or less: none."""


def shown(address: str) -> str:
    """The address of a store without password and options, for what people read."""
    return re.sub("//.*@", "//", address).partition("?")[0]
