"""The guard at the door: who may ask, and what every answer carries."""

from __future__ import annotations

from flask import Request as Asked
from flask import Response, after_this_request

from iface.errors import RefusedRequest, SessionRefused
from iface.helpers import Client, Request
from iface.state.session import Session
from iface.web.answer import Answer
from iface.web.site import Site
from iface.words import say

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; font-src 'self'; frame-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'self'"
)

NOTEBOOKS = (
    "http://localhost:* http://127.0.0.1:* https://localhost:* vscode-webview: vscode-file: "
    "https://*.googleusercontent.com https://colab.research.google.com"
)
"""Where the notebooks are whose cells may hold a page, beside those of the page's own origin (by a proxy)."""


def policy(nonce: str = "", *, in_cell: bool = False) -> str:
    """The page's policy.

    Where the program's own head has scripts and styles, they carry `nonce`; a page that is `in_cell` may
    stand in a notebook's.
    """
    told = POLICY
    if nonce:
        told = told.replace("script-src 'self'", f"script-src 'self' 'nonce-{nonce}'")
        told = told.replace("style-src 'self'", f"style-src 'self' 'nonce-{nonce}'")
    return f"{told} {NOTEBOOKS}" if in_cell else told


_OF_PARTS = [("X-Content-Type-Options", "nosniff"), ("Cross-Origin-Resource-Policy", "same-origin")]
_OF_PAGES = [*_OF_PARTS, ("Content-Security-Policy", POLICY), ("Referrer-Policy", "no-referrer")]
_NOT_STORED = [("Cache-Control", "no-store"), ("Vary", "Cookie, Accept-Language, Accept-Encoding")]

_OURS = frozenset(name for name, _ in _OF_PAGES) | {"Cache-Control"}
"""What no hook of the app around us changes: its own pages may need another policy, ours need this one."""

SESSION_HEADER = "X-Iface-Session"

USER = "iface.user"
"""Where a request keeps the name of who is logged in; no visitor can put it there."""


LARGEST_BODY = 16 * 1024 * 1024
"""Bytes of a request's body, beside files; a form's texts may take a quarter of it together."""


def check_door(asked: Asked, site: Site) -> None:
    """Refuse what comes for another host, what another site's page sends, and what is too much.

    Raises:
        RefusedRequest: 400, 421 or 403.
    """
    # For this request alone. An app around us that takes less of anything has its way.
    largest = LARGEST_BODY + (site.settings.limits.largest if site.takes_files else 0)
    asked.max_content_length = min(largest, asked.max_content_length or largest)
    asked.max_form_memory_size = LARGEST_BODY // 4
    asked.max_form_parts = site.most_parts
    allowed = site.settings.allowed_hosts
    if allowed and not site.settings.is_guarded:
        host = asked.environ.get("HTTP_HOST", "")
        if not host:
            raise RefusedRequest("The request names no host.", fix="Send a Host header.")
        if without_port(host) not in allowed:
            raise RefusedRequest(
                "This server does not answer for that host name.",
                fix="Open it as localhost or 127.0.0.1, or start it with server_name='0.0.0.0'.",
                status=421,
            )
    if asked.method not in ("GET", "HEAD", "OPTIONS") and asked.headers.get("Sec-Fetch-Site") == "cross-site":
        raise RefusedRequest(
            say("Another site's page sent this."),
            fix=say("Open this page itself and submit there."),
            status=403,
        )


def session_of_page(asked: Asked, site: Site) -> Session:
    """The session that a page's form or script names. It proves that the page is ours.

    Raises:
        RefusedRequest: 403, it names none.
        SessionRefused: 401, this server did not make it.
    """
    token = asked.headers.get(SESSION_HEADER) or asked.form.get("iface-session", "")
    if not token:
        raise RefusedRequest(
            "The request names no session.", fix="Open the page and submit there.", status=403
        )
    return site.sessions.verify(token, user_of(asked))


def new_session(asked: Asked, site: Site) -> Session:
    """A session of whoever asks."""
    return site.sessions.mint(user_of(asked))


def user_of(asked: Asked) -> str | None:
    """The name of who is logged in."""
    user: str | None = asked.environ.get(USER)
    return user


def session_of_caller(asked: Asked, site: Site) -> Session:
    """The session that an API call names; a new one where it names none.

    Raises:
        SessionRefused: 401, this server did not make it.
        RefusedRequest: 403, only a cookie says who calls, and another site's page can make a browser send
            that; the answer carries a session to call with.
    """
    token = asked.headers.get(SESSION_HEADER)
    if token is None:
        session = new_session(asked, site)
        if session.user is None or asked.headers.get("Authorization"):
            return session
        after_this_request(lambda response: _with_session(response, session))
        raise RefusedRequest(
            "The call names no session, as one with a login must.",
            fix=f"Send the header {SESSION_HEADER} of this answer.",
            status=403,
        )
    if not token:
        raise SessionRefused()
    return site.sessions.verify(token, user_of(asked))


def _with_session(response: Response, session: Session) -> Response:
    response.headers[SESSION_HEADER] = session.token
    return response


def request_for(asked: Asked, session: Session | None) -> Request:
    """What a function that asks for the request is given; one that says who is logged in has no session."""
    return Request(
        session_hash=session.hash if session else "",
        username=session.user if session else None,
        headers={name.lower(): value for name, value in asked.headers},
        cookies=dict(asked.cookies),
        query_params=asked.args.to_dict(),
        client=Client(asked.remote_addr or "", int(asked.environ.get("REMOTE_PORT") or 0)),
        url=asked.url,
        method=asked.method,
    )


def seal(response: Response) -> Response:
    """The headers that every answer carries. A script or style, which opens no page, needs the fewest."""
    headers = response.headers
    own = {name.title() for name, _ in headers}
    is_part = headers.get("Content-Type", "").startswith(("text/css", "text/javascript"))
    given = [one for one in (_OF_PARTS if is_part else _OF_PAGES) if one[0] not in own]
    if "Cache-Control" not in own:
        given += _NOT_STORED
    if isinstance(response, Answer):
        response.seal = given + [(name, headers[name]) for name in own & _OURS]
    else:
        headers.extend(given)
    return response


def without_port(host: str) -> str:
    """The name in a Host header; an IPv6 address keeps its brackets."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.rpartition(":")[0] or host if ":" in host else host
