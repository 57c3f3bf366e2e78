"""How far a function is: a bar on the page, with the time that is left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sized
from contextvars import ContextVar
from typing import Any, Self, TypeVar

from iface.words import Phrase, say

_STEPS = Phrase("steps")
Item = TypeVar("Item")

OFTEN = 0.05
"""Seconds between two pictures of the bar. Those between are left out, but for the last and new words."""

Tell = Callable[[dict[str, Any]], None]


class Progress:
    """Stands as the default of an argument; the function is given one that the page shows.

        def work(text, progress=iface.Progress()):
            progress(0.3, desc="Reading")
            progress((3, 10), unit="files")
            for line in progress.tqdm(lines): ...

    With `track_tqdm` the bars of tqdm that the function draws are shown as well. Called anywhere
    else it does nothing.
    """

    def __init__(self, track_tqdm: bool = False, *, tell: Tell | None = None) -> None:
        self.track_tqdm = track_tqdm
        self._tell = tell
        self._started = time.monotonic()
        self._due = 0.0
        self._desc = ""

    def given(self, tell: Tell | None) -> Self:
        """The one that a function is given, whose bar `tell` shows."""
        other = type(self)(self.track_tqdm, tell=tell)
        if self.track_tqdm and tell is not None:
            _tracking.set(other)
            _track()
        return other

    def shown_by(self, tell: Tell | None) -> Tell | None:
        """Let `tell` show the bar from now on; gives who did before."""
        before, self._tell = self._tell, tell
        return before

    def __call__(
        self,
        progress: float | tuple[float, float | None] | None,
        desc: str | None = None,
        total: float | None = None,
        unit: str = _STEPS,
    ) -> None:
        """Show how far it is: a share from 0 to 1, or (done, of how many); None for "some time"."""
        done, whole = progress if isinstance(progress, tuple) else (progress, total)
        is_share = not isinstance(progress, tuple) and total is None
        share = done if is_share else done / whole if done is not None and whole else None
        self._show(share, desc or "", "" if is_share else _count(done, whole, unit))

    def tqdm(
        self,
        iterable: Iterable[Item] | None,
        desc: str | None = None,
        total: float | None = None,
        unit: str = _STEPS,
        **_ignored: Any,
    ) -> Iterator[Item]:
        """The items, one after another, with a bar that says how many have gone."""
        items = iterable if iterable is not None else ()
        whole = total if total is not None else len(items) if isinstance(items, Sized) else None
        self((0, whole), desc, unit=unit)
        for count, item in enumerate(items, 1):
            yield item
            self((count, whole), desc, unit=unit)

    def _show(self, share: float | None, desc: str, count: str) -> None:
        now = time.monotonic()
        is_last = share is not None and share >= 1
        if self._tell is None or (now < self._due and desc == self._desc and not is_last):
            return
        self._due, self._desc = now + OFTEN, desc
        share = None if share is None else min(max(share, 0.0), 1.0)
        left = self._left(share, now)
        words = [desc, count, "" if share is None or count else f"{share:.0%}", left]
        self._tell({"type": "progress", "share": share, "text": " · ".join(filter(None, words))})

    def _left(self, share: float | None, now: float) -> str:
        spent = now - self._started
        if share is None or share < 0.02 or share >= 1 or spent < 1:
            return ""
        return say("{time} left", time=in_words(spent / share - spent))


def in_words(seconds: float) -> str:
    """A time as people say it: "3:05 min"."""
    if seconds < 60:
        return say("{seconds} s", seconds=max(round(seconds), 1))
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return say("{minutes}:{seconds} min", minutes=minutes, seconds=f"{rest:02}")
    return say("{hours}:{minutes} h", hours=minutes // 60, minutes=f"{minutes % 60:02}")


def _count(done: float | None, whole: float | None, unit: str) -> str:
    if done is None:
        return ""
    return f"{done:g}/{whole:g} {unit}" if whole else f"{done:g} {unit}"


_tracking: ContextVar[Progress | None] = ContextVar("iface_progress", default=None)


def _track() -> None:
    """Let tqdm's bars be shown where a function asked for it; once for the process."""
    try:
        from tqdm import std
    except ImportError:
        return
    if getattr(std.tqdm, "_iface", False):
        return
    plain = std.tqdm.display

    def display(self: Any, *args: Any, **kwargs: Any) -> Any:
        progress = _tracking.get()
        if progress is not None:
            progress((self.n, self.total), (self.desc or "").rstrip(": "), unit=self.unit)
        return plain(self, *args, **kwargs)

    std.tqdm.display = display
    std.tqdm._iface = True
