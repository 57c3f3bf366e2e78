"""Values as Gradio's clients write them: the same data, but for files, which they know by a path.

{"path": "<id>/<name>", "url": ..., "orig_name": ..., "meta": {"_type": "gradio.FileData"}}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from flask import Request as Asked

from iface.errors import InputError, RefusedRequest
from iface.events import Event
from iface.state.session import Session
from iface.web.guard import new_session
from iface.web.site import Site
from iface.words import say

UPLOADED = 3600.0
"""Seconds that an upload is kept which no call names; a call keeps a copy of its own."""

_ABOUT = {"id", "name", "size", "type"}


def receive(asked: Asked, site: Site) -> list[str]:
    """Keep what a client uploads, for whichever of its calls names it; gives what stands for each file.

    Raises:
        RefusedRequest: 404 where the page takes no files, 413 for too large a file.
    """
    if not site.takes_files:
        raise RefusedRequest("This page takes no files.", fix="Look at the page.", status=404)
    # A client does not say here who it is.
    place = new_session(asked, site).files
    kept = [place.receive(one.stream, one.filename or "", None) for one in asked.files.getlist("files")]
    place.keep_for(UPLOADED)
    return [_path_of(one) for one in kept]


def _path_of(data: Mapping[str, Any]) -> str:
    """What stands for a file: its id, and its name for whoever keeps it."""
    return f"{data['id']}/{data['name']}"


def as_told(data: Any, root: str) -> Any:
    """Data of a component as a client knows it; `root` is where the page is."""
    if isinstance(data, list):
        return [as_told(one, root) for one in data]
    if not isinstance(data, dict):
        return data
    told = {name: as_told(one, root) for name, one in data.items()}
    return _file(told, root) if data.keys() >= _ABOUT else told


def _file(data: dict[str, Any], root: str) -> dict[str, Any]:
    rest = {name: one for name, one in data.items() if name not in _ABOUT}
    path = _path_of(data)
    return {
        **rest,
        "path": path,
        "url": f"{root}gradio_api/file={quote(path)}",
        "size": data["size"],
        "orig_name": data["name"],
        "mime_type": data["type"],
        "is_stream": False,
        "meta": {"_type": "gradio.FileData"},
    }


def as_sent(site: Site, event: Event, given: list[Any], session: Session) -> dict[str, Any]:
    """Data by field name, still unchecked; uploads become the session's. What is too much is left out.

    Raises:
        InputError: a file is not there.
    """
    sent, wrong = {}, {}
    for id, data in zip(event.inputs, given, strict=False):
        one = site.page.components[id]
        if not one.is_state:
            try:
                sent[one.name] = _with_files(site, data, session)
            except ValueError as error:
                wrong[one.name] = str(error)
    if wrong:
        raise InputError(wrong)
    return sent


def _with_files(site: Site, data: Any, session: Session) -> Any:
    if isinstance(data, list):
        return [_with_files(site, one, session) for one in data]
    if not isinstance(data, dict):
        return data
    if not _is_file(data):
        return {name: _with_files(site, one, session) for name, one in data.items()}
    path = data["path"]
    if path.startswith(("http://", "https://")):
        raise ValueError(say("An address is not fetched: upload the file."))
    found = site.sessions.files.find(path.partition("/")[0])
    if found.data["id"].startswith(("declared-", f"{session.hash}-")):
        return {"id": found.data["id"]}
    with found.path.open("rb") as stream:
        return {"id": session.files.receive(stream, found.data["name"], found.data["size"])["id"]}


def _is_file(data: dict[str, Any]) -> bool:
    meta = data.get("meta")
    is_marked = isinstance(meta, dict) and meta.get("_type") == "gradio.FileData"
    return is_marked and isinstance(data.get("path"), str)
