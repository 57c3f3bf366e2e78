"""How often somebody may be wrong about a password, counted over all workers.

From one address 10 tries are let through in 15 minutes, whatever the names; for one name 100, wherever they
come from. Whoever has logged in from an address before has tries of their own there, so that nobody else,
behind the same router or around the world, can lock them out.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from hashlib import sha256
from ipaddress import ip_address
from math import ceil

from iface.errors import RefusedRequest, StateConflict
from iface.state.session import Sessions
from iface.state.values import opened
from iface.stores.base import Kept
from iface.words import say

PERIOD = 15 * 60.0
"""Seconds in which tries are counted, from the first of them on."""

OF_ADDRESS, OF_NAME = 10, 100
"""Tries in that time from one address, and for one name."""

KNOWN = 30 * 24 * 3600.0
"""Seconds that an address from which a user has logged in is known to be theirs."""


@dataclass
class Count:
    """Tries since a time; `is_known` says that this name has logged in from this address."""

    place: str
    most: int
    version: int = 0
    tries: int = 0
    since: float = 0.0
    is_known: bool = False


class Tries:
    """The tries to log in to one page."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def take(self, name: str, address: str) -> None:
        """Note a try before the password is looked at: of several at once, none gets in between.

        Raises:
            RefusedRequest: 429, there were too many.
        """
        while True:
            counts = self._counts(name, address)
            over = [one for one in counts if one.tries >= one.most]
            if over:
                raise _too_many(max(one.since for one in over) + PERIOD - time.time())
            for one in counts:
                one.tries += 1
            if self._keep(counts):
                return

    def forgive(self, name: str, address: str) -> None:
        """Take a try back whose password was right, and remember where it came from."""
        while True:
            counts = self._counts(name, address)
            for one in counts:
                one.tries = max(0, one.tries - 1)
            if not counts[0].is_known:
                known = self._read("pair", OF_ADDRESS, name, _network(address))
                counts.append(known)
            counts[-1].tries, counts[-1].is_known = 0, True
            if self._keep(counts):
                return

    def _counts(self, name: str, address: str) -> list[Count]:
        """What counts for this name from this address."""
        network = _network(address)
        pair = self._read("pair", OF_ADDRESS, name, network)
        if pair.is_known:
            return [pair]
        return [self._read("address", OF_ADDRESS, network), self._read("name", OF_NAME, name)]

    def _read(self, kind: str, most: int, *about: str) -> Count:
        marks = [sha256(one.encode(errors="replace")).hexdigest() for one in about]
        place = f"{self._sessions.prefix}tries/{kind}/{sha256(''.join(marks).encode()).hexdigest()}"
        kept = self._sessions.store.get(place)
        content = opened(self._sessions.codec, place, kept) if kept else None
        count = Count(**{**(content or {}), "place": place, "most": most})
        count.version = kept.version if kept else 0
        if time.time() - count.since >= PERIOD:
            count.tries, count.since = 0, time.time()
        return count

    def _keep(self, counts: list[Count]) -> bool:
        """Keep them all; False if somebody else was first with one of them."""
        changes, ttl = {}, {}
        for one in counts:
            data = self._sessions.codec.dumps(asdict(one), about=f"{one.place}/{one.version + 1}")
            changes[one.place] = Kept(data, one.version + 1)
            ttl[one.place] = KNOWN if one.is_known else PERIOD
        try:
            self._sessions.store.put(changes, ttl=ttl)
        except StateConflict:
            return False
        return True


def _network(address: str) -> str:
    """What one visitor can change of an IPv6 address without effort counts as the same."""
    try:
        packed = ip_address(address)
    except ValueError:
        return address
    return packed.packed[:8].hex() if packed.version == 6 else address


def _too_many(seconds: float) -> RefusedRequest:
    wait = max(1, ceil(seconds))
    return RefusedRequest(
        say("Too many passwords were wrong."),
        fix=say("Try again in {minutes} minutes.", minutes=ceil(wait / 60)),
        status=429,
        retry_after=wait,
    )
