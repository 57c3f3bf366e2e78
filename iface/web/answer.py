"""Our answers: made without the app around us, whose own settings and hooks they outlast."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Request as Asked
from flask import Response
from flask.json.provider import DefaultJSONProvider
from werkzeug.datastructures import Headers

AT_ONCE = 14_000
"""Bytes that reach a browser before the server has to hear from it again: less gains nothing by packing."""

_QUICK = 3

encoded = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=DefaultJSONProvider.default
).encode
"""JSON without spaces."""


class Answer(Response):
    """A response whose headers in `sealed` are ours, whatever a hook of the app around us makes of them."""

    sealed: Mapping[str, str] = {}
    _were: Sequence[tuple[str, str]] = ()

    def seal(self, names: Iterable[str]) -> None:
        """Keep these headers as they are now."""
        self.sealed = {name: self.headers[name] for name in names if name in self.headers}
        self._were = self.headers.to_wsgi_list()

    def get_wsgi_headers(self, environ: dict[str, Any]) -> Headers:
        """The headers as they are sent, after all hooks."""
        has_changed = self.headers.to_wsgi_list() != self._were
        headers = super().get_wsgi_headers(environ)
        for name, value in self.sealed.items() if has_changed else ():
            headers[name] = value
        return headers


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
