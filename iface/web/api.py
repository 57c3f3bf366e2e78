"""One HTTP call: values in, values out, with the session's state.

POST api/<name>    {"message": "hi"}  or  {"data": ["hi"]}
200                {"data": [...]}                               and the session in X-Iface-Session
202                {"run": "...", "address": "-/runs/..."}       it takes longer: ask there

Who accepts text/event-stream gets the run as it happens.
"""

from __future__ import annotations

import re
import time
from typing import Any

from flask import Request as Asked
from flask import Response

from iface.events import Event
from iface.runs.run import Run
from iface.state.session import Session
from iface.submit import Submit, as_data
from iface.web import looking, results
from iface.web.answer import as_json
from iface.web.body import body_of, entries_of
from iface.web.guard import SESSION_HEADER, request_for, session_of_caller
from iface.web.site import Site

LONGEST = 20.0
"""Seconds that a call waits for its result, where the server has other threads to answer others."""

_WAIT = re.compile(r"\bwait=(\d{1,4})\b")


def call_event(asked: Asked, site: Site, name: str) -> Response:
    """Run the event called `name`."""
    event = site.page.event(name, offered=True)
    session = session_of_caller(asked, site)
    return answer_of(asked, site, event, entries_of(site.page, event, body_of(asked)), session)


def answer_of(asked: Asked, site: Site, event: Event, sent: dict[str, Any], session: Session) -> Response:
    """What the event comes to with data by field name, or where to ask."""
    response = _answer(asked, site, begin(asked, site, event, sent, session))
    response.headers[SESSION_HEADER] = session.token
    return response


def begin(
    asked: Asked, site: Site, event: Event, sent: dict[str, Any], session: Session, *, inline: bool = True
) -> Run:
    """The run of an event with data by field name; it may be over already."""
    request = request_for(asked, session) if site.page.wants_request else None
    submit = Submit(event=event, sent=sent, session=session, request=request, strict=True)
    return site.runs.start(submit, as_data, results.teller(site, event), inline=inline)


def _answer(asked: Asked, site: Site, run: Run) -> Response:
    if looking.wants_stream(asked) and not run.is_over and site.streams.acquire(blocking=False):
        site.runs.give_out(run)
        return looking.stream(site, run, 0)
    end = time.monotonic() + _patience(asked)
    while not run.attend(min(1.0, end - time.monotonic())) and time.monotonic() < end:
        run.seen = time.time()
    if run.is_over:
        return results.response_of(run)
    id = site.runs.give_out(run)
    response = as_json({"run": id, "address": f"-/runs/{id}"}, 202)
    response.headers["Location"] = f"../-/runs/{id}"
    return response


def _patience(asked: Asked) -> float:
    """How long a caller waits: as long as the server lets them, or as they prefer (RFC 7240)."""
    most = LONGEST if asked.environ.get("wsgi.multithread") else looking.ATTENDED
    prefer = asked.headers.get("Prefer", "")
    told = _WAIT.search(prefer)
    if told is not None:
        return min(float(told[1]), most)
    return 0.0 if "respond-async" in prefer else most
