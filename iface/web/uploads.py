"""Files on their way in and out."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import unquote

from flask import Request as Asked
from flask import Response
from werkzeug.datastructures import MultiDict
from werkzeug.utils import send_file

from iface.errors import RefusedRequest
from iface.files import types as filetypes
from iface.state.session import Session
from iface.web.answer import Answer, as_json
from iface.web.guard import SESSION_HEADER, session_of_caller, session_of_page, user_of
from iface.web.site import Site
from iface.words import say

NAME_HEADER = "X-Iface-Name"
"""A file's name, percent-encoded: a header carries no other letters."""


def receive(asked: Asked, site: Site) -> Response:
    """Keep the body as a file of the session, as it comes; what travels of it is the answer.

    Raises:
        RefusedRequest: 404 where the page takes no files, 413 for too large a file.
    """
    # A caller of the API may begin with a file. No other site's page can send the header unasked.
    session = (session_of_caller if NAME_HEADER in asked.headers else session_of_page)(asked, site)
    if not site.takes_files:
        raise RefusedRequest("This page takes no files.", fix="Look at the page.", status=404)
    name = unquote(asked.headers.get(NAME_HEADER, ""))
    response = as_json(session.files.receive(asked.stream, name, asked.content_length))
    response.headers[SESSION_HEADER] = session.token
    return response


def entries_of(asked: Asked, site: Site, session: Session) -> MultiDict[str, str]:
    """A form's entries, with each file that came with it kept, and its id in its place."""
    if not asked.files:
        return asked.form
    entries = MultiDict(asked.form)
    takers = {one.name for one in site.page.fields.values() if one.takes_files}
    for name, sent in asked.files.items(multi=True):
        # A browser sends an empty file without a name where none was chosen.
        if sent.filename and name in takers:
            entries.add(name, session.files.receive(sent.stream, sent.filename, None)["id"])
    return entries


def show_file(asked: Asked, site: Site, id: str) -> Response:
    """The file with this id, in parts if they are asked for; as a download if a browser may not show it."""
    try:
        path, data = site.sessions.files.find(id)
        owner = id.partition("-")[0]
        if owner != "declared" and not site.sessions.is_of(user_of(asked), owner):
            raise ValueError("another user's")
        response: Any = send_file(
            path,
            asked.environ,
            response_class=Answer,
            mimetype=data["type"],
            as_attachment=not filetypes.is_shown(data["type"]),
            download_name=data["name"],
            conditional=True,
            etag=id,
        )
    except (ValueError, OSError):
        raise RefusedRequest(say("There is no such file."), fix=say("Reload the page."), status=404) from None
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return cast(Response, response)
