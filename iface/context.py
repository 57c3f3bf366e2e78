"""The page that is being built: where new components place themselves and events are added."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol


class Builder(Protocol):
    """What takes components, layouts and events while a `with` block builds a page."""

    def place(self, node: Any) -> None:
        """Put a component or layout where the program stands now."""

    def offer(self, node: Any) -> None:
        """Know a component that stands nowhere: only callers of the API give or get it."""

    def take_back(self, node: Any) -> None:
        """Take a component out again, if it is there."""

    def enter(self, layout: Any) -> None:
        """Put what follows into `layout`."""

    def leave(self, layout: Any) -> None:
        """Put what follows where `layout` itself stands."""

    @property
    def listen(self) -> Callable[..., Any]:
        """Add an event that runs when one of the triggers (component, verb) happens."""


_current: ContextVar[Builder | None] = ContextVar("iface_builder", default=None)


def builder() -> Builder | None:
    """The page that is being built here, or None outside of a `with` block."""
    return _current.get()


@contextmanager
def building(page: Builder) -> Iterator[None]:
    """Make `page` the one that is being built, inside the block."""
    token = _current.set(page)
    try:
        yield
    finally:
        _current.reset(token)
