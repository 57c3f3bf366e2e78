"""Looking on while a run goes on, and after it: as a stream, by asking again, or as a page.

A page that started a run gets its events with the answer to its submit. What comes later than that, or
was lost on the way, is asked for by the run's id: `GET -/runs/<id>?after=n` gives what follows the first n.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from flask import Request as Asked
from flask import Response
from markupsafe import Markup

from iface.errors import RefusedRequest
from iface.runs.run import Run
from iface.runs.threads import stop_sign
from iface.web import wire
from iface.web.answer import Answer, as_json, empty, encoded
from iface.web.document import Notice, Shown, document
from iface.web.guard import new_session, session_of_page, user_of
from iface.web.site import Site
from iface.words import say

ATTENDED = 0.9
"""Seconds that somebody who asks is kept waiting for news."""

ALIVE = 1.5
"""Seconds between two signs of life in a stream that has nothing else to say."""

STREAM = "text/event-stream"

SHOWN = "iface-run"
"""In the address of a page that shows what a run has come to."""


def answer(asked: Asked, site: Site, run: Run) -> Response:
    """The whole run if it is a quick one; else its beginning, and the way to the rest.

    Raises:
        IfaceError: it was refused.
    """
    run.wait(0, ATTENDED)
    return _whole(run) if run.is_over else _rest(asked, site, run, 0, 202)


def look_on(asked: Asked, site: Site, id: str) -> Response:
    """What follows the first `after` events of the run with this id.

    Raises:
        RefusedRequest: 404, there is no such run, or it ended long ago.
    """
    run = _found(asked, site, id)
    if asked.accept_mimetypes.best_match(["application/json", STREAM, "text/html"]) == "text/html":
        return empty(302, Location=f"../../?{SHOWN}={id}")
    text = asked.args.get("after", "0")
    after = int(text) if text.isdecimal() and len(text) < 12 else 0
    if not run.is_elsewhere and site.settings.threads > 1:
        run.wait(after, ATTENDED)
    return _rest(asked, site, run, after, 200)


def stop(asked: Asked, site: Site) -> Response:
    """Stop a run, by its id."""
    session_of_page(asked, site)
    id = asked.form.get("run", "")[:64]
    run = site.runs.find(id)
    if run is not None and site.sessions.is_of(user_of(asked), run.owner):
        site.runs.stop(id)
    return empty()


def _whole(run: Run) -> Response:
    outcomes = run.ended()
    return wire.events(run.look()[0], wire.status(outcomes[0].error if outcomes else None))


def _rest(asked: Asked, site: Site, run: Run, after: int, status: int) -> Response:
    id = site.runs.give_out(run)
    if wants_stream(asked) and run.is_partial and not run.is_over and site.streams.acquire(blocking=False):
        return stream(site, run, after)
    events, count, is_over = run.look(after)
    if is_over and status == 202:
        return _whole(run)  # it ended while its id was given out: its status counts
    if not is_over:
        events = [*events, {"type": "waiting", "run": id, "after": 0.1 if events else 0.4}]
    return as_json({"events": events, "next": count}, status)


def wants_stream(asked: Asked) -> bool:
    """Whether somebody would look on through a stream, and the server has threads for that."""
    return STREAM in asked.headers.get("Accept", "") and bool(asked.environ.get("wsgi.multithread"))


def stream(site: Site, run: Run, after: int) -> Response:
    """What follows the first `after` events of a run, as it happens; it has a place among `site.streams`."""
    response = Answer(_lines(run, after), mimetype=STREAM)
    response.call_on_close(site.streams.release)
    response.headers["X-Accel-Buffering"] = "no"
    response.headers["Cache-Control"] = "no-store"
    return response


def _lines(run: Run, after: int) -> Iterator[bytes]:
    """The events as lines of a stream; what grows is said as shortly as can be.

    It breaks off where the server is to stop: the page asks again, and finds another worker.
    """
    run.lookers += 1
    try:
        yield f'data:{{"type":"run","run":"{run.id}"}}\n\n'.encode()
        is_stopping = stop_sign()
        while not is_stopping():
            events, count, is_over = run.follow(after, ALIVE)
            if not events and not is_over:
                yield b":\n\n"
            if count != after + len(events):  # the sum of what was missed
                events = [*events, {"type": "seen", "next": count}]
            after = count
            if events:
                yield "".join(map(_line, events)).encode(errors="replace")
            if is_over:
                yield b'data:{"type":"end"}\n\n'
                return
    finally:
        run.lookers -= 1


def _line(event: dict[str, Any]) -> str:
    if event["type"] == "grow":
        return f"data:[{event['component']},{encoded(event['text'])}]\n\n"
    return f"data:{encoded(event)}\n\n"


def page_of(asked: Asked, site: Site, id: str) -> Response:
    """The page with what the run has come to, to look at; it comes again by itself until the run is over."""
    run = _found(asked, site, id)
    shown = Shown(new_session(asked, site), is_still=True)
    for _, event in run.sum()[1]:
        if event["type"] == "output":
            shown.html[event["component"]] = Markup(event["html"])
        elif event["type"] in ("log", "error"):
            shown.notices.append(
                Notice(event.get("level", "error"), event["message"], event.get("title", ""))
            )
    if not run.is_over:
        shown.refresh = f"?{SHOWN}={id}"
        again = say("This page looks again by itself.")
        shown.notices.append(Notice("info", again, say("Not finished yet.")))
    return document(site, shown)


def _found(asked: Asked, site: Site, id: str) -> Run:
    run = site.runs.find(id)
    if run is None or not site.sessions.is_of(user_of(asked), run.owner):
        raise RefusedRequest(say("This run is not kept any more."), fix=say("Run it again."), status=404)
    run.seen = time.time()
    return run
