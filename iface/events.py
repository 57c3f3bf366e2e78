"""Events: which function runs when something happens on a page. They hold ids, not components."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from iface.context import Builder, builder
from iface.errors import DesignError

if TYPE_CHECKING:
    from concurrent.futures import Executor

Mode = Literal["once", "always_last", "multiple"]
"""What a trigger does while its event still runs: nothing, run once more at the end, or run beside it."""

Visibility = Literal["public", "undocumented", "private"]
"""Whether callers of the API may run an event, and whether its description is told."""

Follow = Literal["then", "success", "failure"]
"""When an event follows another: always, after a good run, or after one that raised."""


@dataclass(frozen=True)
class Event:
    """One function of a page, with the ids of what it takes and gives.

    `name` is its address, unique on the page. `after` names the event that it follows, and when.
    `argument` is the id of the component whose value the pressed button itself carries (an
    example's row); `extras` are the places among the function's arguments that take the Request
    or data of what happened; `by_component` gives it one dict of all inputs; `visibility` and
    `description` are what the API tells of it; `cancels` names events whose answers are no longer
    wanted. Without `preprocess` the function gets the inputs' data as it was sent. `js` is a function
    of the browser's that has the inputs' values first, and `is_sent` whether the server has a part in
    it. With `isolate` the function runs in a process of its own, else by the `executor`, if there is one.
    """

    name: str
    fn: Callable[..., Any]
    inputs: tuple[int, ...] = ()
    outputs: tuple[int, ...] = ()
    triggers: tuple[tuple[int, str], ...] = ()
    after: tuple[str, Follow] | None = None
    visibility: Visibility = "public"
    description: str = ""
    mode: Mode = "once"
    show_progress: str = "full"
    concurrency_limit: int | Literal["default"] | None = "default"
    concurrency_id: str | None = None
    argument: int | None = None
    extras: tuple[tuple[int, type], ...] = ()
    by_component: bool = False
    cancels: tuple[str, ...] = ()
    preprocess: bool = True
    js: str = ""
    is_sent: bool = True
    isolate: bool = False
    executor: Executor | None = None

    @property
    def is_offered(self) -> bool:
        """Whether callers of the API may run it."""
        return self.visibility != "private"


class Trigger:
    """A verb of a component, declared in its class: `click = Trigger()`.

    On an instance it is a `Listener`: `button.click(fn, inputs, outputs)`.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.verb = name

    def __get__(self, component: Any, owner: type | None = None) -> Listener:
        return Listener(component, self.verb)


DECORATOR: Any = type("Decorator", (), {"__repr__": lambda self: "a decorator"})()
"""Stands where no function was given: then the call is a decorator."""


@dataclass(frozen=True)
class Listener:
    """A component and a verb; called with a function, it adds an event to the page."""

    component: Any
    verb: str

    def __call__(self, fn: Any = DECORATOR, inputs: Any = None, outputs: Any = None, **event: Any) -> Any:
        """Run `fn` when it happens. Without `fn` it is a decorator that returns the function."""
        return listened([self], fn, inputs, outputs, **event)


def on(
    triggers: Listener | Sequence[Listener] | None = None,
    fn: Any = DECORATOR,
    inputs: Any = None,
    outputs: Any = None,
    **event: Any,
) -> Any:
    """Run `fn` when any of the triggers happens; without triggers, on load and when an input changes."""
    several = [triggers] if isinstance(triggers, Listener) else list(triggers or ())
    if triggers is None:
        page = _page("on()")
        taken = inputs if isinstance(inputs, (list, tuple, set)) else [inputs] if inputs else []
        several = [Listener(page, "load"), *(one.change for one in taken if hasattr(one, "change"))]
    return listened(several, fn, inputs, outputs, **event)


def listened(triggers: Sequence[Listener], fn: Any, inputs: Any, outputs: Any, **event: Any) -> Any:
    """Add an event for the triggers, or give a decorator that does."""
    page = _page(f".{triggers[0].verb}()" if triggers else "on()")

    def add(function: Callable[..., Any] | None) -> Link:
        pairs = [(one.component, one.verb) for one in triggers]
        return Link(page, page.listen(pairs, fn=function, inputs=inputs, outputs=outputs, **event))

    if fn is not DECORATOR:
        return add(fn)

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        add(function)
        return function

    return decorate


@dataclass(frozen=True)
class Link:
    """An event that others can follow: `button.click(f).then(g).success(h)`."""

    page: Builder
    event: Event

    def then(self, fn: Any = DECORATOR, inputs: Any = None, outputs: Any = None, **event: Any) -> Any:
        """Run `fn` afterwards, however it ended."""
        return self._follow("then", fn, inputs, outputs, event)

    def success(self, fn: Any = DECORATOR, inputs: Any = None, outputs: Any = None, **event: Any) -> Any:
        """Run `fn` afterwards if nothing was raised."""
        return self._follow("success", fn, inputs, outputs, event)

    def failure(self, fn: Any = DECORATOR, inputs: Any = None, outputs: Any = None, **event: Any) -> Any:
        """Run `fn` afterwards if something was raised."""
        return self._follow("failure", fn, inputs, outputs, event)

    def _follow(self, when: Follow, fn: Any, inputs: Any, outputs: Any, event: dict[str, Any]) -> Any:
        def add(function: Callable[..., Any] | None) -> Link:
            after = (self.event.name, when)
            return Link(
                self.page,
                self.page.listen([], fn=function, inputs=inputs, outputs=outputs, after=after, **event),
            )

        if fn is not DECORATOR:
            return add(fn)

        def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
            add(function)
            return function

        return decorate


def _page(what: str) -> Builder:
    page = builder()
    if page is None:
        raise DesignError(
            f"{what} is called outside of a page.", fix="Call it inside `with iface.Blocks() as demo:`."
        )
    return page
