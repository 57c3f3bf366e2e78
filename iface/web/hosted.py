"""What the application around a page lends it: who is logged in, and its context for functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Response, copy_current_request_context, current_app, make_response, request

from iface.login import Host, Login
from iface.words import as_spoken_here

HOSTED = "iface.hosted"
"""Where a request notes that the application around the page has said who asks."""

Given = ParamSpec("Given")
Result = TypeVar("Result")


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


def carried(work: Callable[Given, Result]) -> Callable[Given, Result]:
    """The work as another thread can do it: it speaks the visitor's language, and where the application
    around the page has said who asks, it has a copy of the request, in which `current_user` is the same."""
    spoken = as_spoken_here(work)
    return copy_current_request_context(spoken) if request.environ.get(HOSTED) else spoken


def _current_user() -> object:
    from flask_login import current_user

    return current_user


_FLASK_LOGIN = Host(_current_user, takes_request=False)
