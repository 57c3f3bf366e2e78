"""A page as data: its components, its events, and the order they stand in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from iface.components import BrowserState, Component, Dataset, State
from iface.errors import DesignError, RefusedRequest
from iface.events import Event
from iface.helpers import Request
from iface.layouts import Column, Layout, gather_tabs
from iface.login import Login
from iface.looks import Looks


@dataclass
class Page(Looks):
    """What one address shows and does.

    `components` are by id, in the order they were placed; `events` by name; `name` tells the
    pages of one process apart, the same at every start.
    """

    title: str = "iface"
    shows_title: bool = False
    description: str = ""
    article: str = ""
    name: str = "page"
    root: Layout = field(default_factory=lambda: Column(render=False))
    components: dict[int, Component] = field(default_factory=dict)
    layouts: dict[int, Layout] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    unplaced: set[int] = field(default_factory=set)
    """The ids of components that only callers of the API give or get."""
    unload: list[Callable[..., Any]] = field(default_factory=list)
    """Functions that run when a page is left; each may take the Request."""
    kept_after_leaving: float = 3600.0
    """Seconds that a session is kept after its page was left."""
    default_limit: int | None = None
    """How many calls of a function run at once in each process, where its event does not say."""
    most_waiting: int | None = None
    """How many may wait for one function; None: any number."""
    main: str = ""
    """The event that Enter starts."""
    login: Login | None = None
    """Who may open it; None: everybody, or whom the application around it lets in."""
    proxies: int | None = None
    """How many proxies stand in front; None: what IFACE_PROXIES says, or none."""

    def add(self, node: Component | Layout, *, is_placed: bool = True) -> None:
        """Give a component or layout its id, the next number on this page. What is not placed may have the
        name of another: it is no field of the form."""
        if isinstance(node, Component) and self.components.get(node.id) is node:
            raise DesignError(
                f"This {type(node).__name__} stands on the page already.",
                fix="Make another one, or place it once with .render().",
            )
        names = {one.name for one in self.components.values()} if is_placed else ()
        if isinstance(node, Component) and node.name in names:
            node.name = ""
        self._last_id = getattr(self, "_last_id", 0) + 1
        node.id = self._last_id
        if isinstance(node, Component):
            self.components[node.id] = node
            if not is_placed:
                self.unplaced.add(node.id)
        else:
            self.layouts[node.id] = node

    def take_out(self, node: Component) -> None:
        """Take a component out again, if it is there."""
        if node in self.components.values():
            del self.components[node.id]
            for place in walk(self.root):
                if node in getattr(place, "children", ()):
                    place.children.remove(node)

    def finish(self) -> None:
        """Settle what follows from the whole: field names, what can be edited, what buttons start."""
        gather_tabs(self.root, self.add)
        self._name_fields()
        for component in self.components.values():
            if isinstance(component, BrowserState):
                component.page_name = self.name
        takes = {id for event in self.events.values() for id in event.inputs}
        gives = {id for event in self.events.values() for id in event.outputs}
        for component in self.components.values():
            if component.interactive is None:
                # A button that an event changes can be pressed nevertheless.
                is_shown_only = component.has_value and component.id in gives and component.id not in takes
                component.interactive = component.is_editable and not is_shown_only
        for event in self.events.values():
            for id, verb in sorted(event.triggers, key=lambda one: one[1] == "submit"):  # buttons first
                self._connect(self.components.get(id), verb, event)

    def event(self, name: str, *, offered: bool = False) -> Event:
        """The event of this name; with `offered` only if callers of the API may run it.

        Raises:
            RefusedRequest: 404, there is none.
        """
        event = self.events.get(name)
        if event is None or (offered and not event.is_offered):
            raise RefusedRequest(
                f"There is no event called {name[:60]!r} on this page.",
                fix=f"Use one of: {', '.join(self.public)}.",
                status=404,
            )
        return event

    @property
    def public(self) -> list[str]:
        """The names of the events that the API offers and describes."""
        return [event.name for event in self.events.values() if event.visibility == "public"]

    def visible(self, ids: tuple[int, ...]) -> list[Component]:
        """Of these, the components whose values travel."""
        found = (self.components[id] for id in ids if id in self.components)
        return [one for one in found if not one.is_state]

    def states(self, ids: tuple[int, ...]) -> list[State]:
        """Of these, the states, each once."""
        found = (self.components.get(id) for id in dict.fromkeys(ids))
        return [one for one in found if isinstance(one, State)]

    def keeps(self, component: Component) -> bool:
        """Whether the server must remember what this component shows: the browser does not send it back."""
        is_ours = not component.interactive or component.is_patched
        return is_ours and (component.id in self._taken or component.id in self.heard)

    def listening(self, id: int, verb: str) -> list[Event]:
        """The events that start when `verb` happens to the component; id 0 is the page itself."""
        return self._listeners.get((id, verb), [])

    def limit_of(self, event: Event) -> int | None:
        """How many runs of the event may be at work at once, in each process; None: any number."""
        given = self.default_limit if event.concurrency_limit == "default" else event.concurrency_limit
        return None if given is None else int(given)

    def following(self, event: Event) -> list[Event]:
        """The events that come after this one: then, success, failure."""
        return self._followers.get(event.name, [])

    def siblings(self, event: Event, said: str) -> list[str]:
        """Other events of the button that says this; without a script it says its first only."""
        said = said if event.argument is None else event.name
        started = [one for one in event.triggers if one[1] in ("click", "submit")]
        pressed = [one for one in started if getattr(self.components.get(one[0]), "event", "") == said][:1]
        return [other.name for one in pressed for other in self.listening(*one) if other is not event]

    def reached(self, event: Event) -> list[Event]:
        """The event, and all that may follow it."""
        reached = [event]
        for one in reached:
            changed = (other for id in one.outputs for other in self.listening(id, "change"))
            reached += [other for other in [*self.following(one), *changed] if other not in reached]
        return reached

    def needs(self, event: Event) -> list[str]:
        """The fields that a page sends for an event: what it takes and shows, and what may follow takes."""
        ids = {id for one in self.reached(event) for id in (*one.inputs, *one.outputs)}
        return [name for name, one in self.fields.items() if one.id in ids]

    @cached_property
    def heard(self) -> frozenset[int]:
        """The ids of the components to whose changes somebody listens."""
        return frozenset(
            id for event in self.events.values() for id, verb in event.triggers if verb == "change"
        )

    @cached_property
    def wants_request(self) -> bool:
        """Whether some function asks for the Request."""
        return any(issubclass(kind, Request) for event in self.events.values() for _, kind in event.extras)

    @cached_property
    def fields(self) -> dict[str, Component]:
        """The components that a visitor fills in, by field name."""
        return {
            one.name: one
            for id, one in self.components.items()
            if one.has_value and not one.is_state and (one.interactive or isinstance(one, Dataset))
            if id not in self.unplaced
        }

    @cached_property
    def digest(self) -> str:
        """16 hex digits that change when what a visitor can send changes."""
        components = self.components.values()
        parts = [f"{one.id} {one.word} {one.name} {one.interactive}" for one in components]
        parts += [
            f"{one.name} {one.inputs} {one.outputs} {one.triggers} {one.after}"
            for one in self.events.values()
        ]
        return sha256("\n".join(parts).encode()).hexdigest()[:16]

    @cached_property
    def _listeners(self) -> Mapping[tuple[int, str], list[Event]]:
        listeners: dict[tuple[int, str], list[Event]] = {}
        for event in self.events.values():
            for trigger in dict.fromkeys(event.triggers):
                listeners.setdefault(trigger, []).append(event)
        return listeners

    @cached_property
    def _followers(self) -> Mapping[str, list[Event]]:
        followers: dict[str, list[Event]] = {}
        for event in self.events.values():
            if event.after:
                followers.setdefault(event.after[0], []).append(event)
        return followers

    @cached_property
    def _taken(self) -> frozenset[int]:
        return frozenset(id for event in self.events.values() for id in event.inputs)

    def _connect(self, component: Component | None, verb: str, event: Event) -> None:
        if component is not None:
            component.listened |= {verb}
            if verb in component.pressed_by and not component.event:
                said = {one.event for one in self.components.values()} if event.argument is None else ()
                if event.name not in said:
                    component.event = event.name
                elif not component.is_entered:
                    component.event = f"{event.name}:{component.id}"

    def _name_fields(self) -> None:
        """The author's name first, then the label, then word and number."""
        used = {one.name for id, one in self.components.items() if one.name and id not in self.unplaced}
        for component in self.components.values():
            if component.name or component.id in self.unplaced:
                continue
            name = re.sub(r"\W+", "_", component.label or "").strip("_").lower()
            if not name or name in used:
                name = f"{component.word}_{component.id}"
            component.name = name
            used.add(name)


def walk(node: Layout | Component) -> Iterator[Any]:
    """The node and all below it, in the order of the page."""
    yield node
    for child in getattr(node, "children", ()):
        yield from walk(child)
