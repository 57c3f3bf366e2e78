"""The program's function, called while somebody may look on, and stop it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

from iface.errors import Stopped
from iface.function import Function
from iface.helpers import skip
from iface.submit import Outcome, Watch


class Watched:
    """A function with those who look on; without a `watch`, nobody does.

    `looking` begins to look at values that are not the last: what it gives takes each of them, and gives how
    to make what a page shows of it.
    """

    def __init__(
        self,
        function: Function,
        watch: Watch | None = None,
        looking: Callable[[], Callable[[list[Any]], Callable[[], Outcome]]] | None = None,
    ) -> None:
        self._function = function
        self._watch = watch
        self._looking = looking

    def last(self, arguments: list[Any], extra: Callable[[type], Any]) -> list[Any]:
        """The last values that the function gives; those before are only shown.

        After a stop they are those that a generator has given last. `extra` makes what it asks for
        beside its inputs.

        Raises:
            Stopped: nothing that it gives is wanted any more.
        """
        self._begin(is_stepwise=self._function.is_stepwise)
        returned = self._function(arguments, extra, self._is_stopped)
        if isinstance(returned, list):
            if self._watch is not None and not self._watch.settle():
                raise Stopped()
            return returned
        last: list[Any] = [skip()] * len(self._function.outputs)
        with closing(returned):
            self._begin(is_stepwise=True)
            seen = self._looking() if self._looking is not None else None
            for last in returned:
                if self._watch is not None and seen is not None:
                    self._watch.draw(seen(last))
                if self._is_stopped():
                    break
        return last

    def _begin(self, *, is_stepwise: bool) -> None:
        if self._watch is not None and not self._watch.begin(is_stepwise=is_stepwise):
            raise Stopped()

    def _is_stopped(self) -> bool:
        return self._watch is not None and self._watch.is_stopped
