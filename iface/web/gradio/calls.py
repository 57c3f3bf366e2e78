"""A client asks for a run, or that one stops."""

from __future__ import annotations

import time
from typing import Any

from flask import Request as Asked_

from iface.errors import RefusedRequest
from iface.events import Event
from iface.web.body import body_of
from iface.web.gradio.config import numbers_of
from iface.web.gradio.queue import Asked, Queue
from iface.web.guard import request_for, user_of
from iface.web.site import Site

LATE = 0.05
"""Seconds that news of an end may take to a client. One that asks again sooner would take the stream that
ends for one that brings the answer."""

LONGEST_NAME = 200


def join(asked: Asked_, site: Site) -> dict[str, Any]:
    """Ask for a run; the client looks on at all of its runs in another request."""
    body = body_of(asked)
    name = _name(body.get("session_hash"))
    wanted = _wanted(asked, site, _numbered(site, body.get("fn_index")), body, name)
    closed = Queue(site, name, user_of(asked)).add(wanted)
    time.sleep(max(0.0, min(LATE, closed + LATE - time.time())))
    return {"event_id": wanted.id}


def call(asked: Asked_, site: Site, name: str) -> dict[str, Any]:
    """Ask for a run whose id is all that is needed to look on."""
    body = body_of(asked)
    session = body.get("session_hash")
    wanted = _wanted(asked, site, site.page.event(name, offered=True), body, "")
    wanted.session = wanted.id if session is None else _name(session)
    Queue(site, wanted.id, user_of(asked)).add(wanted)
    return {"event_id": wanted.id}


def cancel(asked: Asked_, site: Site) -> dict[str, Any]:
    """Ask that a run stops. One that is over has stopped."""
    body = body_of(asked)
    Queue(site, _name(body.get("session_hash")), user_of(asked)).stop(str(body.get("event_id")))
    return {"success": True}


def _wanted(asked: Asked_, site: Site, event: Event, body: dict[str, Any], name: str) -> Asked:
    data = body.get("data")
    if not isinstance(data, list):
        raise RefusedRequest(
            "'data' is not a list.", fix="Give one value for each input, in their order.", status=422
        )
    session = site.sessions.of_client(name, user_of(asked))
    return Asked(event.name, data, name, request_for(asked, session) if site.page.wants_request else None)


def _numbered(site: Site, number: Any) -> Event:
    names = {other: name for name, other in numbers_of(site.page).items()}
    name = names.get(number) if isinstance(number, int) else None
    return site.page.event(name or f"number {number}", offered=True)


def _name(given: Any) -> str:
    if not isinstance(given, str) or not 0 < len(given) <= LONGEST_NAME:
        raise RefusedRequest(
            "The request names no session_hash.", fix="Send one of 1 to 200 characters that nobody can guess."
        )
    return given
