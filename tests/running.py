"""Runs without a server: a page's events started as the web does it, and looked at as they go on."""

import time
from collections.abc import Callable
from typing import Any

from iface.run import Run
from iface.runs import Runs
from iface.session import Session, Sessions
from iface.stores import open_store
from iface.submit import Outcome, Submit

SECRET = b"k" * 32


def until(fact: Callable[[], Any], seconds: float = 5) -> Any:
    """What a fact comes to when it holds, or when the time is over."""
    end = time.monotonic() + seconds
    while not (given := fact()) and time.monotonic() < end:
        time.sleep(0.005)
    return given


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

    def start(self, name: str = "", *, session: Session | None = None, **sent: Any) -> Run:
        """The run of an event, by default of the first."""
        event = self.page.event(name or next(iter(self.page.events)))
        submit = Submit(event=event, sent=sent, session=session or self.session, patience=0.8)
        return self.runs.start(submit, lambda one, data: data, told, inline=False)

    def close(self) -> None:
        """End what goes on."""
        self.runs.close()
        self.sessions.store.close()

    def value(self, name: str, session: Session | None = None) -> Any:
        """What is kept in a state."""
        state = next(one for one in self.page.components.values() if one.name == name)
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
