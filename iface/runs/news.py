"""What happens in a run, as numbered events: the newest as they came, and what all of them come to.

Whoever looks on has seen so many of the events. If those after them are still there, they are given as
they came; who is too far behind gets what they come to: each output once and whole, and the messages that
were missed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable
from itertools import islice
from typing import Any

Event = dict[str, Any]

MOST = 2000
"""Events that are kept as they came."""

LARGEST = 2 * 1024 * 1024
"""Characters of HTML and text in them."""


class News:
    """Events from 1 to `count`.

    Args:
        count, kept: those of a run that another process works on, as its `sum()` gave them.
    """

    def __init__(self, count: int = 0, kept: Iterable[tuple[int, Event]] = ()) -> None:
        self.count = count
        self._recent: deque[Event] = deque()
        self._size = 0
        self._kept: dict[Hashable, tuple[int, Event | Callable[[], Event]]] = dict(enumerate(kept))

    def add(self, event: Event, key: Hashable = None, whole: Callable[[], Event] | None = None) -> None:
        """Add an event. It replaces in the sum what stands there under its `key`; `whole` gives what it
        comes to, where it is only a part itself."""
        self.count += 1
        self._recent.append(event)
        self._size += _size(event)
        self._kept[object() if key is None else key] = self.count, whole or event
        while len(self._recent) > MOST or (self._size > LARGEST and len(self._recent) > 1):
            self._size -= _size(self._recent.popleft())

    def drop(self, key: Hashable) -> bool:
        """Leave out of the sum what stands there under `key`; False if nothing does."""
        return self._kept.pop(key, None) is not None

    def keep(self, key: Hashable, whole: Callable[[], Event] | Event) -> None:
        """Put into the sum what has been told already in another form."""
        self._kept[key] = self.count, whole

    def since(self, after: int) -> list[Event]:
        """What follows the first `after` events."""
        missing = self.count - after
        if missing <= len(self._recent):
            # From the end: there are many, and of them one is missing.
            return list(islice(reversed(self._recent), max(missing, 0)))[::-1]
        return [event for number, event in self.sum() if number > after]

    def sum(self) -> list[tuple[int, Event]]:
        """What all of them come to, each with the number of its last event."""
        kept = sorted(self._kept.values(), key=lambda one: one[0])
        return [(number, one() if callable(one) else one) for number, one in kept]


def _size(event: Event) -> int:
    size = 0
    for one in event.values():
        if isinstance(one, str):
            size += len(one)
    return size
