"""A value that belongs to a user."""

import logging
from collections.abc import Callable
from functools import cache
from typing import Any

from iface.components.state import State

logger = logging.getLogger("iface")


class UserState(State):
    """One value per logged-in user, on every device. Where nobody is logged in it is a State."""

    template = None

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
        _say_that_it_waits()
        super().__init__(
            value,
            render,
            time_to_live=time_to_live,
            delete_callback=delete_callback,
            version=version,
            migrate=migrate,
        )


@cache
def _say_that_it_waits() -> None:
    logger.info("There is no login yet: a UserState belongs to one page load, as a State does.")
