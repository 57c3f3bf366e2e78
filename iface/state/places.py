"""Where what is remembered stands: in the session's record, or in a record of its own beside it."""

from __future__ import annotations

from typing import NamedTuple

from iface.components import State


class Places(NamedTuple):
    """The beginnings of the keys of a session's records, of its user's, and of those that all share.

    `user` is None where nobody is logged in: then what belongs to a user is the session's own.
    """

    session: str
    user: str | None
    shared: str

    def of(self, state: State) -> str:
        """The key of the state's record, if it has one of its own."""
        owner = self.session
        if state.is_shared:
            owner = self.shared
        elif state.is_of_user and self.user:
            owner = self.user
        return f"{owner}/{state.name}"

    def is_apart(self, state: State) -> bool:
        """Whether the state has a record of its own."""
        return state.time_to_live is not None or self.is_for_several(state)

    def is_for_several(self, state: State) -> bool:
        """Whether other sessions have the same value."""
        return state.is_shared or (state.is_of_user and self.user is not None)
