"""One execution of an event and of all that follows it: then, success, failure, and changes."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from iface.call import Call
from iface.errors import RefusedRequest, ResultError, Waiting
from iface.page import Page
from iface.submit import Outcome, Show, Submit
from iface.words import as_spoken_here, say

ATTENDED = 0.9
"""Seconds that a detached run is waited for before the one who asks is let go."""

DETACHED = 32
"""Detached runs of one process at a time; further ones wait in line."""

LONGEST = 25
"""Events that may follow one another in one run."""


class Runs:
    """The events of one page, ready to run; made once per process."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._calls = {name: Call(page, event) for name, event in page.events.items()}
        self._detached: dict[tuple[str, str], Future[list[Outcome]]] = {}
        self._threads = ThreadPoolExecutor(DETACHED, thread_name_prefix="iface-run")

    def run(self, submit: Submit, show: Show) -> list[Outcome]:
        """The outcomes of the event and of what follows it, in their order.

        What ran before with the same nonce is shown again, and nothing follows.

        Raises:
            RefusedRequest: the function was not called, and nothing changed.
            Waiting: it is not finished yet; the same submit, sent again, asks again.
        """
        if not submit.detached or submit.nonce is None:
            return self._chain(submit, show)
        key = submit.session.key, submit.nonce
        run = self._detached.get(key)
        if run is None:
            run = self._detached[key] = self._threads.submit(as_spoken_here(self._chain), submit, show)
            run.add_done_callback(lambda _: self._detached.pop(key, None))
        try:
            return run.result(timeout=ATTENDED)
        except TimeoutError:
            raise Waiting() from None

    def close(self) -> None:
        """Let detached runs finish, and start no more."""
        self._threads.shutdown()

    def _chain(self, submit: Submit, show: Show) -> list[Outcome]:
        """Each link takes its turn for itself: what an earlier one kept stays, whatever comes later."""
        outcomes = [self._calls[submit.event.name].run(submit, show)]
        waiting = deque(self._following(outcomes[0], ()))
        if submit.remember_all:
            waiting.extend((name, (name,)) for name in self.page.siblings(submit.event))
        sent = self._sent_after(submit.sent, outcomes[0])
        shown = dict(outcomes[0].data)
        while waiting:
            name, path = waiting.popleft()
            link = replace(
                submit, event=self.page.events[name], sent=sent, strict=False, before=shown,
                revision=max(one.revision for one in outcomes), patience=20.0,
            )  # fmt: skip
            outcome = self._link(link, path, show)
            outcomes.append(outcome)
            shown |= outcome.data
            sent = self._sent_after(sent, outcome)
            waiting.extend(self._following(outcome, path))
        return outcomes

    def _link(self, submit: Submit, path: tuple[str, ...], show: Show) -> Outcome:
        if len(path) > LONGEST:
            endless = ResultError(
                say("Events follow one another without end: {path}.", path=" -> ".join(path[-4:])),
                fix=say("Let one of them give what stands there already: then nothing has changed."),
            )
            return Outcome(submit.event, error=endless)
        try:
            return self._calls[submit.event.name].run(submit, show)
        except RefusedRequest as refused:
            return Outcome(submit.event, error=refused)

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
