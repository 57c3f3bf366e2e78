"""The door of a page that is not for everybody on its machine: it opens for the launch word.

The word stands in the fragment of the address, which browsers send to nobody: the door's own script posts it.
Whoever has a session has come in by it before. A page with a login has a better one.
"""

from __future__ import annotations

from hmac import compare_digest

from flask import Request as Asked
from flask import Response

from iface import assets, rendering, words
from iface.errors import RefusedRequest, SessionRefused
from iface.web.answer import as_html
from iface.web.guard import SESSION_HEADER, policy, without_port
from iface.web.site import Site
from iface.words import say

LAUNCH_HEADER = "X-Iface-Launch"
LAUNCH_FIELD = "iface-launch"

_PARTS = frozenset({"asset", "style", "script", "frame", "frame_file", "file", "health"})
"""What is the same for everybody, or asked for by an id that nobody guesses."""


def keep(asked: Asked, site: Site) -> Response | None:
    """The door itself for who asks for the page without the word; None: come in.

    Raises:
        RefusedRequest: 401, anything else is asked for, or the word is another.
    """
    settings = site.settings
    if (
        not settings.is_guarded
        or site.page.login is not None
        or without_port(asked.environ.get("HTTP_HOST", "")) in settings.allowed_hosts
    ):
        return None
    word = asked.headers.get(LAUNCH_HEADER) or asked.form.get(LAUNCH_FIELD, "")
    if _is_part(asked) or _has_session(asked, site) or compare_digest(word.encode(), settings.mark.encode()):
        return None
    if asked.path == "/" and asked.method in ("GET", "HEAD"):
        return _door(settings.mark)
    raise RefusedRequest(
        say("This page is its owner's alone."),
        fix=say("Open it in the notebook that started it, or by the whole address of the link there."),
        status=401,
    )


def is_entering(asked: Asked) -> bool:
    """Whether this is the door's own post, and no form's or script's."""
    return LAUNCH_FIELD in asked.form and not _session_named(asked)


def _is_part(asked: Asked) -> bool:
    return (asked.endpoint or "").rpartition(".")[2] in _PARTS


def _has_session(asked: Asked, site: Site) -> bool:
    try:
        site.sessions.verify(_session_named(asked))
    except SessionRefused:
        return False
    return True


def _session_named(asked: Asked) -> str:
    return asked.headers.get(SESSION_HEADER) or asked.form.get("iface-session", "")


def _door(mark: str) -> Response:
    html = (
        rendering.environment()
        .get_template("door.html")
        .render(
            assets=f"static/{assets.digest()}",
            language=words.language(),
            is_right_to_left=words.is_right_to_left(),
        )
    )
    response = as_html(html)
    response.headers["Content-Security-Policy"] = policy(in_cell=bool(mark))
    return response
