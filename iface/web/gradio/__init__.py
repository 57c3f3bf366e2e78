"""What Gradio's own clients ask for: the addresses that `gradio_client` and `@gradio/client` know.

A thin layer over the API: it has no way of its own to a function.

GET  config                              the components and events, as numbers
GET  gradio_api/info                     what each endpoint takes and gives
POST gradio_api/upload                   files; what stands for each of them
GET  gradio_api/file=<id>/<name>         a file
POST gradio_api/queue/join               ask for a run, which begins when somebody looks on
GET  gradio_api/queue/data               look on at all runs of a client
POST gradio_api/cancel                   stop a run
POST gradio_api/call/<name>              ask for a run in two steps, as with curl; GET .../<id> looks on
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Request

from iface.web import uploads
from iface.web.answer import as_json
from iface.web.gradio import calls, config, streams, values
from iface.web.site import Site

PREFIX = "/gradio_api"


def add_routes(routes: Blueprint, asked: Callable[[], Request], site: Callable[[], Site]) -> None:
    """Add the addresses above."""

    def get(path: str, name: str, view: Callable[..., Any]) -> None:
        routes.get(path, endpoint=f"gradio_{name}")(view)

    def post(path: str, name: str, view: Callable[..., Any]) -> None:
        routes.post(f"{PREFIX}{path}", endpoint=f"gradio_{name}")(view)

    get("/config", "config", lambda: as_json(config.config(site())))
    get(f"{PREFIX}/info", "info", lambda: as_json(config.info(site())))
    get(f"{PREFIX}/file=<id>", "file", lambda id: uploads.show_file(asked(), site(), id))
    get(f"{PREFIX}/file=<id>/<name>", "named_file", lambda id, name: uploads.show_file(asked(), site(), id))
    get(f"{PREFIX}/queue/data", "data", lambda: streams.look_on(asked(), site()))
    get(f"{PREFIX}/call/<name>/<id>", "called", lambda name, id: streams.look_on_at(asked(), site(), id))
    post("/upload", "upload", lambda: as_json(values.receive(asked(), site())))
    post("/queue/join", "join", lambda: as_json(calls.join(asked(), site())))
    post("/cancel", "cancel", lambda: as_json(calls.cancel(asked(), site())))
    # It follows each cancel, and has nothing left to do.
    post("/reset", "reset", lambda: as_json({"success": True}))
    post("/call/<name>", "call", lambda name: as_json(calls.call(asked(), site(), name)))
