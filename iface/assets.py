"""Where the files that are not modules stand, and those of them that browsers get.

`templates/`, `static/` and `examples/` stand beside `iface/` in a checkout and inside it in a
wheel. The files of `static/` are read and packed once, at their first use, and found by name in
a dictionary: nothing that a visitor writes becomes a path.
"""

import atexit
import gzip
import hashlib
import mimetypes
import os
import re
import shutil
import tempfile
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from iface.errors import DesignError

FOLDERS = ("templates", "static", "examples")

_PACKAGE = Path(__file__).resolve().parent
_MARKS = ("templates/page.html", "static/iface.css")
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
"""Some machines' own tables have these wrong, and a browser refuses a module of another type."""


class Asset(NamedTuple):
    """A file for browsers. `gzipped` is None where packing makes it no smaller."""

    body: bytes
    gzipped: bytes | None
    type: str


def folder(name: str) -> Path:
    """A real folder that holds our `name`: "templates", "static" or "examples".

    Raises:
        DesignError: it is not there.
    """
    place = _home() / name
    if name not in FOLDERS or not place.is_dir():
        raise DesignError(f"iface has no folder {name!r} in {place.parent}.", fix="Install iface again.")
    return place


def static_file(path: str) -> Asset | None:
    """The file at `path` within static/, as in "components/plot.js", or None."""
    return _static().get(path)


def packed(body: bytes, kind: str) -> Asset:
    """A file of this media type, as it stands and gzipped."""
    gzipped = gzip.compress(body, mtime=0)
    return Asset(body, gzipped if len(gzipped) < len(body) else None, kind)


@cache
def digest() -> str:
    """Twelve hexadecimal digits that change with any name or byte in static/."""
    whole = hashlib.sha256()
    for path, asset in _static().items():
        for part in (path.encode(), asset.body):
            whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()[:12]


@cache
def words_with(suffix: str) -> frozenset[str]:
    """The components that bring a script (".js") or a style (".css") of their own."""
    paths = map(PurePosixPath, _static())
    return frozenset(path.stem for path in paths if path.match(f"components/*{suffix}"))


@cache
def modules() -> tuple[str, ...]:
    """What iface.js imports, as in "submit.js", so that a page can ask for all of it at once."""
    scripts = (path for path in _static() if path.endswith(".js") and "/" not in path)
    return tuple(path for path in scripts if path != "iface.js")


@cache
def _static() -> dict[str, Asset]:
    top = folder("static")
    paths = sorted(path for path in top.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(top).as_posix(): _asset(path) for path in paths}


_COMMENTS = re.compile(rb"^[ \t]*(?://[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)[ \t]*\n", re.MULTILINE)
"""Comments that have lines to themselves; nothing in our scripts and styles only looks like one."""


def _asset(path: Path) -> Asset:
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    body = path.read_bytes()
    if path.suffix in (".js", ".css"):
        # They are for whoever reads the source, and a quarter of what would be sent.
        body = _COMMENTS.sub(b"", body)
    return packed(body, kind)


@cache
def _home() -> Path:
    """What holds our folders. The marks are asked for, as a `../templates` may be anybody's."""
    for place in (_PACKAGE, _PACKAGE.parent):
        if _is_ours(place):
            return place
    packed = files("iface")
    if not isinstance(packed, Path) and _is_ours(packed):
        return _unpacked(packed)
    raise DesignError(
        f"The templates and static files of iface are neither in {_PACKAGE} nor beside it.",
        fix="Install iface again; a copied folder iface/ needs templates/ and static/ beside it.",
    )


def _is_ours(place: Traversable) -> bool:
    return all(place.joinpath(mark).is_file() for mark in _MARKS)


def _unpacked(packed: Traversable) -> Path:
    """A copy of what a zip holds, kept while this process lives: templates need real files."""
    place = Path(tempfile.mkdtemp(prefix="iface-"))
    for name in FOLDERS:
        if packed.joinpath(name).is_dir():
            _copy(packed.joinpath(name), place / name)
    owner = os.getpid()

    def forget() -> None:
        # A forked worker runs this too, when it ends; the others still need the files.
        if os.getpid() == owner:
            shutil.rmtree(place, ignore_errors=True)

    atexit.register(forget)
    return place


def _copy(source: Traversable, target: Path) -> None:
    target.mkdir()
    for entry in source.iterdir():
        if entry.is_dir():
            _copy(entry, target / entry.name)
        else:
            (target / entry.name).write_bytes(entry.read_bytes())
