"""A clock that starts events."""

from iface.components.base import Component
from iface.events import Trigger


class Timer(Component):
    """Ticks every `value` seconds while it is `active` and its page is seen."""

    works_unseen = True

    tick = Trigger()

    def __init__(self, value: float = 1, *, active: bool = True, render: bool = True) -> None:
        self.active = active
        super().__init__(value, render=render)
