"""One visitor's memory: its record, its lease, what is read before the function and kept after it.

A session is a page load. Its id (`token`) is minted by the server and refused when it was not:

    25 random bytes | 6 bytes of time | HMAC-SHA256 of both      as 84 base64url characters

One record per session holds its states, its view and its last nonces:

    states   by name: the pickled value
    view     by component id: data that the server must remember of the page
    done     by nonce: what the last submits showed, so that sending one again runs nothing

The record is read once and committed once per submit, by compare-and-set.
"""

from __future__ import annotations

import hmac
import logging
import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from iface import codec, keys
from iface.components import State
from iface.errors import SessionEnded, SessionRefused, StateConflict, StateError
from iface.stores.base import Kept, Store

logger = logging.getLogger("iface")

IDLE = 24 * 3600.0
"""Seconds that a session is kept without a sign of life."""

LARGEST = 16 * 1024 * 1024
"""Bytes of the largest record."""

REMEMBERED = 8
"""How many submits are remembered by their nonce, and how many bytes of their answers."""
REMEMBERED_BYTES = 64 * 1024

_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{84}")


class Sessions:
    """The sessions of one page in one store.

    `line` submits of one session may wait for their turn, each up to `wait` seconds.
    """

    def __init__(
        self, name: str, store: Store, secrets: list[bytes], *, line: int = 8, wait: float = 60.0
    ) -> None:
        self.store = store
        self.line = line
        self.wait = wait
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
        key = sha256(b"session " + token.encode()).hexdigest()
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
    def turn(self, *, writes_state: bool, nonce: str | None, revision: int) -> Iterator[Memory]:
        """The session's memory, alone with it where the event writes state.

        A submit that writes none waits only for another sending of itself (the same nonce).

        Raises:
            LineFull, Waiting: others are before it.
            SessionEnded: the page saw `revision` of a record that is gone.
        """
        store, owner = self.sessions.store, self.sessions
        key = self.key if writes_state else f"{self.key}/{nonce}" if nonce else None
        lease = store.lease(key, wait=owner.wait, line=owner.line) if key else nullcontext()
        with lease:
            yield self.memory(revision)

    def memory(self, revision: int = 0) -> Memory:
        """The memory as it was last committed.

        Raises:
            SessionEnded: the page saw `revision` of a record that is gone.
        """
        memory = Memory(self)
        if revision and not memory.revision:
            raise SessionEnded()
        return memory


class Memory:
    """A session's record, read once. What is changed is kept in one commit, or not at all."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._record: dict[str, Any] = {}
        self.revision = 0
        """How many times the record has been written; 0 while there is none."""
        self.lost: list[str] = []
        """Sentences about what could not be read, for the visitor."""
        self._read()

    @property
    def view(self) -> Mapping[int, Any]:
        """Data that the server remembers of the page, by component id."""
        view: Mapping[int, Any] = self._record["view"]
        return view

    def done(self, nonce: str | None) -> dict[str, Any] | None:
        """What the submit with this nonce showed, if it has run; {} if that is long ago."""
        packed = self._record["done"].get(nonce) if nonce else None
        if packed is None:
            return None
        answer: dict[str, Any] = codec.unpack(packed) if packed else {}
        return answer

    def value(self, state: State) -> Any:
        """A private copy of the state's value; a fresh one where none is kept."""
        store = self._session.sessions.store
        if store.live is not None and self._live_key(state) in store.live:
            return store.live[self._live_key(state)]
        packed = self._record["states"].get(state.name)
        if packed is None:
            return state.fresh()
        try:
            return codec.unpack(packed)
        except Exception as error:
            logger.warning(
                "The state %r of a session cannot be read (%r): it starts over.", state.name, error
            )
            self.lost.append("What this page remembered was kept by an older version: it starts over.")
            return state.fresh()

    def keep(
        self,
        states: Mapping[State, Any],
        view: Mapping[int, Any],
        nonce: str | None,
        answer: Mapping[str, Any],
    ) -> int:
        """Commit what a submit changed; gives the record's new revision.

        Raises:
            StateError: a value cannot be kept, or the record would be too large.
            SessionEnded: the session was deleted meanwhile.
        """
        packed, live = self._pack(states)
        remembered = codec.pack(dict(answer)) if nonce else b""
        known = self.revision
        while True:
            record = self._record
            changed = {
                "states": {name: one for name, one in (record["states"] | packed).items() if one is not None},
                "view": record["view"] | view,
                "done": _remember(record["done"], nonce, remembered),
            }
            revision = self.revision + 1
            data = self._session.sessions.codec.dumps(changed, about=f"{self._session.key}/{revision}")
            if len(data) > LARGEST:
                raise StateError(
                    f"This session would take {len(data) / 2**20:.1f} MB; {LARGEST >> 20} MB are kept.",
                    fix="Keep less in the state.",
                    status=507,
                )
            try:
                self._session.sessions.store.put({self._session.key: Kept(data, revision)}, ttl=IDLE)
            except StateConflict:
                self._read()
                if known and not self.revision:
                    raise SessionEnded() from None
                continue
            self._record, self.revision = changed, revision
            self._keep_live(states, live)
            return revision

    def _read(self) -> None:
        kept = self._session.sessions.store.get(self._session.key)
        self.revision = kept.version if kept else 0
        self._record = {"states": {}, "view": {}, "done": {}}
        if kept:
            try:
                about = f"{self._session.key}/{kept.version}"
                self._record = self._session.sessions.codec.loads(kept.data, about=about)
            except codec.Tampered:
                logger.warning("A session's record does not verify: it counts as lost.")
                self.lost.append("What this page remembered could not be read: it starts over.")

    def _pack(self, states: Mapping[State, Any]) -> tuple[dict[str, bytes | None], dict[str, Any]]:
        packed: dict[str, bytes | None] = {}
        live: dict[str, Any] = {}
        for state, value in states.items():
            try:
                packed[state.name] = codec.pack(value)
            except Exception as error:
                if self._session.sessions.store.live is None:
                    raise _cannot_keep(state, value) from error
                _warn_live(state, value)
                packed[state.name], live[self._live_key(state)] = None, value
        return packed, live

    def _keep_live(self, states: Mapping[State, Any], live: Mapping[str, Any]) -> None:
        objects = self._session.sessions.store.live
        if objects is None:
            return
        for state in states:
            objects.pop(self._live_key(state), None)
        objects.update(live)

    def _live_key(self, state: State) -> str:
        return f"{self._session.key}/{state.name}"


def _tag(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, body, "sha256")


def checked_nonce(text: str | None) -> str | None:
    """The nonce if it has the form of one: 16 to 64 base64url characters."""
    return text if text and _NONCE.fullmatch(text) else None


def _remember(done: Mapping[str, bytes], nonce: str | None, answer: bytes) -> dict[str, bytes]:
    """The last answers by nonce, the newest whole, older ones as long as they are small together."""
    if nonce is None:
        return dict(done)
    kept, room = [(nonce, answer)], REMEMBERED_BYTES
    for old, shown in list(done.items())[::-1][: REMEMBERED - 1]:
        room -= len(shown)
        kept.append((old, shown if room > 0 else b""))
    return dict(reversed(kept))


def _cannot_keep(state: State, value: Any) -> StateError:
    path, kind = codec.unpicklable(value)
    return StateError(
        f"The state cannot be kept: {state.name}{path} is a {kind}, which cannot be pickled.",
        fix="Keep such objects in a module-level dict under request.session_hash, and run one worker.",
    )


_warned: set[str] = set()


def _warn_live(state: State, value: Any) -> None:
    if state.name in _warned:
        return
    _warned.add(state.name)
    path, kind = codec.unpicklable(value)
    logger.warning(
        "The state %s holds a %s at %s%s, which cannot be pickled: it is kept as the live object. "
        "A failing function is not rolled back, a restart loses it, and several workers refuse it.",
        state.name, kind, state.name, path,
    )  # fmt: skip
