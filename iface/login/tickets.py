"""Who is logged in: a browser shows a ticket, and the store says whose it is.

A ticket is a token of ours in a cookie. The store knows only a hash of it, and what it does not know opens
nothing: logging out ends a ticket everywhere, whoever has a copy.
"""

from __future__ import annotations

from hashlib import sha256

from iface.state.session import Sessions
from iface.state.tokens import Tokens
from iface.state.values import opened
from iface.stores.base import Kept

LASTS = 14 * 24 * 3600
"""Seconds until somebody has to log in again."""


class Tickets:
    """The tickets of one page."""

    def __init__(self, sessions: Sessions, tokens: Tokens) -> None:
        self._sessions = sessions
        self._tokens = tokens

    def blank(self) -> str:
        """A ticket that opens nothing, for a browser that is about to log in."""
        return self._tokens.mint()

    def is_ours(self, ticket: str) -> bool:
        """Whether this server made it; that is all that a blank one says."""
        return self._tokens.knows(ticket)

    def issue(self, user: str) -> str:
        """A new ticket of this user's.

        Raises:
            StoreError: it cannot be kept.
        """
        ticket = self._tokens.mint()
        place = self._place(ticket)
        data = self._sessions.codec.dumps({"user": user}, about=f"{place}/1")
        self._sessions.store.put({place: Kept(data, 1)}, ttl=LASTS)
        return ticket

    def user(self, ticket: str) -> str | None:
        """Whose it is; None if it is nobody's, or not any more."""
        if not self._tokens.knows(ticket):
            return None
        place = self._place(ticket)
        kept = self._sessions.store.get(place)
        content = opened(self._sessions.codec, place, kept) if kept else None
        return content["user"] if content else None

    def end(self, ticket: str) -> None:
        """Let it open nothing from now on."""
        if self._tokens.knows(ticket):
            self._sessions.store.delete(self._place(ticket))

    def _place(self, ticket: str) -> str:
        return f"{self._sessions.prefix}ticket/{sha256(ticket.encode()).hexdigest()}"
