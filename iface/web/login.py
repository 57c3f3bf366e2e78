"""Logins over HTTP: the page that asks for a name and a password, and who may pass the guard.

With a login every address is closed but those of `OPEN`; a new one is closed until it stands there.
"""

from __future__ import annotations

from hmac import compare_digest

from flask import Request as Asked
from flask import Response

from iface import assets, rendering, words
from iface.errors import RefusedRequest
from iface.login import LONGEST, Host
from iface.login.tickets import LASTS
from iface.web.answer import as_html, as_json, empty
from iface.web.guard import SESSION_HEADER, USER, request_for
from iface.web.hosted import HOSTED, has_logins, host_of, sent_to_login
from iface.web.life import note_leaving
from iface.web.site import Site
from iface.words import say

OPEN = frozenset({"login", "log_in", "asset", "style", "frame_file", "health"})
"""What is answered without a login, by endpoint: the login page with its script-less looks, what a document
without rights loads (it sends no cookies, and is the same for everybody), and whether the server works."""

LARGEST_BODY = 64 * 1024
"""Bytes that somebody may send who is not logged in."""

TICKET = "iface-ticket"
"""The field of the login page that repeats its cookie."""


def admit(asked: Asked, site: Site) -> Response | None:
    """Note who asks, and send to the login, or refuse, whoever is not logged in where that is asked for.

    Raises:
        RefusedRequest: 401.
    """
    if is_open(asked.endpoint or ""):
        asked.max_content_length = LARGEST_BODY
        return None
    host = host_of(site.page.login)
    if host is None and (site.page.login is None or site.page.login.own is None):
        return None
    user = asked.environ[USER] = who(asked, site)
    return None if user else _turned_away(asked, host)


def who(asked: Asked, site: Site) -> str | None:
    """Who is logged in; None: nobody is, or there is no login.

    Raises:
        RefusedRequest: 401 or 429, for a program that sends a password.
    """
    host = host_of(site.page.login)
    if host is not None:
        asked.environ[HOSTED] = True
        return host.user(lambda: request_for(asked, None))
    if site.page.login is None or site.page.login.own is None:
        return None
    return _user_by_ticket(asked, site) or _user_by_password(asked, site)


def is_open(endpoint: str) -> bool:
    """Whether a route is answered without a login; of "demo.login" the blueprint's name does not count."""
    return endpoint.rpartition(".")[2] in OPEN


def open_login(asked: Asked, site: Site) -> Response:
    """The page that asks for a name and a password."""
    _own(site)
    if _user_by_ticket(asked, site):
        return _to_page(asked)
    return _page(asked, site)


def log_in(asked: Asked, site: Site) -> Response:
    """Check a name and a password. A program is answered with JSON, a browser led to the page."""
    _own(site)
    shown = asked.cookies.get(_cookie(site), "")
    is_browser = bool(shown or asked.headers.get("Origin") or asked.headers.get("Sec-Fetch-Site"))
    if is_browser and not shown:
        problem = say("This browser keeps no cookies for this page.")
        return _page(asked, site, 403, problem, say("Open it in a tab of its own, and log in there."))
    # What another site's page makes a browser send has no such field: nobody is logged in unawares.
    if is_browser and not (
        site.tickets.is_ours(shown)
        and compare_digest(shown.encode(), asked.form.get(TICKET, "").encode(errors="replace"))
    ):
        return _page(asked, site, 403, say("This page was open for too long."), say("Log in again."))
    name = asked.form.get("username", "")
    try:
        _check(asked, site, name, asked.form.get("password", ""))
    except RefusedRequest as refused:
        if not is_browser:
            raise
        response = _page(asked, site, refused.status, refused.problem, refused.fix, name)
        if refused.retry_after:
            response.headers["Retry-After"] = str(refused.retry_after)
        return response
    site.tickets.end(shown)
    response = _to_page(asked) if is_browser else as_json({"success": True})
    response.headers[SESSION_HEADER] = site.sessions.mint(name).token
    return _with_cookie(asked, site, response, site.tickets.issue(name), LASTS)


def log_out(asked: Asked, site: Site) -> Response:
    """Leave the page and end the login; the login page that follows overwrites the cookie.

    Raises:
        RefusedRequest: 401 or 403, our own page has not sent this.
    """
    _own(site)
    note_leaving(asked, site)
    site.tickets.end(asked.cookies.get(_cookie(site), ""))
    return empty(303, Location="../login")


def _own(site: Site) -> None:
    if site.page.login is None or site.page.login.own is None:
        raise RefusedRequest(say("There is no login here."), fix=say("Open the page."), status=404)


def _user_by_ticket(asked: Asked, site: Site) -> str | None:
    ticket = asked.cookies.get(_cookie(site))
    user = site.tickets.user(ticket) if ticket else None
    own = site.page.login and site.page.login.own
    return user if user and own and own.knows(user) else None


def _user_by_password(asked: Asked, site: Site) -> str | None:
    """The user of a program that sends name and password with each request (`curl --user`)."""
    sent = asked.authorization
    if sent is None or sent.type != "basic":
        return None
    _check(asked, site, sent.username or "", sent.password or "")
    return sent.username


def _check(asked: Asked, site: Site, name: str, password: str) -> None:
    """Hold a password against the name's.

    Raises:
        RefusedRequest: 401, it is another; 429, there were too many tries.
    """
    address = asked.remote_addr or ""
    site.tries.take(name, address)
    own = site.page.login and site.page.login.own
    is_short = max(len(one.encode(errors="replace")) for one in (name, password)) <= LONGEST
    if not (own and name and is_short and own.check(name, password)):
        raise RefusedRequest(
            say("Name or password is wrong."), fix=say("Look them over and try again."), status=401
        )
    site.tries.forgive(name, address)


def _turned_away(asked: Asked, host: Host | None) -> Response:
    """Where somebody goes who is not logged in: a reader to the login, a program nowhere."""
    best = asked.accept_mimetypes.best_match(["text/html", "application/json"])
    view = (asked.endpoint or "").rpartition(".")[2]
    is_page = view in ("page", "submit", "logout") and best == "text/html"
    if is_page and host is None:
        address = {"page": f"login{_query(asked)}", "submit": "login", "logout": "../login"}[view]
        return empty(303, Location=address)
    if is_page and has_logins():
        return sent_to_login()
    raise RefusedRequest(
        say("You are not logged in."),
        fix=say("Log in in another tab, then go on here: your entries are kept."),
        status=401,
    )


def _to_page(asked: Asked) -> Response:
    return empty(303, Location=f"./{_query(asked)}")


def _query(asked: Asked) -> str:
    """What the address of the page said behind its question mark: all that is taken over to where one goes
    after the login, so that nobody can be led elsewhere."""
    text = asked.query_string.decode("latin-1")
    return f"?{text}" if 0 < len(text) < 2_000 else ""


def _page(
    asked: Asked, site: Site, status: int = 200, problem: str = "", fix: str = "", name: str = ""
) -> Response:
    shown = asked.cookies.get(_cookie(site), "")
    ticket = shown if site.tickets.is_ours(shown) else site.tickets.blank()
    page = rendering.login(
        title=site.page.title,
        message=site.login_message,
        action=f"login{_query(asked)}",
        ticket=ticket,
        name=name[:LONGEST],
        problem=problem,
        fix=fix,
        is_apart=status == 403,
        assets=f"static/{assets.digest()}",
        style=site.style_address,
        theme=site.page.theme.scheme,
        language=words.language(),
        is_right_to_left=words.is_right_to_left(),
    )
    return _with_cookie(asked, site, as_html(page, status), ticket, None)


def _cookie(site: Site) -> str:
    """Cookies know no ports: the name tells the pages of one machine apart."""
    return f"iface-{site.sessions.prefix[:-1]}"


def _with_cookie(asked: Asked, site: Site, response: Response, ticket: str, seconds: int | None) -> Response:
    # Without a path the browser takes that of the address which it has asked for, up to the last slash:
    # where the page is mounted, also behind a proxy that takes a part of the path away.
    response.set_cookie(
        _cookie(site),
        ticket,
        max_age=seconds,
        path=None,
        secure=asked.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response
