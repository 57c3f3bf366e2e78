"""A value that belongs to one page load."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from iface.components.base import Component
from iface.errors import DesignError
from iface.events import Trigger


class State(Component):
    """A session's memory: it goes into the function as an argument and comes back as a return value.

    Each page load starts from a copy of `value`; a callable `value` is called once per session
    instead. Any value that can be copied will do; one that can also be pickled is kept over
    restarts and on any number of workers.

    `version` counts the shapes that the value has had, from 1: raise it when a new version of the
    program needs another shape, and `migrate(old_value, old_version)` makes the new one of a value
    that was kept before.
    """

    template = None
    is_state = True

    change = Trigger()

    def __init__(
        self,
        value: Any = None,
        render: bool = True,
        *,
        time_to_live: float | None = None,
        delete_callback: Callable[[Any], None] | None = None,
        version: int = 1,
        migrate: Callable[[Any, int], Any] | None = None,
    ) -> None:
        if version < 1 or (migrate is not None and version == 1):
            raise DesignError(
                f"The shape of a State's value has the version {version}.",
                fix="Values kept without one are of version 1: give version=2 with the first migrate=.",
            )
        self.version = version
        self.migrate = migrate
        self.time_to_live = time_to_live
        self.delete_callback = delete_callback
        if not callable(value):
            try:
                value = deepcopy(value)
            except Exception as error:
                raise DesignError(
                    f"A State cannot start from this {type(value).__name__}: it cannot be copied ({error}).",
                    fix="Give a function that makes one (State(make)), or keep such objects in a "
                    "module-level dict under request.session_hash.",
                ) from error
        super().__init__(value, render=render)

    def fresh(self) -> Any:
        """The value a session starts with."""
        return self.value() if callable(self.value) else deepcopy(self.value)

    def cleared(self) -> Any:
        """What Clear makes of it: the value a session starts with."""
        return self.fresh()
