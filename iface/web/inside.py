"""The form inside a page that is not ours: where the demo is from there, and what holds for that page."""

from __future__ import annotations

import posixpath
from urllib.parse import quote

from flask import Request, Response, after_this_request, current_app, g, has_request_context, request, url_for
from markupsafe import Markup

from iface import files
from iface.errors import DesignError
from iface.web import login
from iface.web.document import Shown, inside
from iface.web.routes import host_of
from iface.web.site import Site
from iface.words import hush, speak


def form_in(site: Site, address: str | None, nonce: str) -> Markup:
    """The form with a new session, for the page that is being made.

    Args:
        address: where the demo is, as a browser finds it from that page; None asks the app.
        nonce: what that page's policy lets in.

    Raises:
        DesignError: the app does not have the demo, or the page has a form already.
    """
    place = f"{address.rstrip('/')}/" if address is not None else _address_of(site)
    accepted = request.environ.get("HTTP_ACCEPT_LANGUAGE", "") if has_request_context() else ""
    spoken = speak(site.languages.accepted(accepted))
    try:
        if has_request_context():
            _keep_to_this_visitor(site)
        shown = Shown(site.sessions.mint(login.who(_asked(), site) if has_request_context() else None))
        with files.serving(shown.session.files):
            if site.page.unload:
                shown.revision = shown.session.memory().begin(shown.session.hash)
            return inside(site, shown, place, nonce)
    finally:
        hush(spoken)


def _asked() -> Request:
    asked: Request = request._get_current_object()  # type: ignore[attr-defined]
    return asked


def _address_of(site: Site) -> str:
    """Where the app has the demo, relative to the page that is asked for; whatever stands before both."""
    endpoint = host_of(current_app).endpoints.get(site.page.name) if has_request_context() else None
    if endpoint is None:
        raise DesignError(
            f"Nobody knows where the demo {site.page.title!r} is: this app does not have its blueprint.",
            fix="app.register_blueprint(demo.blueprint(), url_prefix='/demo'), or say demo.form('/demo/').",
        )
    here = quote(f"{request.script_root}{request.path}")
    way = posixpath.relpath(url_for(endpoint), posixpath.dirname(here))
    return f"{way}/" if way.startswith(".") else f"./{way}/"


def _keep_to_this_visitor(site: Site) -> None:
    """The page holds a session of one visitor's: nobody else may be given it out of a cache."""
    if "iface_form" in g:
        raise DesignError(
            "This page has a form already.",
            fix="Show one demo on each page, and lead to the others by their own addresses.",
        )
    g.iface_form = site.page.name
    after_this_request(_not_stored)


def _not_stored(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
