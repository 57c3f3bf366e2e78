"""Frames without rights: small documents in which a library that wants more than our page allows may draw.

Such a document stands in a sandbox of an origin of its own, which can neither read the page nor ask any
server for anything. It holds no data: the page's script sends it what to show. Adding a kind adds a line
to `_KINDS`.
"""

import gzip
import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from html import escape

from iface import assets
from iface.assets import Asset

POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:; worker-src blob:; base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy of the documents; plotly writes styles, and shaders for its 3D plots."""

INLINE = POLICY.replace("'unsafe-eval'", "'unsafe-inline'")
"""The policy of the document that holds a program's own HTML: its scripts stand in it, and load no others."""

_DOCUMENT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{scripts}
</head>
<body></body>
</html>
"""


def document(word: str) -> bytes | None:
    """The document of the frame that `word` names, as in "plotly", or None."""
    if word not in _KINDS:
        return None
    scripts = "\n".join(f'<script defer src="{escape(name)}"></script>' for name in _KINDS[word])
    return _DOCUMENT.format(title=escape(word), scripts=scripts).encode()


def policy(word: str) -> str:
    """The Content-Security-Policy of the document that `word` names."""
    return INLINE if word == "html" else POLICY


def file(word: str, name: str) -> Asset | None:
    """A script of that document, or None."""
    return _packed(word, name) if name in _KINDS.get(word, ()) else None


def digest(word: str) -> str | None:
    """Twelve hexadecimal digits that change with any byte of the document or its scripts.

    None: there is no such frame, or the library that it shows is not installed.
    """
    try:
        return _digest(word) if word in _KINDS else None
    except ImportError:
        return None


@cache
def _digest(word: str) -> str:
    whole = hashlib.sha256(document(word) or b"")
    for name in _KINDS[word]:
        whole.update(_body(word, name))
    return whole.hexdigest()[:12]


@cache
def _packed(word: str, name: str) -> Asset:
    body = _body(word, name)
    return Asset(body, gzip.compress(body, 6, mtime=0), "text/javascript; charset=utf-8")


@cache
def _body(word: str, name: str) -> bytes:
    return _KINDS[word][name]()


def _plotly() -> bytes:
    from plotly.offline import get_plotlyjs

    text: str = get_plotlyjs()
    return text.encode()


def _ours(name: str) -> Callable[[], bytes]:
    def read() -> bytes:
        found = assets.static_file(f"frames/{name}")
        return found.body if found else b""

    return read


_KINDS: Mapping[str, Mapping[str, Callable[[], bytes]]] = {
    "html": {"show.js": _ours("html.js")},
    "plotly": {"plotly.min.js": _plotly, "show.js": _ours("plotly.js")},
}
"""By word the scripts of each frame, in the order in which they run."""
