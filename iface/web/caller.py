"""A demo's events called from Python: the checks, the state and the function, without HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from iface.helpers import Request
from iface.state.session import Session
from iface.submit import Submit, as_data
from iface.web.body import in_order
from iface.web.site import Site


class Caller:
    """Somebody who calls events of a page; all calls are of one session."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._session = site.sessions.mint()

    def call(self, name: str, values: Sequence[Any], named: Mapping[str, Any]) -> Any:
        """What the event called `name` shows: one value, or a list of several.

        Raises:
            InputError: values that do not fit, with a message for each field.
            Exception: whatever the function raises.
        """
        page, session = self._site.page, self._session
        event = page.event(name.removeprefix("/"), offered=True)
        sent = {**in_order(page, event, list(values)), **named}
        sent = {name: with_files(one, session) for name, one in sent.items()}
        request = Request(session_hash=session.hash, method="CALL")
        submit = Submit(event=event, sent=sent, session=session, request=request, strict=True)
        outcome = self._site.runs.run(submit, as_data)[0]
        if outcome.error is not None:
            # The program's own error tells its author more than what a visitor is told of it.
            raise outcome.error.__cause__ or outcome.error
        data = [outcome.data.get(one.id) for one in page.visible(event.outputs)]
        return data[0] if len(data) == 1 else data


def with_files(value: Any, session: Session) -> Any:
    """A value with each `pathlib.Path` in it uploaded to the session."""
    if isinstance(value, Path):
        with value.open("rb") as stream:
            return session.files.receive(stream, value.name, None)["id"]
    return [with_files(one, session) for one in value] if isinstance(value, list) else value
