"""The page and its form: rendered whole for a browser, in fragments for the page's script."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any

from flask import Request as Asked
from flask import Response, jsonify, make_response

from iface import assets, render, schema
from iface.call import Outcome, Submit
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
from iface.session import Session, checked_nonce
from iface.web.guard import request_for, session_of_page
from iface.web.site import Site

_KINDS = ["text/html", "application/json"]


@dataclass(frozen=True)
class Notice:
    """A message at the top of the page."""

    level: str
    message: str
    title: str = ""


@dataclass
class Shown:
    """What a page shows: data by component id (a first value where there is none), and messages."""

    session: Session
    data: Mapping[int, Any] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    revision: int = 0
    status: int = 200
    nonce: str = field(default_factory=lambda: token_urlsafe(16))


def open_page(asked: Asked, site: Site) -> Response:
    """A new page with a new session; `?name=Ann` fills the field `name`, and runs nothing."""
    filled, wrong = schema.from_query(site.page.fields.values(), asked.args)
    return _document(site, Shown(site.sessions.mint(), filled, wrong))


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
    """Keep the session of a page that was left for a while only."""
    session_of_page(asked, site).leave(site.page.kept_after_leaving)
    return make_response("", 204)


def _answer_script(asked: Asked, site: Site) -> Response:
    """The run as a list of events, with HTML to put in place."""
    try:
        outcome = site.calls.call(_submit(asked, site, session_of_page(asked, site)), render.component)
    except (PageOutdated, SessionEnded, SessionRefused) as refused:
        return _events([{"type": "page"}], refused.status)
    except Waiting as waiting:
        return _events([{"type": "waiting", "after": 0.2}], waiting.status)
    except IfaceError as refused:
        return _events([_as_event(site, refused)], refused.status)
    events: list[dict[str, Any]] = [
        {"type": "output", "component": id, "html": html} for id, html in outcome.shown.items()
    ]
    events += [{"type": "log", "level": "warning", "message": said} for said in outcome.notices]
    if outcome.error:
        events.append(_as_event(site, outcome.error))
    events.append({"type": "done", "revision": str(outcome.revision)})
    return _events(events, _status(outcome.error))


def _answer_browser(asked: Asked, site: Site) -> Response:
    """The page again, with what was entered and what came of it."""
    entered = schema.from_form(site.page.fields.values(), asked.form)
    data = {one.id: entered[one.name] for one in site.page.fields.values() if one.name in entered}
    try:
        session = session_of_page(asked, site)
    except SessionRefused as refused:
        return _document(site, _refused(Shown(site.sessions.mint(), data), refused))
    shown = Shown(session, data, revision=_revision(asked))
    try:
        outcome = site.calls.call(_submit(asked, site, session, remember_all=True), render.component)
    except SessionEnded as refused:
        return _document(site, _refused(Shown(site.sessions.mint(), data), refused))
    except Waiting as waiting:
        # The same nonce: sending the form again asks again.
        shown.nonce = checked_nonce(asked.form.get("iface-nonce")) or shown.nonce
        shown.status = waiting.status
        shown.notices = [Notice("info", "Press the same button again to look.", "Not finished yet.")]
        return _document(site, shown)
    except IfaceError as refused:
        shown.data = _remembered(session) | data
        return _document(site, _refused(shown, refused))
    shown.revision = outcome.revision
    shown.data = data | _remembered(session) | outcome.data
    return _document(site, _with_outcome(site, shown, outcome))


def _submit(asked: Asked, site: Site, session: Session, *, remember_all: bool = False) -> Submit:
    if asked.form.get("iface-page") != site.page.digest:
        raise PageOutdated()
    name, _, argument = asked.form.get("iface-event", "").partition(":")
    event = site.page.event(name)
    sent = schema.from_form(
        [one for one in site.page.visible(event.inputs) if one.name in site.page.fields], asked.form
    )
    if event.argument is not None:
        component = site.page.components[event.argument]
        sent[component.name] = component.from_form([argument])
    # With a single thread, whoever waits keeps all others out.
    detached = site.settings.background and not asked.environ.get("wsgi.multithread")
    return Submit(
        event=event,
        sent=sent,
        session=session,
        request=request_for(asked, session) if event.requests else None,
        nonce=checked_nonce(asked.form.get("iface-nonce")),
        revision=_revision(asked),
        remember_all=remember_all,
        patience=0.1 if detached else 1.0,
        detached=detached,
    )


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


def _with_outcome(site: Site, shown: Shown, outcome: Outcome) -> Shown:
    shown.notices = [Notice("warning", said) for said in outcome.notices]
    if outcome.error:
        said = _as_event(site, outcome.error)
        shown.notices.append(Notice("error", said["message"], said["title"]))
        shown.status = _status(outcome.error)
    return shown


def _document(site: Site, shown: Shown) -> Response:
    components = site.page.components
    bad = next((one for one in components.values() if one.name in shown.wrong), None)
    html = {
        id: render.component(
            one,
            shown.data[id] if id in shown.data else one.first(),
            shown.wrong.get(one.name, ""),
            focus=one is bad,
        )
        for id, one in components.items()
        if not one.is_state
    }
    page = render.page(
        page=site.page,
        header=site.header,
        article=site.article,
        content=render.tree(site.page.root, html),
        session=shown.session.token,
        nonce=shown.nonce,
        digest=site.page.digest,
        revision=str(shown.revision),
        main=site.page.main,
        events=site.events,
        assets=f"static/{assets.digest()}",
        styles=site.styles,
        scripts=site.scripts,
        modules=assets.modules(),
        notices=shown.notices,
        language="en",
        theme=site.page.theme,
    )
    return make_response(page, shown.status)


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
