"""What one visitor's session remembers: one record, read once and committed once per submit.

    states   by name: the pickled value
    view     by component id: data that the server must remember of the page
    props    by component id: properties that were changed for this session
    done     by nonce: what the last submits showed, so that sending one again runs nothing

A state with a `time_to_live`, and one that all sessions share, has a record of its own. A commit is a
compare-and-set: of two at once, the second reads again and merges what it changed.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from iface import answers, codec
from iface.components import Component, State
from iface.errors import SessionEnded, StateConflict, StateError
from iface.helpers import Said
from iface.layouts import Layout
from iface.stores.base import NO_TURNS, Kept, Store
from iface.words import say

logger = logging.getLogger("iface")

IDLE = 24 * 3600.0
"""Seconds that a session is kept without a sign of life."""

LARGEST = 16 * 1024 * 1024
"""Bytes of the largest record."""


Part = TypeVar("Part", Component, Layout)


class Change(NamedTuple):
    """What a submit changes; `answer` is what it showed, remembered under its `nonce`.

    `opened` is the public name of a session whose end the program wants to be told; "" once it was.
    """

    states: Mapping[State, Any]
    view: Mapping[int, Any]
    props: Mapping[int, Mapping[str, Any]] = {}
    opened: str | None = None
    nonce: str | None = None
    answer: Mapping[str, Any] = {}


class Memory:
    """A session's records, read once. What is changed is kept in one commit, or not at all."""

    def __init__(
        self, key: str, shared: str, store: Store, codec: codec.Codec, turns: Mapping[str, int] = NO_TURNS
    ) -> None:
        self._key = key
        self._shared = shared
        self._store = store
        self._codec = codec
        self._turns = turns
        self._record: dict[str, Any] = {}
        self._own: dict[str, tuple[dict[str, Any], int]] = {}
        self.revision = 0
        """How many times the record has been written; 0 while there is none."""
        self.lost: list[Said] = []
        """Sentences about what could not be read, for the visitor."""
        self._read()

    @property
    def view(self) -> Mapping[int, Any]:
        """Data that the server remembers of the page, by component id."""
        view: Mapping[int, Any] = self._record["view"]
        return view

    def own(self, one: Part) -> Part:
        """The component or layout as this session has it."""
        props: Mapping[str, Any] | None = self._record["props"].get(one.id)
        varied: Part = one.varied(props) if props else one
        return varied

    def done(self, nonce: str | None) -> dict[str, Any] | None:
        """What the submit with this nonce showed, if it has run; {} if that is long ago."""
        packed = self._record["done"].get(nonce) if nonce else None
        if packed is None:
            return None
        answer: dict[str, Any] = codec.unpack(packed) if packed else {}
        return answer

    def value(self, state: State) -> Any:
        """A private copy of the state's value; a fresh one where none is kept."""
        if self._store.live is not None and self._place(state) in self._store.live:
            return self._store.live[self._place(state)]
        packed = self._states_with(state).get(state.name)
        if packed is None:
            return state.fresh()
        try:
            return codec.unpack(packed)
        except Exception as error:
            logger.warning(
                "The state %r of a session cannot be read (%r): it starts over.", state.name, error
            )
            self._lose(say("What this page remembered was kept by an older version: it starts over."))
            return state.fresh()

    def keep(self, change: Change) -> int:
        """Commit what a submit changed; gives the record's new revision.

        Raises:
            StateError: a value cannot be kept, or the record would be too large.
            SessionEnded: the session was deleted meanwhile.
            StateConflict: somebody else has written one of the states meanwhile.
        """
        packed, live = self._pack(change.states)
        answer = codec.pack(dict(change.answer)) if change.nonce else b""
        known = self.revision
        read = {state.name: self._record["states"].get(state.name) for state in change.states}
        while True:
            try:
                revision = self._put(change, packed, answer)
            except StateConflict:
                self._read()
                if known and not self.revision:
                    raise SessionEnded() from None
                if any(self._record["states"].get(name) != data for name, data in read.items()):
                    raise  # whoever wrote it held no lease: better an error than a lost update
                continue
            self._keep_live(change.states, live)
            return revision

    def begin(self, name: str) -> int:
        """Make the record of a page whose end is to be told; gives its revision."""
        return self.keep(Change({}, {}, opened=name))

    def end(self) -> bool:
        """Note that the end has been told; True for one caller only."""
        if not self._record["opened"]:
            return False
        try:
            self._put(Change({}, {}, opened=""), {}, b"")
        except StateConflict:
            self._read()
            return self.end()
        return True

    def _lose(self, sentence: str) -> None:
        self.lost.append(Said("warning", sentence, "", None))

    def _put(self, change: Change, packed: Mapping[State, bytes | None], answer: bytes) -> int:
        """One attempt: every record that the change touches, all or none."""
        states = dict(self._record["states"])
        own: dict[str, Kept] = {}
        ttl: dict[str, float] = {}
        for state, data in packed.items():
            if not state.stands_alone:
                states[state.name] = data
            else:
                place = self._place(state)
                self._states_with(state)
                own[place] = self._signed(place, {state.name: data}, self._own[state.name][1] + 1)
                ttl[place] = math.inf if state.time_to_live is None else state.time_to_live
        changed = {
            "states": {name: data for name, data in states.items() if data is not None},
            "view": self._record["view"] | change.view,
            "opened": self._record["opened"] if change.opened is None else change.opened,
            "props": _merged(self._record["props"], change.props),
            "done": answers.remember(self._record["done"], change.nonce, answer),
        }
        kept = self._signed(self._key, changed, self.revision + 1)
        self._store.put({self._key: kept, **own}, ttl={self._key: IDLE, **ttl}, turns=self._turns)
        self._record, self.revision = changed, kept.version
        return kept.version

    def _signed(self, place: str, content: Mapping[str, Any], revision: int) -> Kept:
        data = self._codec.dumps(content, about=f"{place}/{revision}")
        if len(data) > LARGEST:
            size = f"{len(data) / 2**20:.1f}"
            raise StateError(
                say("This session would take {size} MB; {most} MB are kept.", size=size, most=LARGEST >> 20),
                fix=say("Keep less in the state."),
                status=507,
            )
        return Kept(data, revision)

    def _read(self) -> None:
        empty: dict[str, Any] = {"states": {}, "view": {}, "props": {}, "opened": "", "done": {}}
        self._record, self.revision = self._verified(self._key, empty)
        self._own = {}

    def _states_with(self, state: State) -> dict[str, Any]:
        """The packed values of the record that the state is in."""
        if not state.stands_alone:
            states: dict[str, Any] = self._record["states"]
            return states
        if state.name not in self._own:
            self._own[state.name] = self._verified(self._place(state), {})
        return self._own[state.name][0]

    def _verified(self, place: str, empty: dict[str, Any]) -> tuple[dict[str, Any], int]:
        """A record's content and revision; `empty` where there is none, or none of ours."""
        kept = self._store.get(place)
        if kept is None:
            return empty, 0
        content = opened(self._codec, place, kept)
        if content is None:
            self._lose(say("What this page remembered could not be read: it starts over."))
            return empty, kept.version
        return content, kept.version

    def _pack(self, states: Mapping[State, Any]) -> tuple[dict[State, bytes | None], dict[str, Any]]:
        packed: dict[State, bytes | None] = {}
        live: dict[str, Any] = {}
        for state, value in states.items():
            try:
                packed[state] = codec.pack(value)
            except Exception as error:
                if self._store.live is None:
                    raise codec.cannot_keep(state.name, value) from error
                codec.warn_of_live(state.name, value)
                packed[state], live[self._place(state)] = None, value
        return packed, live

    def _keep_live(self, states: Mapping[State, Any], live: Mapping[str, Any]) -> None:
        if self._store.live is None:
            return
        for state in states:
            self._store.live.pop(self._place(state), None)
        self._store.live.update(live)

    def _place(self, state: State) -> str:
        return f"{self._shared if state.is_shared else self._key}/{state.name}"


def opened(codec_of_page: codec.Codec, place: str, kept: Kept) -> dict[str, Any] | None:
    """The content of a record; None, with one line in the log, where it is none of ours."""
    try:
        content: dict[str, Any] = codec_of_page.loads(kept.data, about=f"{place}/{kept.version}")
    except codec.Tampered:
        logger.warning("A session's record does not verify: it counts as lost.")
        return None
    except Exception as error:
        logger.warning("A session's record cannot be read (%r): it counts as lost.", error)
        return None
    return content


def _merged(props: Mapping[int, Any], changed: Mapping[int, Mapping[str, Any]]) -> dict[int, Any]:
    return {**props, **{id: {**props.get(id, {}), **new} for id, new in changed.items()}}
