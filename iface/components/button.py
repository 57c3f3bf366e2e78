"""A button that starts an event."""

from collections.abc import Callable
from typing import Literal, Unpack

from iface.components.base import Common, Component
from iface.events import Trigger
from iface.words import Phrase

_RUN = Phrase("Run")


class Button(Component):
    """A button with `value` on it; with `link` it leads to another page instead."""

    pressed_by = frozenset({"click"})

    has_value = False

    click = Trigger()

    def __init__(
        self,
        value: str | Callable[[], str] = _RUN,
        *,
        variant: Literal["primary", "secondary", "stop", "huggingface"] = "secondary",
        link: str | None = None,
        **common: Unpack[Common],
    ) -> None:
        self.variant = variant
        self.link = link
        self.stops = ""
        """The name of the event that a press stops; it shows only while that runs."""
        super().__init__(value, **common)
