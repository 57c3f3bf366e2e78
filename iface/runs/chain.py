"""An event and what follows it, link by link: each takes its turn for itself, and keeps what it changed."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import replace

from iface.call import Call
from iface.errors import RefusedRequest, ResultError, Stopped
from iface.page import Page
from iface.runs.line import Line
from iface.runs.run import Run
from iface.submit import Outcome, Submit, sent_after
from iface.words import say

LONGEST = 25
"""Events that may follow one another in one run."""


class Chains:
    """The chains that the events of one page start; made once per process."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lines = _lines(page)
        self._calls = {name: Call(page, event) for name, event in page.events.items()}

    def work(self, run: Run, submit: Submit) -> None:
        """Run the event, whose turn it is, and what follows it. What an earlier link kept stays, whatever
        comes later.

        Raises:
            RefusedRequest: the first was not run, and nothing changed.
        """
        first = self._run(run, submit, is_first=True)
        run.add(first)
        waiting = deque(self._following(run, first, ()))
        waiting.extend((name, (name,)) for name in submit.beside)
        if not waiting:
            return
        sent = sent_after(self.page, submit.sent, first.data)
        shown = dict(first.data)
        while waiting and not run.is_over:
            name, path = waiting.popleft()
            link = replace(
                submit, event=self.page.events[name], sent=sent, strict=False, before=shown,
                revision=max(one.revision for one in run.outcomes), patience=20.0,
                # What shows the last that was yielded before a stop can itself not be stopped.
                watch=None if run.is_stopped else run,
            )  # fmt: skip
            outcome = self._link(run, link, path)
            run.add(outcome)
            shown |= outcome.data
            sent = sent_after(self.page, sent, outcome.data)
            waiting.extend(self._following(run, outcome, path))

    def _run(self, run: Run, submit: Submit, *, is_first: bool = False) -> Outcome:
        """What comes of an event in its turn; the place in line of a first one has been taken already."""
        call = self._calls[submit.event.name]
        line = self.lines.get(submit.event.name)
        if line is None:
            return call.run(submit, run.show)
        if not is_first:
            line.hold(run)
        started = time.monotonic()
        try:
            return call.run(submit, run.show)
        finally:
            line.leave(time.monotonic() - started)

    def _link(self, run: Run, submit: Submit, path: tuple[str, ...]) -> Outcome:
        if len(path) > LONGEST:
            endless = ResultError(
                say("Events follow one another without end: {path}.", path=" -> ".join(path[-4:])),
                fix=say("Let one of them give what stands there already: then nothing has changed."),
            )
            return Outcome(submit.event, error=endless)
        try:
            return self._run(run, submit)
        except Stopped:
            raise
        except RefusedRequest as refused:
            return Outcome(submit.event, error=refused)

    def _following(
        self, run: Run, outcome: Outcome, path: tuple[str, ...]
    ) -> list[tuple[str, tuple[str, ...]]]:
        """The events that an outcome starts, each with the names of those before it.

        After a stop only those that hear of a change, so that the page is of one piece.
        """
        if outcome.repeated or len(path) > LONGEST:
            return []
        names = [event.name for id in sorted(outcome.changed) for event in self.page.listening(id, "change")]
        if not run.is_stopped:
            wanted = {"then", "failure" if outcome.error else "success"}
            following = self.page.following(outcome.event)
            names += [one.name for one in following if one.after and one.after[1] in wanted]
        before = path or (outcome.event.name,)
        return [(name, (*before, name)) for name in dict.fromkeys(names)]


def _lines(page: Page) -> dict[str, Line]:
    """The lines of the events that have a limit, by event name; those of one `concurrency_id` share one."""
    lines: dict[str, Line] = {}
    by_id: dict[str, Line] = {}
    for event in page.events.values():
        limit = page.limit_of(event)
        if limit is not None:
            id = event.concurrency_id or event.name
            by_id.setdefault(id, Line(limit, page.most_waiting))
            lines[event.name] = by_id[id]
    return lines
