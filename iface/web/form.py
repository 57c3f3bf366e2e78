"""The form: answered with fragments for the page's script, and with the page for a browser alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from flask import Request as Asked
from flask import Response
from werkzeug.datastructures import MultiDict

from iface import files, rendering, schema
from iface.errors import (
    IfaceError,
    InputError,
    PageOutdated,
    RefusedRequest,
    SessionEnded,
    SessionRefused,
    StoreError,
    Waiting,
)  # fmt: skip
from iface.runs.run import Run
from iface.state.session import Session, checked_nonce, nonce_of
from iface.submit import Outcome, Submit
from iface.web import door, looking, uploads, wire
from iface.web.document import Notice, Shown, document
from iface.web.guard import new_session, request_for, session_of_page
from iface.web.site import Site
from iface.words import say

_KINDS = ["text/html", "application/json"]
_SCRIPTS = "application/json, text/event-stream"

LOADED = "iface-load"
"""In the address of a page whose load events have run on the server, for a browser without a script."""


def open_page(asked: Asked, site: Site) -> Response:
    """A new page with a new session; `?name=Ann` fills the field `name`, and runs nothing."""
    if looking.SHOWN in asked.args:
        return looking.page_of(asked, site, asked.args[looking.SHOWN][:64])
    session = new_session(asked, site)
    with files.serving(session.files):
        return _open(asked, site, session)


def _open(asked: Asked, site: Site, session: Session) -> Response:
    filled, wrong = schema.from_query(site.page.fields.values(), asked.args)
    shown = Shown(session, filled, wrong)
    if site.page.unload:
        shown.revision = shown.session.memory().begin(shown.session.hash)
    loads = site.page.listening(0, "load")
    if loads and LOADED not in asked.args:
        shown.refresh = f"?{LOADED}=1"
    elif loads:
        for event in loads:
            submit = _submit_of(asked, site, shown.session, event.name, {}, shown.revision)
            _show(site, shown, site.runs.run(replace(submit, remember_all=True), rendering.component))
    return document(site, shown)


def submit_form(asked: Asked, site: Site) -> Response:
    """Run what the pressed button stands for; whoever comes in by the door gets a new page."""
    if site.settings.mark and door.is_entering(asked):
        return open_page(asked, site)
    accept = asked.headers.get("Accept")
    # What static/exchange.js says is known without weighing it.
    if accept == _SCRIPTS or asked.accept_mimetypes.best_match(_KINDS) == "application/json":
        return _answer_script(asked, site)
    return _answer_browser(asked, site)


def show_entries(asked: Asked, site: Site) -> Response:
    """One component of the page with what was entered, as the script shows it after an upload."""
    session = session_of_page(asked, site)
    id = asked.form.get("component", "")
    fields = {str(one.id): one for one in site.page.fields.values()}
    if id not in fields:
        raise RefusedRequest(say("There is no such field."), fix=say("Reload the page."), status=404)
    own = session.memory().own(fields[id])
    with files.serving(session.files):
        try:
            loaded = schema.Inputs([own]).load({own.name: own.from_form(asked.form.getlist(own.name))})
        except InputError as refused:
            return wire.refusal(site, refused)
        html = rendering.component(own, loaded[own.id])
    return wire.events([{"type": "output", "component": own.id, "html": html}], 200)


def _answer_script(asked: Asked, site: Site) -> Response:
    """The run as a list of events, with HTML to put in place."""
    try:
        session = session_of_page(asked, site)
        with files.serving(session.files):
            entries = uploads.entries_of(asked, site, session)
            return looking.answer(asked, site, _start(asked, site, _submit(asked, site, session, entries)))
    except IfaceError as refused:
        return wire.refusal(site, refused)


def _start(asked: Asked, site: Site, submit: Submit) -> Run:
    # With a single thread, whoever works or waits keeps all others out.
    is_free = bool(asked.environ.get("wsgi.multithread"))
    marks = {} if submit.remember_all else _marks(asked)
    show = rendering.Fragments(marks) if marks else rendering.component
    return site.runs.start(submit, show, partial(wire.told, site), inline=is_free)


def _marks(asked: Asked) -> dict[int, str]:
    """What the page says that it shows, by component id; see `Component.mark`."""
    said = [text.partition(":") for text in asked.form.getlist("iface-mark")[:100]]
    return {int(id): mark for id, _, mark in said if id.isdecimal() and len(id) < 9 and len(mark) < 200}


def _answer_browser(asked: Asked, site: Site) -> Response:
    """The page again, with what was entered and what came of it."""
    try:
        session, entries = session_of_page(asked, site), None
    except SessionRefused as refused:
        session, entries = new_session(asked, site), refused
    with files.serving(session.files):
        form = asked.form if entries else uploads.entries_of(asked, site, session)
        data = _entered(site, session, form)
        if entries:
            return document(site, _refused(Shown(session, data), entries))
        return _answer_known(asked, site, session, form, data)


def _answer_known(
    asked: Asked, site: Site, session: Session, entries: MultiDict[str, str], data: dict[int, Any]
) -> Response:
    shown = Shown(session, data, revision=_revision(asked))
    # Where it is not known to have run, sending the form again asks for the same.
    same = checked_nonce(asked.form.get("iface-nonce")) or shown.nonce
    try:
        submit = _submit(asked, site, session, entries)
        beside = site.page.siblings(submit.event, asked.form["iface-event"])
        run = _start(asked, site, replace(submit, remember_all=True, beside=beside))
        if not run.attend(looking.ATTENDED):
            shown.refresh = f"?{looking.SHOWN}={site.runs.give_out(run)}"
            raise Waiting()
        outcomes = run.ended()
    except SessionEnded as refused:
        return document(site, _refused(Shown(new_session(asked, site), data), refused))
    except Waiting as waiting:
        shown.nonce = same
        shown.status = waiting.status
        again = say("Press the same button again to look.")
        shown.notices = [Notice("info", again, say("Not finished yet."))]
        return document(site, shown)
    except IfaceError as refused:
        shown.data, shown.nonce = _remembered(session) | data, same
        return document(site, _refused(shown, refused))
    shown.data = data | _remembered(session)
    _show(site, shown, outcomes)
    if isinstance(outcomes[0].error, StoreError):
        shown.nonce = same
    return document(site, shown)


def _entered(site: Site, session: Session, entries: MultiDict[str, str]) -> dict[int, Any]:
    """What was entered, by component id; unchecked. What does not fit what the server has is left out."""
    known = _remembered(session)
    entered: dict[int, Any] = {}
    for one in site.page.fields.values():
        with suppress(InputError):
            texts = schema.from_form([one], entries)
            if texts:
                entered[one.id] = schema.sent_data([one], texts, known)[one.name]
    return entered


def _submit(asked: Asked, site: Site, session: Session, entries: MultiDict[str, str]) -> Submit:
    if asked.form.get("iface-page") != site.page.digest:
        raise PageOutdated()
    name, _, argument = asked.form.get("iface-event", "").partition(":")
    event = site.page.event(name)
    if event.after and not event.triggers and not event.is_offered:
        site.page.event(name, offered=True)  # it only follows others: nobody starts it with other entries
    sent: dict[str, Any] = schema.from_form(site.page.fields.values(), entries)
    if event.argument is not None:
        component = site.page.components[event.argument]
        sent[component.name] = component.from_form([argument])
    return _submit_of(asked, site, session, name, sent, _revision(asked))


def _submit_of(
    asked: Asked, site: Site, session: Session, name: str, sent: Mapping[str, Any], revision: int
) -> Submit:
    # Not the texts: the page shows 1e5 again as 100000.0.
    said = [schema.data_of(site.page.fields[one], texts) for one, texts in sent.items()]
    return Submit(
        event=site.page.event(name),
        sent=sent,
        session=session,
        request=request_for(asked, session) if site.page.wants_request else None,
        happened=_happened(asked),
        nonce=nonce_of(asked.form.get("iface-nonce"), (asked.form.get("iface-event"), said)),
        revision=revision,
        patience=0.8,
    )


def _happened(asked: Asked) -> Mapping[str, Any]:
    """What the page tells of what happened; nothing where it is odd."""
    text = asked.form.get("iface-data", "")
    try:
        said = json.loads(text) if 0 < len(text) < 200_000 else {}
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
            said = wire.as_event(site, one.error)
            shown.notices.append(Notice("error", said["message"], said["title"]))
            if isinstance(one.error, InputError):
                shown.wrong = {**shown.wrong, **one.error.fields}
    shown.status = wire.status(outcomes[0].error)
