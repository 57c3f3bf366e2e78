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

    `seen` is given values that are not the last, and gives how to make what a page shows of them.
    """

    def __init__(
        self,
        function: Function,
        watch: Watch | None = None,
        seen: Callable[[list[Any]], Callable[[], Outcome]] = lambda _: Outcome,  # type: ignore[assignment,return-value]
    ) -> None:
        self._function = function
        self._watch = watch
        self._seen = seen

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
            for last in returned:
                if self._watch is not None:
                    self._watch.draw(self._seen(last))
                if self._is_stopped():
                    break
        return last

    def _begin(self, *, is_stepwise: bool) -> None:
        if self._watch is not None and not self._watch.begin(is_stepwise=is_stepwise):
            raise Stopped()

    def _is_stopped(self) -> bool:
        return self._watch is not None and self._watch.is_stopped
