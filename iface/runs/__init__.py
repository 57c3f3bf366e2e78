"""The runs of one page: each goes on by itself, whoever looks on, and can be found again by its id."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from threading import Lock

from iface.errors import IfaceError
from iface.events import Event
from iface.function import is_stepwise
from iface.page import Page
from iface.runs.chain import Chains
from iface.runs.keeping import Keeper
from iface.runs.run import Run, Tell
from iface.runs.threads import Threads
from iface.state.session import Session, Sessions
from iface.submit import Outcome, Show, Submit
from iface.words import as_spoken_here, say

QUICK = 0.25
"""Seconds that a function may take to count as quick; after three such runs it needs no thread of its own."""

FAREWELL = 1.0
"""Seconds that a page which is closed waits for what still runs."""


class Runs:
    """The events of one page, ready to run; made once per process.

    `threads` is how many run at a time in this process, `background` whether they may go on by
    themselves at all; `carried` makes of some work what another thread can do as it would be done here.
    """

    def __init__(
        self,
        page: Page,
        sessions: Sessions,
        *,
        threads: int = 32,
        background: bool = True,
        carried: Callable[[Callable[[], None]], Callable[[], None]] = as_spoken_here,
    ) -> None:
        self.page = page
        self._chains = Chains(page)
        self._quick = dict.fromkeys(page.events, 0)
        self._stepwise = {name: is_stepwise(event.fn) for name, event in page.events.items()}
        self._at_work: set[Run] = set()
        self._by_submit: dict[tuple[str, str], Run] = {}
        self._lock = Lock()
        self._background = background
        self._carried = carried
        self._threads = Threads(max(32, min(threads, 512)))
        self._keeper = Keeper(sessions, self.halt)

    def start(self, submit: Submit, show: Show, tell: Tell, *, inline: bool = True) -> Run:
        """The run of a submit: a new one, or the one that goes on under its nonce.

        Its function runs in this thread where it has always been quick and `inline` allows it.

        Raises:
            Busy: too many wait for this function.
        """
        key = submit.session.key, submit.nonce or ""
        with self._lock:
            known = self._by_submit.get(key)
            if known is not None and not known.is_over:
                return known
            run = Run(submit.session.hash, show, tell, is_stepwise=self._stepwise[submit.event.name])
            self._at_work.add(run)
            if submit.nonce:
                self._by_submit[key] = run
        submit.watch = run
        work = partial(self._work, run, submit)
        line = self._chains.lines.get(submit.event.name)
        try:
            if line is not None:
                elsewhere = self._carried(work)
                line.enter(run, lambda: self._threads.submit(elsewhere) if self._background else elsewhere())
            elif not self._background or (inline and self._is_quick(submit.event)):
                work()
            else:
                self._threads.submit(self._carried(work))
        except BaseException:
            self._forget(key, run)
            raise
        return run

    def run(self, submit: Submit, show: Show, tell: Tell = lambda _: []) -> list[Outcome]:
        """The outcomes of the event and of what follows it, in their order, however long that takes.

        What ran before with the same nonce is shown again, and nothing follows.

        Raises:
            RefusedRequest: the function was not called, and nothing changed.
        """
        run = self.start(submit, show, tell)
        while not run.attend(1.0):
            run.seen = time.time()
        return run.ended()

    def give_out(self, run: Run) -> str:
        """The run's id, for whoever may look on later."""
        self._keeper.keep(run)
        return run.id

    def find(self, id: str) -> Run | None:
        """The run with this id, as this process or the store knows it; who asks waits for it."""
        run = self._keeper.find(id)
        if run is not None and run.is_elsewhere and not run.has_begun and not run.is_over:
            self._keeper.leave_word(id)
        return run

    def stop(self, id: str) -> None:
        """Stop the run with this id, wherever it is at work."""
        run = self._keeper.find(id)
        if run is not None and run.is_elsewhere and not run.is_over:
            self._keeper.leave_word(id, stop=True)
        elif run is not None:
            self.halt(run)

    def stop_all_of(self, session: Session) -> None:
        """Stop the generators of a page that was left."""
        if any(self._stepwise.values()):
            for run in list(self._at_work):
                if run.owner == session.hash and run.is_stepwise:
                    self.halt(run)
            self._keeper.leave_word(session.hash, stop=True)

    def close(self) -> None:
        """Stop what can be stopped, wait a moment for the rest, and start no more."""
        for run in list(self._at_work):
            if run.is_stepwise:
                self.halt(run)
        self._threads.close(FAREWELL)
        self._keeper.close()

    def halt(self, run: Run) -> None:
        """Stop a run of this process."""
        run.stop()
        for line in set(self._chains.lines.values()):
            line.drop(run)
        if run.is_over:
            self._keeper.look_at(run)

    def _is_quick(self, event: Event) -> bool:
        return self._quick[event.name] >= 3 and not self._stepwise[event.name]

    def _forget(self, key: tuple[str, str], run: Run) -> None:
        with self._lock:
            self._at_work.discard(run)
            if self._by_submit.get(key) is run:
                del self._by_submit[key]

    def _work(self, run: Run, submit: Submit) -> None:
        started = time.monotonic()
        try:
            self._chains.work(run, submit)
            run.end()
        except Exception as error:
            run.end(error)
        except BaseException as error:
            said = type(error).__name__
            run.end(
                IfaceError(say("The run was broken off by {error}.", error=said), fix=say("Run it again."))
            )
            raise
        finally:
            is_quick = time.monotonic() - started < QUICK
            name = submit.event.name
            self._quick[name] = min(self._quick[name] + 1, 3) if is_quick else -20
            self._forget((submit.session.key, submit.nonce or ""), run)
            self._keeper.look_at(run)
