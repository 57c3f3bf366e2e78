"""Runs without a server: a page's events started as the web does it, and looked at as they go on."""

import time
from collections.abc import Callable
from typing import Any

from iface.runs import Runs
from iface.runs.run import Run
from iface.state.session import Session, Sessions
from iface.stores import open_store
from iface.submit import Outcome, Submit

SECRET = b"k" * 32


def until(fact: Callable[[], Any], seconds: float = 5) -> Any:
    """What a fact comes to when it holds, or when the time is over."""
    end = time.monotonic() + seconds
    while not (given := fact()) and time.monotonic() < end:
        time.sleep(0.005)
    return given


def wait_in_vain(page: Any) -> None:
    """Let a page whose clock is installed wait until it gives the server up."""
    page.wait_for_timeout(100)
    for _ in range(20):
        page.clock.run_for(3000)
        page.wait_for_timeout(20)


def until_in(page: Any, expression: str) -> None:
    """Wait until an expression holds in a page, whose policy lets nothing else than us evaluate one."""
    assert until(lambda: page.wait_for_timeout(20) or page.evaluate(expression)), expression


class Running:
    """The runs of a demo in one process, with one session.

    Args:
        store: where they are kept; a second one with the same file is another process, nearly.
    """

    def __init__(self, demo: Any, store: str = "memory:") -> None:
        self.page = demo.page
        self.sessions = Sessions("page", open_store(store), [SECRET])
        self.session = self.sessions.mint()
        self.runs = Runs(demo.page, self.sessions)

    def start(self, *values: Any, event: str = "", session: Session | None = None) -> Run:
        """The run of an event, by default of the first, with values for its inputs."""
        submit = self.submit(*values, event=event, session=session)
        return self.runs.start(submit, lambda one, data: data, told, inline=False)

    def submit(
        self, *values: Any, event: str = "", session: Session | None = None, nonce: str | None = None
    ) -> Submit:
        """What a visitor asks for."""
        asked = self.page.event(event or next(iter(self.page.events)))
        names = [one.name for one in self.page.visible(asked.inputs)]
        sent = dict(zip(names, values, strict=True))
        return Submit(event=asked, sent=sent, session=session or self.session, nonce=nonce, patience=0.8)

    def close(self) -> None:
        """End what goes on."""
        self.runs.close()
        self.sessions.store.close()

    def value(self, session: Session | None = None) -> Any:
        """What is kept in the page's State."""
        (state,) = self.page.states(tuple(self.page.components))
        return (session or self.session).memory().value(state)


def told(outcome: Outcome | Exception) -> list[dict[str, Any]]:
    """What the page would be told, with data in place of HTML."""
    if isinstance(outcome, Exception):
        return [{"type": "refused", "why": type(outcome).__name__}]
    shown = [{"type": "output", "component": id, "html": data} for id, data in outcome.shown.items()]
    return shown + ([{"type": "error", "message": str(outcome.error)}] if outcome.error else [])


def outputs(run: Run) -> list[Any]:
    """What an output showed one after another; what grew is put together."""
    shown: list[Any] = []
    for event in run.look()[0]:
        if event["type"] == "output":
            shown.append(event["html"])
        elif event["type"] == "grow":
            shown.append(shown[-1] + event["text"])
    return shown
