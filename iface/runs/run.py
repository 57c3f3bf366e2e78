"""One execution of an event and of what follows it.

It waits for its turn, is at work, and is over. What happens in it is told as events; whoever looks on has
seen so many of them, and waits for those after: the page that started the run, the same page after a lost
connection, or somebody who was given the run's address.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from secrets import token_urlsafe
from threading import Condition

from iface.errors import Stopped
from iface.function.progress import in_words
from iface.runs.news import Event, News
from iface.runs.pictures import Pictures
from iface.submit import Outcome, Show, as_data
from iface.words import say

FRAME = 1 / 60
"""Seconds between two pictures of what a generator yields; those between them are left out."""

Tell = Callable[[Outcome | Exception], list[Event]]
"""What the page is told of an outcome, or of why there is none: events, as JSON has them."""


class Run:
    """A run: its events so far, `outcomes` of the events that have ended, and whether it is over.

    Args:
        owner: the public name of the session that started it.
        show, tell: make what the page is told.
        is_stepwise: whether its function yields, so that it can be stopped on its way.
        id: what it is asked for by, where that is known.
    """

    def __init__(
        self, owner: str, show: Show, tell: Tell, *, is_stepwise: bool = False, id: str = ""
    ) -> None:
        self._id = id
        self.owner = owner
        self.born = self.seen = time.time()
        """When it was asked for, and when somebody last looked on."""
        self.outcomes: list[Outcome] = []
        self.refused: Exception | None = None
        self.has_begun = self.is_stopped = self.is_over = False
        self.is_partial = False
        """Whether it shows something before its end, so that looking on is worth it."""
        self.is_elsewhere = False
        """Whether another process works on it; then this is what the store knew of it a moment ago."""
        self.lookers = 0
        """How many look on through a stream."""
        self.show = show
        self.news = News()
        self._pictures = Pictures(self.news, show)
        self._tell = tell
        self._change = Condition()
        self.is_stepwise = is_stepwise
        self._is_settled = False
        self._pending: Callable[[], None] | None = None
        self._due = 0.0

    @property
    def id(self) -> str:
        """What it is asked for by, which nobody guesses.

        A quick run has none: to ask the system for chance is to let another thread go first.
        """
        with self._change:
            self._id = self._id or token_urlsafe(16)
            return self._id

    # What happens to it

    def tell_place(self, place: int, waiting: int, seconds: float) -> None:
        """Tell the place in line, of how many, and for how long that may be; no one waits to hear it."""
        with self._change:
            text = say("Number {place} of {waiting} in line", place=place, waiting=waiting)
            text += " · " + say("about {time}", time=in_words(seconds)) if seconds else ""
            self.news.add({"type": "line", "place": place, "text": text}, "line")

    def begin(self, *, is_stepwise: bool) -> bool:
        """An event of it is about to be called. False: the run was stopped, and nothing is to be called."""
        with self._change:
            if self.is_over or self.is_stopped:
                return False
            self.has_begun, self.is_stepwise, self._is_settled = True, is_stepwise, False
            if self.news.drop("line"):
                self.news.add({"type": "line", "text": ""}, "line is over")
            return True

    def draw(self, make: Callable[[], Outcome]) -> None:
        """Show what a generator has yielded; `make` gives it as an outcome, now or a moment later."""
        with self._change:
            if self.is_over:
                return
            self.is_partial = True
            if time.monotonic() >= self._due or self.show is as_data:
                self._draw(make)
            else:
                is_news = self._pending is None
                # Later, somebody who looks on draws it: in the language and among the files of this run.
                self._pending = partial(copy_context().run, self._draw, make)
                if is_news:
                    self._change.notify_all()

    def note(self, event: Event) -> None:
        """Tell what is not the outcome of an event, as how far it is."""
        with self._change:
            if not self.is_over:
                self.is_partial = True
                self.news.add(event, event["type"])
                self._change.notify_all()

    def settle(self) -> bool:
        """A function has returned; False if that is to be dropped. If not, it is too late to stop."""
        with self._change:
            self._is_settled = not self.is_stopped
            return self._is_settled

    def add(self, outcome: Outcome) -> None:
        """Tell how an event of the run has ended."""
        with self._change:
            self._pending = None
            if self.is_over:
                return  # it was stopped, and nobody waits for this any more
            self.news.drop("progress")
            self.outcomes.append(outcome)
            for event in self._tell(outcome):
                if event["type"] in ("output", "rows"):
                    self._pictures.finish(event, outcome)
                else:
                    self.news.add(event, (event["type"], event["layout"]) if "layout" in event else None)
            self._change.notify_all()

    def end(self, refused: Exception | None = None) -> None:
        """It is over; `refused` says why nothing was run, or nothing more."""
        with self._change:
            self._pending = None
            if self.is_over:
                return
            self._close(refused)

    def stop(self) -> None:
        """Ask it to stop. What can be stopped on its way ends there, and keeps what it has shown; of another
        function, which goes on unseen, nothing is kept. What follows is not run."""
        with self._change:
            if self.is_over or self.is_stopped:
                return
            self.is_stopped = True
            if not self.has_begun or not (self.is_stepwise or self._is_settled):
                self._close(Stopped(goes_on=self.has_begun))
            self._change.notify_all()

    # What others see of it

    def wait(self, after: int, seconds: float) -> bool:
        """Wait for an event beyond the first `after`, or for the end; False if neither comes in time."""
        end = time.monotonic() + seconds
        with self._change:
            while self.news.count <= after and not self.is_over:
                now = time.monotonic()
                if self._pending is not None and now >= self._due:
                    self._catch_up()
                elif now >= end:
                    return False
                else:
                    self._change.wait(min(end, self._due if self._pending is not None else end) - now)
            return True

    def follow(self, after: int, seconds: float) -> tuple[list[Event], int, bool]:
        """What follows the first `after` events, as `look` has it, as soon as there is something; nothing if
        that does not come in time."""
        with self._change:
            self.wait(after, seconds)
            return self.look(after)

    def attend(self, seconds: float) -> bool:
        """Wait for the end; False if it does not come in time."""
        end = time.monotonic() + seconds
        with self._change:
            while not self.is_over and (left := end - time.monotonic()) > 0:
                self._change.wait(left)
        return self.is_over

    def look(self, after: int = 0) -> tuple[list[Event], int, bool]:
        """What follows the first `after` events, how many there are now, and whether that is all."""
        with self._change:
            self.seen = time.time()
            return self.news.since(after), self.news.count, self.is_over

    def sum(self) -> tuple[int, list[tuple[int, Event]], bool]:
        """How many events there are, what all of them come to, and whether that is all."""
        with self._change:
            if self._pending is not None and time.monotonic() >= self._due:
                self._catch_up()
            return self.news.count, self.news.sum(), self.is_over

    def ended(self) -> list[Outcome]:
        """The outcomes of a run that is over.

        Raises:
            IfaceError: it was refused.
        """
        if self.refused is not None and not self.outcomes:
            raise self.refused
        return self.outcomes

    def _catch_up(self) -> None:
        """Show what was yielded a moment ago."""
        draw, self._pending = self._pending, None
        try:
            if draw is not None:
                draw()
        except Exception:  # the generator goes on meanwhile, and changes what it has yielded
            self._due = time.monotonic() + FRAME

    def _draw(self, make: Callable[[], Outcome]) -> None:
        started = time.monotonic()
        if self.show is as_data:
            for event in self._tell(make()):
                self.news.add(event, event["type"])
        else:
            self._pictures.draw(make())
        self._pending = None
        ended = time.monotonic()
        # What takes long to draw is drawn less often.
        self._due = ended + max(FRAME, 4 * (ended - started))
        self._change.notify_all()

    def _close(self, refused: Exception | None) -> None:
        self.refused = refused
        for event in self._tell(refused) if refused is not None else ():
            self.news.add(event)
        if self.outcomes:
            revision = max(one.revision for one in self.outcomes)
            self.news.add({"type": "done", "revision": str(revision)}, "done")
        self.news.drop("line")
        self.is_over = True
        self._change.notify_all()
