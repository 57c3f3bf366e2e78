"""What one visitor's session remembers: one record, read once and committed once per submit.

    states   by name: the pickled value, or an Aside where it is large
    view     by component id: data that the server must remember of the page
    props    by component id: properties that were changed for this session
    done     by nonce: what the last submits showed, so that sending one again runs nothing
    until    how long the large values are kept at least, in seconds since 1970

A state with a `time_to_live`, one that several sessions share, and a large value (see `values.py`) has
a record of its own. A commit is one compare-and-set over all records that it touches: of two at once, the
second reads again and merges what it changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any, NamedTuple, TypeVar

from iface import codec
from iface.components import Component, State
from iface.errors import SessionEnded, StateConflict
from iface.helpers import Said
from iface.layouts import Layout
from iface.state import answers, values
from iface.state.places import Places
from iface.state.records import Records
from iface.state.values import Aside
from iface.stores.base import NO_TURNS, Store
from iface.words import say

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
        self, places: Places, store: Store, codec: codec.Codec, turns: Mapping[str, int] = NO_TURNS
    ) -> None:
        self._places = places
        self._store = store
        self._records = Records(places, store, codec, turns)
        self._record: dict[str, Any] = {}
        self.revision = 0
        """How many times the record has been written; 0 while there is none."""
        self._lost: list[str] = []
        self._supposed: dict[State, Any] = {}
        self._read()

    @property
    def lost(self) -> list[Said]:
        """Sentences about what could not be read, for the visitor."""
        unread = [say("What this page remembered could not be read: it starts over.")] * self._records.lost
        return [Said("warning", sentence, "", None) for sentence in (*unread, *self._lost)]

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

    def supposing(self, yielded: Mapping[State, Any], shown: Mapping[int, Any]) -> Memory:
        """The same, as if these states had these values and the page showed these data; for reading."""
        other = copy(self)
        other._record = {**self._record, "view": {**self.view, **shown}}
        other._supposed = dict(yielded)
        return other

    def done(self, nonce: str | None) -> dict[str, Any] | None:
        """What the submit with this nonce showed, if it has run; {} if that is long ago."""
        packed = self._record["done"].get(nonce) if nonce else None
        if packed is None:
            return None
        answer: dict[str, Any] = codec.unpack(packed) if packed else {}
        return answer

    def value(self, state: State) -> Any:
        """A private copy of the state's value; a fresh one where none is kept."""
        if state in self._supposed:
            return _own(self._supposed[state])
        if self._store.live is not None and self._places.of(state) in self._store.live:
            return self._store.live[self._places.of(state)]
        packed = self._record["states"].get(state.name)
        if self._places.is_apart(state) or isinstance(packed, Aside):
            packed = self._records.own(state, packed)[0]
        if packed is None:
            return state.fresh()
        try:
            return values.unpack(state, packed)
        except Exception as error:
            self._lost.append(values.unreadable(state, error))
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
                for state in change.states:
                    # What stands there may be of another version than we took it for.
                    self._records.own(state, read[state.name])
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

    def live(self) -> None:
        """Note a sign of life: the session is kept for IDLE seconds from now."""
        self._records.live(self._record["states"])

    def _put(self, change: Change, packed: Mapping[State, bytes | None], answer: bytes) -> int:
        """One attempt: every record that the change touches, all or none."""
        changed = {
            **self._record,
            "view": self._record["view"] | change.view,
            "opened": self._record["opened"] if change.opened is None else change.opened,
            "props": _merged(self._record["props"], change.props),
            "done": answers.remember(self._record["done"], change.nonce, answer),
        }
        self._records.put(changed, self.revision + 1, packed)
        self._record, self.revision = changed, self.revision + 1
        return self.revision

    def _read(self) -> None:
        empty: dict[str, Any] = {"states": {}, "view": {}, "props": {}, "opened": "", "done": {}}
        content, self.revision = self._records.read()
        self._record = content or empty

    def _pack(self, states: Mapping[State, Any]) -> tuple[dict[State, bytes | None], dict[str, Any]]:
        packed: dict[State, bytes | None] = {}
        live: dict[str, Any] = {}
        for state, value in states.items():
            try:
                packed[state] = values.pack(state, value)
            except Exception as error:
                if self._store.live is None:
                    raise codec.cannot_keep(state.name, value) from error
                codec.warn_of_live(state.name, value)
                packed[state], live[self._places.of(state)] = None, value
        return packed, live

    def _keep_live(self, states: Mapping[State, Any], live: Mapping[str, Any]) -> None:
        if self._store.live is None:
            return
        for state in states:
            self._store.live.pop(self._places.of(state), None)
        self._store.live.update(live)


def _own(value: Any) -> Any:
    """A private copy, or the object itself where it cannot be pickled."""
    try:
        return codec.unpack(codec.pack(value))
    except Exception:
        return value


def _merged(props: Mapping[int, Any], changed: Mapping[int, Mapping[str, Any]]) -> dict[int, Any]:
    return {**props, **{id: {**props.get(id, {}), **new} for id, new in changed.items()}}
