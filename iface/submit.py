"""What a visitor asks for, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from iface.components import Component
from iface.events import Event
from iface.helpers import Request, Said
from iface.page import Page
from iface.state.session import Session

Show = Callable[[Component, Any], Any]
"""Makes what is sent of a component and its data: HTML for a page, the data for the API."""


def as_data(_one: Component, data: Any) -> Any:
    """What a caller of the API is shown: the data itself, whole at every step."""
    return data


def sent_after(page: Page, sent: Mapping[str, Any], shown: Mapping[int, Any]) -> dict[str, Any]:
    """What the page would send next: its entries, with the data that were put into them."""
    fields = {page.components[id].name: data for id, data in shown.items()}
    return {**sent, **{name: data for name, data in fields.items() if name in page.fields}}


class Watch(Protocol):
    """Who looks on while a function runs."""

    is_stopped: bool
    """Whether the run is to stop."""

    def begin(self, *, is_stepwise: bool) -> bool:
        """A function is about to be called; False: it is not to be. `is_stepwise`: it yields."""

    def settle(self) -> bool:
        """A function has returned; False if that is to be dropped."""

    def draw(self, make: Callable[[], Outcome]) -> None:
        """A generator has yielded; `make` gives what to show of it."""

    def note(self, event: dict[str, Any]) -> None:
        """Something is told that is no outcome, as how far the function is."""


@dataclass(slots=True)
class Submit:
    """What a visitor asks for: an event, with unchecked data by field name.

    A page sends more fields than the event takes, for what may follow it; an API call is `strict`.
    `happened` is what the page tells of what happened. `nonce` is sent again with a repeated
    submit; `revision` is that of the record the page last saw; `remember_all` keeps every output
    in the view, for a page that cannot do so itself, and `beside` names other events of the button that it
    pressed. It waits `patience` seconds for its turn.
    `before` is what earlier events of the run showed, and None for the first. `watch`, which its run
    gives it, is told what happens on the way.
    """

    event: Event
    sent: Mapping[str, Any]
    session: Session
    request: Request | None = None
    happened: Mapping[str, Any] = field(default_factory=dict)
    strict: bool = False
    nonce: str | None = None
    revision: int = 0
    remember_all: bool = False
    beside: Sequence[str] = ()
    patience: float = 20.0
    before: Mapping[int, Any] | None = None
    watch: Watch | None = None


@dataclass(slots=True)
class Outcome:
    """What came of an event: by component id the data shown and what `show` made of it.

    `layouts` are what has changed of layouts, by their ids; `redrawn` the ids of components with
    other properties.
    `changed` are the ids of the components whose value is another than before, as far as
    somebody listens to that. `repeated` says that it ran before, and was only shown again;
    `is_partial` that it is what a generator has yielded, and not the last of it.
    """

    event: Event
    data: dict[int, Any] = field(default_factory=dict)
    shown: dict[int, Any] = field(default_factory=dict)
    layouts: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    redrawn: set[int] = field(default_factory=set)
    error: Exception | None = None
    notices: list[Said] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)
    revision: int = 0
    repeated: bool = False
    is_partial: bool = False
