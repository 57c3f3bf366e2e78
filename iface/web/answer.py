"""Our answers: made without the app around us, whose own settings and hooks they outlast."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Request as Asked
from flask import Response
from flask.json.provider import DefaultJSONProvider

AT_ONCE = 14_000
"""Bytes that reach a browser before the server has to hear from it again: less gains nothing by packing."""

_QUICK = 3

encoded = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=DefaultJSONProvider.default
).encode
"""JSON without spaces."""


class Answer(Response):
    """A response whose headers in `seal` are put on when it is sent: no hook of the app around us changes
    them. What a hook says of `Vary` holds beside ours."""

    seal: Sequence[tuple[str, str]] = ()

    def get_wsgi_response(
        self, environ: dict[str, Any]
    ) -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        """The answer as it is sent, after all hooks."""
        body, status, headers = super().get_wsgi_response(environ)
        ours = {name for name, _ in self.seal if name != "Vary"}
        return body, status, [one for one in headers if one[0].title() not in ours] + [*self.seal]


def as_json(body: Any, status: int = 200) -> Answer:
    """An answer for a program, whatever JSON is to the app around us: its keys sorted, say.

    Half of a surrogate pair, which a function may give, becomes a question mark, here and below.
    """
    return Answer(f"{encoded(body)}\n".encode(errors="replace"), status, mimetype="application/json")


def as_html(page: str, status: int = 200) -> Answer:
    """A page."""
    return Answer(page.encode(errors="replace"), status, mimetype="text/html")


def packed_page(asked: Asked, page: Response) -> Response:
    """The same page gzipped, where it comes sooner so.

    Not one whose address fills it: who writes that address, and sees how long the answer is, could
    weigh his guess against what stands on the page for its visitor alone.
    """
    body = page.get_data()
    if len(body) > AT_ONCE and not asked.query_string and asked.accept_encodings.quality("gzip") > 0:
        page.set_data(gzip.compress(body, _QUICK, mtime=0))
        page.headers["Content-Encoding"] = "gzip"
    return page


def empty(status: int = 204, **headers: str) -> Answer:
    """An answer that has nothing to say."""
    return Answer(b"", status, headers)


def wants_json(asked: Asked) -> bool:
    """Whether a program asks, or a page's script; not a browser that shows what it is given."""
    name = (asked.endpoint or "").rpartition(".")[2]
    if name == "api":
        return True
    if name in ("openapi", "run", "upload") or name.startswith("gradio_"):
        return "text/html" not in asked.headers.get("Accept", "")
    best = asked.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" or asked.mimetype == "application/json"
