"""The runs of one page: each goes on by itself, whoever looks on, and can be found again by its id.

A run whose id was given out is kept in the store as well, every quarter second and for ten minutes after
its end, so that other processes can show it. It is theirs to see whether the process that works on it is
alive: that holds a lease for as long as it has such runs.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import RLock
from typing import Any

from iface.call import Call
from iface.errors import IfaceError, RefusedRequest, ResultError
from iface.events import Event
from iface.function import is_stepwise
from iface.keeping import Keeper
from iface.line import Line
from iface.page import Page
from iface.run import Run, Tell
from iface.session import Session, Sessions
from iface.submit import Outcome, Show, Submit
from iface.words import as_spoken_here, say

LONGEST = 25
"""Events that may follow one another in one run."""

QUICK = 0.25
"""Seconds that a function may take to count as quick; after three such runs it needs no thread of its own."""


class Runs:
    """The events of one page, ready to run; made once per process.

    `threads` is how many run at a time in this process, `background` whether they may go on by
    themselves at all.
    """

    def __init__(self, page: Page, sessions: Sessions, *, threads: int = 32, background: bool = True) -> None:
        self.page = page
        self._calls = {name: Call(page, event) for name, event in page.events.items()}
        self._lines = _lines(page)
        self._quick = dict.fromkeys(page.events, 0)
        self._by_submit: dict[tuple[str, str], Run] = {}
        self._lock = RLock()
        self._background = background
        self._threads = ThreadPoolExecutor(max(32, min(threads, 512)), thread_name_prefix="iface-run")
        self._keeper = Keeper(sessions)

    def start(self, submit: Submit, show: Show, tell: Tell, *, inline: bool = True) -> Run:
        """The run of a submit: a new one, or the one that goes on under its nonce.

        Its function runs in this thread where it has always been quick and `inline` allows it.

        Raises:
            Busy: too many wait for this function.
        """
        key = submit.session.key, submit.nonce or ""
        event = submit.event
        with self._lock:
            known = self._by_submit.get(key)
            if known is not None and not known.is_over:
                return known
            run = Run(submit.session.hash, show, tell)
            run.is_stepwise = is_stepwise(event.fn)
            if submit.nonce:
                self._by_submit[key] = run
        submit = replace(submit, watch=run)
        work = as_spoken_here(lambda: self._work(run, submit))
        line = self._lines.get(event.name)
        try:
            if line is not None:
                line.enter(run, lambda: self._threads.submit(work) if self._background else work())
            elif not self._background or (inline and self._is_quick(event)):
                work()
            else:
                self._threads.submit(work)
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
            run.seen = time.monotonic()
        return run.ended()

    def give_out(self, run: Run) -> str:
        """The run's id, for whoever may look on later."""
        self._keeper.keep(run)
        return run.id

    def find(self, id: str) -> Run | None:
        """The run with this id, as this process or the store knows it."""
        return self._keeper.find(id)

    def stop(self, id: str) -> None:
        """Stop the run with this id, wherever it is at work."""
        run = self._keeper.find(id)
        if run is not None and not self._stopped(run):
            self._keeper.ask_to_stop(id)

    def stop_all_of(self, session: Session) -> None:
        """Stop the generators of a page that was left."""
        for run in self._keeper.of(session.hash):
            if run.is_stepwise:
                self._stopped(run)
        self._keeper.ask_to_stop(session.hash)

    def close(self) -> None:
        """Let runs finish, and start no more."""
        self._threads.shutdown()
        self._keeper.close()

    def _stopped(self, run: Run) -> bool:
        if run.is_elsewhere:
            return False
        for line in set(self._lines.values()):
            if line.drop(run):
                run.stop()
                run.end()
                return True
        run.stop()
        return True

    def _is_quick(self, event: Event) -> bool:
        return self._quick[event.name] >= 3 and not is_stepwise(event.fn)

    def _forget(self, key: tuple[str, str], run: Run) -> None:
        with self._lock:
            if self._by_submit.get(key) is run:
                del self._by_submit[key]

    def _work(self, run: Run, submit: Submit) -> None:
        started = time.monotonic()
        try:
            self._chain(run, submit)
            run.end()
        except Exception as error:
            run.end(error)
        except BaseException as error:
            problem = say("This run was broken off by {kind}.", kind=type(error).__name__)
            run.end(IfaceError(problem, fix=say("Run it again.")))
            raise
        finally:
            is_quick = time.monotonic() - started < QUICK
            self._quick[submit.event.name] = min(self._quick[submit.event.name] + 1, 3) if is_quick else -20
            self._forget((submit.session.key, submit.nonce or ""), run)

    def _chain(self, run: Run, submit: Submit) -> None:
        """Each link takes its turn for itself: what an earlier one kept stays, whatever comes later."""
        first = self._first(run, submit)
        waiting = deque(self._following(first, ()))
        if submit.remember_all:
            waiting.extend((name, (name,)) for name in self.page.siblings(submit.event))
        sent = self._sent_after(submit.sent, first)
        shown = dict(first.data)
        while waiting and not (run.is_stopped and not run.is_stepwise):
            name, path = waiting.popleft()
            link = replace(
                submit, event=self.page.events[name], sent=sent, strict=False, before=shown,
                revision=max(one.revision for one in run.outcomes), patience=20.0,
            )  # fmt: skip
            outcome = self._link(run, link, path)
            run.add(outcome)
            shown |= outcome.data
            sent = self._sent_after(sent, outcome)
            waiting.extend(self._following(outcome, path))

    def _first(self, run: Run, submit: Submit) -> Outcome:
        line, started = self._lines.get(submit.event.name), time.monotonic()
        try:
            outcome = self._calls[submit.event.name].run(submit, run.show)
        finally:
            if line is not None:
                line.leave(time.monotonic() - started)
        run.add(outcome)
        return outcome

    def _link(self, run: Run, submit: Submit, path: tuple[str, ...]) -> Outcome:
        if len(path) > LONGEST:
            endless = ResultError(
                say("Events follow one another without end: {path}.", path=" -> ".join(path[-4:])),
                fix=say("Let one of them give what stands there already: then nothing has changed."),
            )
            return Outcome(submit.event, error=endless)
        line, started = self._lines.get(submit.event.name), time.monotonic()
        if line is not None:
            line.hold(run)
        try:
            return self._calls[submit.event.name].run(submit, run.show)
        except RefusedRequest as refused:
            return Outcome(submit.event, error=refused)
        finally:
            if line is not None:
                line.leave(time.monotonic() - started)

    def _following(self, outcome: Outcome, path: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        """The events that an outcome starts, each with the names of those before it."""
        if outcome.repeated or len(path) > LONGEST:
            return []
        names = [event.name for id in sorted(outcome.changed) for event in self.page.listening(id, "change")]
        wanted = {"then", "failure" if outcome.error else "success"}
        names += [
            one.name for one in self.page.following(outcome.event) if one.after and one.after[1] in wanted
        ]
        before = path or (outcome.event.name,)
        return [(name, (*before, name)) for name in dict.fromkeys(names)]

    def _sent_after(self, sent: Mapping[str, Any], outcome: Outcome) -> dict[str, Any]:
        """What the page would send next: its entries, with what was put into them."""
        fields = {self.page.components[id].name: data for id, data in outcome.data.items()}
        return {**sent, **{name: data for name, data in fields.items() if name in self.page.fields}}


def _lines(page: Page) -> dict[str, Line]:
    """The lines of the events that have a limit, by event name; those of one `concurrency_id` share one."""
    lines: dict[str, Line] = {}
    by_id: dict[str, Line] = {}
    for event in page.events.values():
        limit = page.default_limit if event.concurrency_limit == "default" else event.concurrency_limit
        if limit is not None:
            id = event.concurrency_id or event.name
            by_id.setdefault(id, Line(int(limit), page.most_waiting))
            lines[event.name] = by_id[id]
    return lines
