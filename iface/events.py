"""Events: which function runs when something happens on a page. They hold ids, not components."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from iface.context import builder
from iface.errors import DesignError

Mode = Literal["once", "always_last", "multiple"]
"""What a trigger does while its event still runs: nothing, run once more at the end, or run beside it."""


@dataclass(frozen=True)
class Event:
    """One function of a page, with the ids of what it takes and gives.

    `name` is its address, unique on the page; `argument` is the id of the component whose value
    the pressed button itself carries (an example's row); `requests` are the places among the function's
    arguments that take the Request; `public` events are part of the API.
    """

    name: str
    fn: Callable[..., Any]
    inputs: tuple[int, ...] = ()
    outputs: tuple[int, ...] = ()
    triggers: tuple[tuple[int, str], ...] = ()
    public: bool = True
    mode: Mode = "once"
    show_progress: str = "full"
    concurrency_limit: int | None = None
    argument: int | None = None
    requests: tuple[int, ...] = ()


class Trigger:
    """A verb of a component, declared in its class: `click = Trigger()`.

    On an instance it is a `Listener`: `button.click(fn, inputs, outputs)`.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.verb = name

    def __get__(self, component: Any, owner: type | None = None) -> Listener:
        return Listener(component, self.verb)


@dataclass(frozen=True)
class Listener:
    """A component and a verb; called with a function, it adds an event to the page."""

    component: Any
    verb: str

    def __call__(
        self, fn: Callable[..., Any] | None = None, inputs: Any = None, outputs: Any = None, **event: Any
    ) -> Any:
        """Run `fn` when it happens. Without `fn` it is a decorator that returns the function."""
        page = builder()
        if page is None:
            raise DesignError(
                f".{self.verb}() is called outside of a page.",
                fix="Call it inside `with iface.Blocks() as demo:`.",
            )
        if fn is None:

            def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
                self(function, inputs, outputs, **event)
                return function

            return decorate
        return page.listen([(self.component, self.verb)], fn=fn, inputs=inputs, outputs=outputs, **event)
