"""Sessions: a session is a page load, and whoever has its id has its memory.

The id (`token`) is minted by the server, and refused when it was not:

    25 random bytes | 6 bytes of time | HMAC-SHA256 of both      as 84 base64url characters

The store sees a hash of it, and functions see a public name derived from it: neither gives it away.
"""

from __future__ import annotations

import hmac
import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_bytes
from threading import BoundedSemaphore

from iface import codec, keys
from iface.errors import SessionEnded, SessionRefused, StoreError, Waiting
from iface.filestore import FileStore, SessionFiles
from iface.memory import IDLE, Memory
from iface.stores.base import NO_TURNS, Store
from iface.words import say

SHARED = 30.0
"""Seconds that an event waits for a value that all sessions share."""

LEFT = 3600.0
"""Seconds that a session is kept after its page was left."""

_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{84}")


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
        self._minting = [keys.derive(secret, f"sessions of {name}") for secret in secrets]
        self._naming = keys.derive(secrets[-1], f"names of {name}")

    def mint(self) -> Session:
        """A new session. Nothing is stored until something is kept."""
        body = token_bytes(25) + int(time.time()).to_bytes(6, "big")
        return self._session(urlsafe_b64encode(body + _tag(self._minting[0], body)).decode())

    def verify(self, token: str) -> Session:
        """The session of this id.

        Raises:
            SessionRefused: this server did not mint it for this page.
        """
        if _TOKEN.fullmatch(token):
            raw = urlsafe_b64decode(token)
            body, tag = raw[:31], raw[31:]
            if any(hmac.compare_digest(_tag(key, body), tag) for key in self._minting):
                return self._session(token)
        raise SessionRefused()

    def _session(self, token: str) -> Session:
        key = self.prefix + sha256(token.encode()).hexdigest()
        name = hmac.digest(self._naming, token.encode(), "sha256").hex()[:20]
        return Session(self, token, key, name)


@dataclass(frozen=True)
class Session:
    """One page load: `token` opens it, `key` is where its record stands, `hash` is its public name."""

    sessions: Sessions
    token: str
    key: str
    hash: str

    @contextmanager
    def turn(
        self, *, alone: bool, nonce: str | None, revision: int, wait: float, shared: Sequence[str] = ()
    ) -> Iterator[Memory]:
        """The session's memory; `alone` with it, for an event that writes state.

        Otherwise a submit waits only for another sending of itself (the same nonce).

        Args:
            revision: what the page last saw of the record.
            wait: seconds to wait for others.
            shared: names of the shared states that it writes, alone with each of them too.

        Raises:
            LineFull, Waiting: others are before it.
            SessionEnded: the record that the page saw is gone.
            StoreError: a shared state did not come free within 30 seconds.
        """
        key = self.key if alone else f"{self.key}/{nonce}" if nonce else None
        turns: dict[str, int] = {}
        with ExitStack() as held:
            if key:
                turns[key] = self._take(held, key, wait)
            for name in sorted(shared):
                place = f"{self.sessions.shared}/{name}"
                turns[place] = self._take_shared(held, place)
            yield self.memory(revision, turns)

    def memory(self, revision: int = 0, turns: Mapping[str, int] = NO_TURNS) -> Memory:
        """The memory as it was last committed; `turns` are the leases under which it will be changed.

        Raises:
            SessionEnded: the page saw `revision` of a record that is gone.
        """
        sessions = self.sessions
        memory = Memory(self.key, sessions.shared, sessions.store, sessions.codec, turns)
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
            return held.enter_context(self.sessions.store.lease(key, wait=SHARED, line=1_000))
        except Waiting:
            raise StoreError(
                say("Too many visitors change the same value at once."), fix=say("Try again in a moment.")
            ) from None

    @property
    def files(self) -> SessionFiles:
        """The files that its visitor has uploaded, and those that were made for them."""
        return self.sessions.files.of(self.hash)

    def live(self) -> None:
        """Note a sign of life: the page is open."""
        self.sessions.store.touch(self.key, ttl=IDLE)
        self.files.keep_for(IDLE)

    def leave(self, after: float = LEFT) -> None:
        """Note that the page was left: the session is kept for `after` seconds more."""
        self.sessions.store.touch(self.key, ttl=after)
        self.files.keep_for(after)


def _tag(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, body, "sha256")


def checked_nonce(text: str | None) -> str | None:
    """The nonce if it has the form of one: 16 to 64 base64url characters."""
    return text if text and _NONCE.fullmatch(text) else None


def nonce_of(text: str | None, said: object) -> str | None:
    """The nonce of a post that says this: other entries under an old nonce are another submit."""
    nonce = checked_nonce(text)
    return nonce and sha256(repr((nonce, said)).encode(errors="replace")).hexdigest()
