"""Sessions: a session is a page load, and whoever has its id has its memory.

The id (`token`) is minted by the server, and refused when it was not. With a login it is bound to the
user: it is as unknown to everybody else, and to whoever is not logged in, as one that was made up. The
store sees a hash of it, and functions see a public name derived from it: neither gives it away.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from threading import BoundedSemaphore

from iface import codec, keys
from iface.components import State
from iface.errors import DesignError, LineFull, SessionEnded, SessionRefused, StoreError, Waiting
from iface.files.store import FileStore, SessionFiles
from iface.state.memory import Memory
from iface.state.places import Places
from iface.state.records import IDLE
from iface.state.tokens import Tokens
from iface.stores.base import NO_TURNS, Store
from iface.words import say

SHARED = 30.0
"""Seconds that an event waits for a value that all sessions share."""

LEFT = 3600.0
"""Seconds that a session is kept after its page was left."""

KNOWN = 1024
"""Sessions whose ids are remembered as verified: a page submits more than once."""

_written: ContextVar[tuple[str, ...]] = ContextVar("places that the event at work here writes", default=())
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_NAME = 20
"""Characters of a session's public name; with a login as many for its user follow."""


class Sessions:
    """The sessions of one page in one store.

    Args:
        name: the page's; a session of another page is refused.
        secrets: keys, the newest first; sessions and records of older ones are still known.
        files: where the files of sessions are.
        line: how many submits of one session may wait for their turn.
        seats: how many threads of this process may wait at once, over all sessions.
    """

    def __init__(
        self,
        name: str,
        store: Store,
        secrets: list[bytes],
        *,
        files: FileStore | None = None,
        line: int = 8,
        seats: int = 1000,
    ) -> None:
        self.store = store
        self.files = files or FileStore(None)
        self.line = line
        self.seats = BoundedSemaphore(seats)
        self.prefix = sha256(name.encode()).hexdigest()[:8] + "-"
        """What the keys of this page's records begin with, so that it sweeps no other's."""
        self.shared = f"{self.prefix}shared"
        """Where the values that all sessions share stand."""
        self.codec = codec.Codec([keys.derive(secret, f"records of {name}") for secret in secrets])
        self._tokens = Tokens(secrets, f"sessions of {name}")
        self._naming = keys.derive(secrets[-1], f"names of {name}")
        self._verified = lru_cache(KNOWN)(self._verify)

    def mint(self, user: str | None = None) -> Session:
        """A new session, of this user. Nothing is stored until something is kept."""
        return self._session(self._tokens.mint(user), user)

    def verify(self, token: str, user: str | None = None) -> Session:
        """The session of this id.

        Raises:
            SessionRefused: this server did not mint it for this page and this user.
        """
        return self._verified(token, user)

    def _verify(self, token: str, user: str | None) -> Session:
        if not self._tokens.knows(token, user):
            raise SessionRefused()
        return self._session(token, user)

    def of_client(self, name: str, user: str | None = None) -> Session:
        """The session of a client that calls itself so. It is of a kind of its own: its id is never given
        out, and no page has it. Whoever knows the name, and is this user, has its memory."""
        said = f"client {self._mark(user)} {name}".encode(errors="replace")
        secret = hmac.digest(self._naming, said, "sha256")
        return self._session(f"client-{secret.hex()}", user)

    def is_of(self, user: str | None, name: str) -> bool:
        """Whether the session with this public name is this user's."""
        return hmac.compare_digest(name[_NAME:], self._mark(user))

    def _session(self, token: str, user: str | None) -> Session:
        key = self.prefix + sha256(token.encode()).hexdigest()
        mark = self._mark(user)
        name = hmac.digest(self._naming, token.encode(), "sha256").hex()[:_NAME] + mark
        places = Places(key, f"{self.prefix}user-{mark}" if mark else None, self.shared)
        return Session(self, token, places, name, user)

    def _mark(self, user: str | None) -> str:
        """What stands for a user in names and keys; nothing where nobody is logged in."""
        if user is None:
            return ""
        return hmac.digest(self._naming, b"user " + user.encode(), "sha256").hex()[:_NAME]


@dataclass(frozen=True)
class Session:
    """One page load: `token` opens it, `places` are where its records stand, `hash` is its public name.

    `user` is None where nobody is logged in.
    """

    sessions: Sessions
    token: str
    places: Places
    hash: str
    user: str | None = None

    @property
    def key(self) -> str:
        """Where its own record stands."""
        return self.places.session

    @contextmanager
    def turn(
        self, *, alone: bool, nonce: str | None, revision: int, wait: float, others: Sequence[str] = ()
    ) -> Iterator[Memory]:
        """The session's memory; `alone` with it, for an event that writes state.

        Otherwise a submit waits only for another sending of itself (the same nonce).

        Args:
            revision: what the page last saw of the record.
            wait: seconds to wait for others.
            others: places of records that it writes and other sessions too, alone with each of them.

        Raises:
            LineFull, Waiting: others are before it.
            SessionEnded: the record that the page saw is gone.
            StoreError: one of `others` did not come free within 30 seconds.
        """
        key = self.key if alone else f"{self.key}/{nonce}" if nonce else None
        turns: dict[str, int] = {}
        with ExitStack() as held:
            if key:
                number = self._take(held, key, wait)
                turns[key] = int(number) if others else number  # what it read may be old when those come free
            # Always in one order, a user's before those that all share: nobody waits in a circle.
            for place in sorted(others, reverse=True):
                turns[place] = self._take_shared(held, place)
            yield self.memory(revision, turns)

    def memory(self, revision: int = 0, turns: Mapping[str, int] = NO_TURNS) -> Memory:
        """The memory as it was last committed; `turns` are the leases under which it will be changed.

        Raises:
            SessionEnded: the page saw `revision` of a record that is gone.
        """
        memory = Memory(self.places, self.sessions.store, self.sessions.codec, turns)
        if revision and not memory.revision:
            raise SessionEnded()
        return memory

    def _take(self, held: ExitStack, key: str, wait: float) -> int:
        """The number of the turn; a thread waits for it only while others are left for other sessions."""
        store, line, seats = self.sessions.store, self.sessions.line, self.sessions.seats
        try:
            return held.enter_context(store.lease(key, wait=0, line=line))
        except Waiting:
            if not wait or not seats.acquire(blocking=False):
                raise
        try:
            return held.enter_context(store.lease(key, wait=wait, line=line))
        finally:
            seats.release()

    def _take_shared(self, held: ExitStack, key: str) -> int:
        try:
            number = held.enter_context(self.sessions.store.lease(key, wait=SHARED, line=1_000))
        except (LineFull, Waiting):
            raise StoreError(
                say("Too many visitors change the same value at once."), fix=say("Try again in a moment.")
            ) from None
        held.callback(_written.reset, _written.set((*_written.get(), key)))
        return number

    @contextmanager
    def forgetting(self, states: Sequence[State]) -> Iterator[int]:
        """What these states keep for the session's user is over, for the block to take out; it gets how many
        there were. Whoever is at work on one of them ends first.

        Raises:
            DesignError: that is who asks.
            StoreError: one of them did not come free within 30 seconds.
        """
        store, places = self.sessions.store, sorted({self.places.of(one) for one in states}, reverse=True)
        if not set(places).isdisjoint(_written.get()):
            raise DesignError(
                f"An event that writes a UserState cannot forget {self.user!r} at the same time.",
                fix="Take the UserState out of the outputs of the event that calls forget().",
            )
        with ExitStack() as held:
            for place in places:
                self._take_shared(held, place)
            known = [place for place in places if store.get(place)]
            for place in known:
                store.touch(place, ttl=0)
            yield len(known)

    @property
    def files(self) -> SessionFiles:
        """The files that its visitor has uploaded, and those that were made for them."""
        return self.sessions.files.of(self.hash)

    def live(self) -> None:
        """Note a sign of life: the page is open."""
        self.memory().live()
        self.files.keep_for(IDLE)

    def leave(self, after: float = LEFT) -> None:
        """Note that the page was left: the session is kept for `after` seconds more."""
        self.sessions.store.touch(self.key, ttl=after)
        self.files.keep_for(after)


def checked_nonce(text: str | None) -> str | None:
    """The nonce if it has the form of one: 16 to 64 base64url characters."""
    return text if text and _NONCE.fullmatch(text) else None


def nonce_of(text: str | None, said: object) -> str | None:
    """The nonce of a post that says this: other entries under an old nonce are another submit."""
    nonce = checked_nonce(text)
    return nonce and sha256(repr((nonce, said)).encode(errors="replace")).hexdigest()
