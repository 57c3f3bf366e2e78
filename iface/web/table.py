"""The event table, by which the page's script knows when to send what."""

from __future__ import annotations

from iface.components import BrowserState
from iface.events import Event
from iface.page import Page


def table_of(page: Page) -> list[dict[str, object]]:
    """What static/iface.js reads: a row for each event that something on the page starts."""
    return [_row(page, event) for event in page.events.values() if event.triggers]


def _row(page: Page, event: Event) -> dict[str, object]:
    row: dict[str, object] = {
        "name": event.name,
        "inputs": page.needs(event),
        "outputs": list(event.outputs),
        "triggers": [{"component": id, "verb": verb} for id, verb in event.triggers],
        "mode": event.mode,
        "progress": event.show_progress,
        "live": event.mode == "always_last",
        "cancels": list(event.cancels),
    }
    if keeps := _keeps(page, event):
        row["keeps"] = keeps
    if event.js:
        row["takes"] = list(event.inputs)
        row["sent"] = event.is_sent or bool(page.following(event))
    return row


def _keeps(page: Page, event: Event) -> list[str]:
    """The BrowserStates that the event, or what follows it, may write: of two that do, one goes at a time."""
    gives = {id for one in page.reached(event) for id in one.outputs}
    return [name for name, one in page.fields.items() if isinstance(one, BrowserState) and one.id in gives]
