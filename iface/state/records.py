"""The records of one session: its own, and those that states have of their own, all of one commit.

States with a `time_to_live`, states that several sessions share, and large values have a record each. A large
value is kept for longer than its session, and renewed with it: it never goes before, and it has gone soon
after a session whose end nobody saw.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from typing import Any

from iface import codec
from iface.components import State
from iface.errors import StateError
from iface.state import values
from iface.state.places import Places
from iface.state.values import LARGE, Aside
from iface.stores.base import NO_TURNS, UNREAD, Kept, Store, Turn
from iface.words import say

IDLE = 24 * 3600.0
"""Seconds that a session is kept without a sign of life."""

ASIDE = IDLE + 900
"""Seconds that a large value is kept from when it was written or renewed: so long that it is renewed rarely,
and makes no room for others."""

LARGEST = 16 * 1024 * 1024
"""Bytes that a session takes at most, with its large values; and each other record of a state."""

States = Mapping[str, bytes | Aside]

_LIVE = codec.pack(None)  # stands for a live object, so that its end is told


class Records:
    """What the store has of a session, verified.

    Args:
        places: where the session's record stands, and those of states.
        turns: the leases under which they are written, as the store numbers them.
    """

    def __init__(
        self, places: Places, store: Store, codec: codec.Codec, turns: Mapping[str, int] = NO_TURNS
    ) -> None:
        self.store = store
        self.lost = 0
        """How many of them could not be read."""
        self._key = places.session
        self._places = places
        self._turns = turns
        self._codec = codec
        self._own: dict[str, tuple[memoryview | None, int]] = {}
        turn = turns.get(self._key)
        self._told = turn.record if isinstance(turn, Turn) else UNREAD

    def read(self) -> tuple[dict[str, Any] | None, int]:
        """The content and the revision of the session's record; None where there is none of ours."""
        self._own = {}
        kept, self._told = self._told, UNREAD
        if kept is UNREAD:
            kept = self.store.get(self._key)
        if kept is None:
            return None, 0
        content = values.opened(self._codec, self._key, kept)
        self.lost += content is None
        return content, kept.version

    def own(self, state: State, was: bytes | Aside | None) -> tuple[memoryview | None, int]:
        """The bytes and the version of a state's own record; None: there is none, or nothing in it.

        `was` is what the session's record has of the state.
        """
        if state.name not in self._own:
            place = self._places.of(state)
            kept = self.store.get(place)
            data = values.verified(self._codec, place, kept) if kept else None
            version = kept.version if kept else 0
            if isinstance(was, Aside) and version < was.version:
                data = None  # it has gone, or an older one was put back
            self.lost += data is None and (kept is not None or isinstance(was, Aside))
            self._own[state.name] = data or None, version
        return self._own[state.name]

    def put(self, content: dict[str, Any], revision: int, packed: Mapping[State, bytes | None]) -> None:
        """Write the session's record, and those of states that have changed; or none of them.

        Args:
            content: the session's; its `states` become those with the packed ones among them.
            revision: the one that this makes.

        Raises:
            StateError: that is too large.
            StateConflict: somebody else has written one of them.
        """
        before: States = content["states"]
        content["states"] = states = dict(before)
        apart = self._apart(states, packed)
        content["until"] = self._kept_until(content.get("until", 0.0), states, apart)
        data = codec.pack(content)
        _check_size(len(data) + sum(one.size for one in states.values() if isinstance(one, Aside)))
        records = {self._key: self._signed(self._key, data, revision)}
        records |= {place: kept for place, (kept, _) in apart.items()}
        ttl = {self._key: IDLE} | {place: seconds for place, (_, seconds) in apart.items()}
        self.store.put(records, ttl=ttl, turns=self._turns)
        for state in packed:
            self._own.pop(state.name, None)

    def live(self, states: States) -> None:
        """Keep the session for IDLE seconds from now."""
        self._renew(states)
        self.store.touch(self._key, ttl=IDLE)

    def _apart(
        self, states: dict[str, bytes | Aside], packed: Mapping[State, bytes | None]
    ) -> dict[str, tuple[Kept, float]]:
        """The records to write beside the session's, and for how long; `states` become what stands there."""
        apart: dict[str, tuple[Kept, float]] = {}
        for state, data in packed.items():
            place, was = self._places.of(state), states.pop(state.name, None)
            is_same = data is not None and values.is_same(self._own.get(state.name, (None, 0))[0], data)
            if self._places.is_apart(state):
                ttl = math.inf if state.time_to_live is None else state.time_to_live
                if not is_same or ttl < math.inf:
                    apart[place] = self._next(state, was, _LIVE if data is None else data), ttl
            elif data is not None and len(data) > LARGE:
                if not (is_same and isinstance(was, Aside)):
                    kept = self._next(state, was, data)
                    apart[place], was = (kept, ASIDE), Aside(kept.version, len(data))
                states[state.name] = was
            else:
                if data is not None:
                    states[state.name] = data
                if isinstance(was, Aside):
                    apart[place] = self._next(state, was, b""), 0.0
        return apart

    def _next(self, state: State, was: bytes | Aside | None, data: bytes) -> Kept:
        """A state's own record, one version after the one that stands there."""
        _check_size(len(data))
        if state.name in self._own or self._places.is_apart(state):
            version = self.own(state, was)[1]
        else:
            version = was.version if isinstance(was, Aside) else 0
        return self._signed(self._places.of(state), data, version + 1)

    def _kept_until(self, until: float, states: States, apart: Mapping[str, Any]) -> float:
        """How long the large values are kept at least: they are renewed before a session outlives them."""
        now = time.time()
        if until >= now + IDLE:
            return until
        self._renew({name: one for name, one in states.items() if f"{self._key}/{name}" not in apart})
        return now + ASIDE

    def _renew(self, states: States) -> None:
        for name, one in states.items():
            if isinstance(one, Aside):
                self.store.touch(f"{self._key}/{name}", ttl=ASIDE)

    def _signed(self, place: str, data: bytes, revision: int) -> Kept:
        return Kept(self._codec.sign(data, about=f"{place}/{revision}"), revision)


def _check_size(size: int) -> None:
    if size > LARGEST:
        taken = f"{size / 2**20:.1f}"
        raise StateError(
            say("This session would take {size} MB; {most} MB are kept.", size=taken, most=LARGEST >> 20),
            fix=say("Keep less in the state."),
            status=507,
        )
