"""What the application around a page lends it: who is logged in, and its context for functions."""

from __future__ import annotations

from collections.abc import Callable

from flask import (
    Response,
    copy_current_request_context,
    current_app,
    has_request_context,
    make_response,
    request,
)

from iface.login import Host, Login
from iface.rendering import as_shown_here
from iface.words import as_spoken_here

HOSTED = "iface.hosted"
"""Where a request notes that the application around the page has said who asks."""


def host_of(login: Login | None) -> Host | None:
    """Who says in the place of the page who is logged in: the program's function, or else Flask-Login."""
    if login is not None:
        return login.by if isinstance(login.by, Host) else None
    return _FLASK_LOGIN if has_logins() else None


def has_logins() -> bool:
    """Whether Flask-Login looks after the application around the page."""
    return hasattr(current_app, "login_manager")


def sent_to_login() -> Response:
    """Flask-Login's answer to somebody who is not logged in."""
    return make_response(current_app.login_manager.unauthorized())  # type: ignore[attr-defined]


def carried(work: Callable[[], None]) -> Callable[[], None]:
    """The work as another thread can do it: in the visitor's language and with the templates of here; where
    the application around the page has said who asks, with a copy of the request, and its `current_user`."""
    shown = as_shown_here(as_spoken_here(work))
    is_hosted = has_request_context() and request.environ.get(HOSTED)
    return copy_current_request_context(shown) if is_hosted else shown


def _current_user() -> object:
    from flask_login import current_user

    return current_user


_FLASK_LOGIN = Host(_current_user, takes_request=False)
