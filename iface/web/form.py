"""The form: answered with fragments for the page's script, and with the page for a browser alone."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask import Request as Asked
from flask import Response, jsonify, make_response

from iface import render, schema
from iface.errors import (
    Error,
    IfaceError,
    InputError,
    PageOutdated,
    RefusedRequest,
    SessionEnded,
    SessionRefused,
    Waiting,
)  # fmt: skip
from iface.session import Session, checked_nonce, nonce_of
from iface.submit import Outcome, Submit
from iface.web.document import Notice, Shown, document
from iface.web.guard import request_for, session_of_page
from iface.web.site import Site

_KINDS = ["text/html", "application/json"]

LOADED = "iface-load"
"""In the address of a page whose load events have run on the server, for a browser without a script."""


def open_page(asked: Asked, site: Site) -> Response:
    """A new page with a new session; `?name=Ann` fills the field `name`, and runs nothing."""
    filled, wrong = schema.from_query(site.page.fields.values(), asked.args)
    shown = Shown(site.sessions.mint(), filled, wrong)
    if site.page.unload:
        shown.revision = shown.session.memory().begin(shown.session.hash)
    loads = site.page.listening(0, "load")
    if loads and LOADED not in asked.args:
        shown.refresh = f"?{LOADED}=1"
    elif loads:
        for event in loads:
            submit = _submit_of(asked, site, shown.session, event.name, {}, shown.revision)
            _show(site, shown, site.runs.run(replace(submit, remember_all=True), render.component))
    return document(site, shown)


def submit_form(asked: Asked, site: Site) -> Response:
    """Run what the pressed button stands for."""
    accept = asked.headers.get("Accept")
    # What static/exchange.js says is known without weighing it.
    if accept == "application/json" or asked.accept_mimetypes.best_match(_KINDS) == "application/json":
        return _answer_script(asked, site)
    return _answer_browser(asked, site)


def note_life(asked: Asked, site: Site) -> Response:
    """Keep the session of a page that is open."""
    session_of_page(asked, site).live()
    return make_response("", 204)


def note_leaving(asked: Asked, site: Site) -> Response:
    """Keep the session of a page that was left for a while only, and tell the program, once."""
    session = session_of_page(asked, site)
    if site.page.unload and session.memory().end():
        site.sweeper.unload(request_for(asked, session))
    session.leave(site.page.kept_after_leaving)
    return make_response("", 204)


def _answer_script(asked: Asked, site: Site) -> Response:
    """The run as a list of events, with HTML to put in place."""
    try:
        outcomes = site.runs.run(_submit(asked, site, session_of_page(asked, site)), render.component)
    except (PageOutdated, SessionEnded, SessionRefused) as refused:
        return _events([{"type": "page"}], refused.status)
    except Waiting as waiting:
        return _events([{"type": "waiting", "after": 0.2}], waiting.status)
    except IfaceError as refused:
        return _events([_as_event(site, refused)], refused.status)
    events: list[dict[str, Any]] = []
    for one in outcomes:
        events += [
            {"type": "layout", "layout": id} | _of_layout(site, id, new) for id, new in one.layouts.items()
        ]
        events += [{"type": "output", "component": id, "html": html} for id, html in one.shown.items()]
        events += [{"type": "log", **said._asdict()} for said in one.notices]
        if one.error:
            events.append(_as_event(site, one.error))
    events.append({"type": "done", "revision": str(max(one.revision for one in outcomes))})
    return _events(events, _status(outcomes[0].error))


def _answer_browser(asked: Asked, site: Site) -> Response:
    """The page again, with what was entered and what came of it."""
    entered = schema.from_form(site.page.fields.values(), asked.form)
    data = {
        one.id: schema.data_of(one, entered[one.name])
        for one in site.page.fields.values()
        if one.name in entered
    }
    try:
        session = session_of_page(asked, site)
    except SessionRefused as refused:
        return document(site, _refused(Shown(site.sessions.mint(), data), refused))
    shown = Shown(session, data, revision=_revision(asked))
    try:
        outcomes = site.runs.run(replace(_submit(asked, site, session), remember_all=True), render.component)
    except SessionEnded as refused:
        return document(site, _refused(Shown(site.sessions.mint(), data), refused))
    except Waiting as waiting:
        # The same nonce: sending the form again asks again.
        shown.nonce = checked_nonce(asked.form.get("iface-nonce")) or shown.nonce
        shown.status = waiting.status
        shown.notices = [Notice("info", "Press the same button again to look.", "Not finished yet.")]
        return document(site, shown)
    except IfaceError as refused:
        shown.data = _remembered(session) | data
        return document(site, _refused(shown, refused))
    shown.data = data | _remembered(session)
    _show(site, shown, outcomes)
    return document(site, shown)


def _submit(asked: Asked, site: Site, session: Session) -> Submit:
    if asked.form.get("iface-page") != site.page.digest:
        raise PageOutdated()
    name, _, argument = asked.form.get("iface-event", "").partition(":")
    event = site.page.event(name)
    sent: dict[str, Any] = schema.from_form(site.page.fields.values(), asked.form)
    if event.argument is not None:
        component = site.page.components[event.argument]
        sent[component.name] = component.from_form([argument])
    return _submit_of(asked, site, session, name, sent, _revision(asked))


def _submit_of(
    asked: Asked, site: Site, session: Session, name: str, sent: Mapping[str, Any], revision: int
) -> Submit:
    # Not the texts: the page shows 1e5 again as 100000.0.
    said = [schema.data_of(site.page.fields[one], texts) for one, texts in sent.items()]
    # With a single thread, whoever waits keeps all others out.
    detached = site.settings.background and not asked.environ.get("wsgi.multithread")
    return Submit(
        event=site.page.event(name),
        sent=sent,
        session=session,
        request=request_for(asked, session) if site.page.wants_request else None,
        happened=_happened(asked),
        nonce=nonce_of(asked.form.get("iface-nonce"), (asked.form.get("iface-event"), said)),
        revision=revision,
        patience=0.1 if detached else 1.0,
        detached=detached,
    )


def _happened(asked: Asked) -> Mapping[str, Any]:
    """What the page tells of what happened; nothing where it is odd."""
    text = asked.form.get("iface-data", "")
    try:
        said = json.loads(text) if 0 < len(text) < 10_000 else {}
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _revision(asked: Asked) -> int:
    text = asked.form.get("iface-revision", "0")
    return int(text) if text.isdecimal() and len(text) < 16 else 0


def _remembered(session: Session) -> dict[int, Any]:
    try:
        return dict(session.memory().view)
    except IfaceError:
        return {}


def _refused(shown: Shown, refused: IfaceError) -> Shown:
    if isinstance(refused, InputError):
        shown.wrong = refused.fields
    shown.notices = [Notice("error", refused.fix, refused.problem)]
    shown.status = refused.status
    return shown


def _show(site: Site, shown: Shown, outcomes: list[Outcome]) -> None:
    """Add what came of a run."""
    for one in outcomes:
        shown.data = {**shown.data, **one.data}
        shown.revision = max(shown.revision, one.revision)
        shown.notices += [Notice(said.level, said.message, said.title) for said in one.notices]
        if one.error:
            said = _as_event(site, one.error)
            shown.notices.append(Notice("error", said["message"], said["title"]))
            if isinstance(one.error, InputError):
                shown.wrong = {**shown.wrong, **one.error.fields}
    shown.status = _status(outcomes[0].error)


def _of_layout(site: Site, id: int, new: Mapping[str, Any]) -> dict[str, Any]:
    """What has changed of a layout, in the script's words: the tab that is selected goes by its place."""
    said = dict(new)
    if "selected" in said:
        tabs = [
            one for one in site.page.layouts[id].children if getattr(one, "key", None) == said["selected"]
        ]
        said["selected"] = tabs[0].id if tabs else None
    return said


def _events(events: Iterable[Mapping[str, Any]], status: int) -> Response:
    response = jsonify({"events": list(events)})
    response.status_code = status
    return response


def _status(error: Exception | None) -> int:
    if error is None:
        return 200
    return error.status if isinstance(error, IfaceError) else 400


def _as_event(site: Site, error: Exception) -> dict[str, Any]:
    """An error as the visitor sees it: the program's own words, or one sentence and a request id."""
    event: dict[str, Any] = {"type": "error", "title": "Error", "message": str(error)}
    if isinstance(error, Error):
        event |= {"title": error.title, "message": error.message, "duration": error.duration}
    elif isinstance(error, InputError):
        event |= {"title": error.problem, "message": error.fix, "fields": error.fields}
    elif isinstance(error, IfaceError):
        event |= {"title": error.problem, "message": error.fix}
    cause = error.__cause__
    if cause is not None and not isinstance(error, RefusedRequest):
        if site.settings.debug:
            event["message"] = "".join(traceback.format_exception(cause))
        elif site.settings.show_error:
            event["message"] = f"{type(cause).__name__}: {cause}"
    return event
