"""Pictures: what their headers say, decoded for a function, and encoded for the page.

Pillow is imported at the first picture, and not before. Without it a picture is known by its first bytes
alone: it can be shown, and given as a path.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from iface import files
from iface.components._files import FilePath, keep
from iface.components._pixels import as_picture, encoded, in_mode, pillow
from iface.errors import DesignError
from iface.files import Data
from iface.words import say

MOST_PIXELS = 50_000_000
"""Pixels of a picture that a visitor may send: 200 MB of memory when it is decoded."""

MOST_BYTES = 128 * 2**20
HEAD = 2 * 2**20
"""Bytes in which a header has to be found. Pillow walks the blocks before the pixels one by one."""

SVG = "image/svg+xml"
READ = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/bmp": "BMP",
    "image/avif": "AVIF",
}
"""What is decoded for visitors, by the type that a file's own bytes tell: Pillow knows it by the name."""

_WHOLE = ("image/webp", "image/avif")
"""Pillow wants all of these to read a header."""

_ORIENTATION = 0x0112

THUMBNAIL = 640
"""Pixels of the longer side of a reduced picture; one of up to twice that is shown as it is."""


class Header(NamedTuple):
    """What a picture says of itself: its size as it is shown, its mode, and whether it is stored turned."""

    width: int
    height: int
    mode: str
    is_turned: bool
    is_animated: bool


def length_of(given: int | float | str | None, name: str) -> str | None:
    """A height or width as CSS has it: a number is pixels. None and "auto" leave it to the picture.

    Raises:
        DesignError: it is no length.
    """
    if given in (None, "auto"):
        return None
    text = f"{given}px" if isinstance(given, (int, float)) or given.isdecimal() else given.strip()
    if not re.fullmatch(r"\d+(\.\d+)?(px|%|r?em|v[wh]|ch)", text):
        raise DesignError(f"{given!r} is no {name}.", fix="Give pixels, or a text such as '50vh' or '20rem'.")
    return text


@lru_cache(maxsize=4_096)
def header(id: str) -> Header | None:
    """What the picture with this id says of itself; None of a drawing, which has no pixels, or without Pillow.

    Raises:
        ValueError: it is none, or too large; the sentence is for the visitor.
    """
    path, data = files.here().find(id)
    name = data["name"]
    if data["type"] == SVG:
        return None
    if data["type"] not in READ:
        raise ValueError(unreadable(name))
    if data["size"] > MOST_BYTES:
        most = files.size_in_words(MOST_BYTES)
        raise ValueError(say("{name} is larger than the {size} that are taken.", name=name, size=most))
    try:
        from PIL import Image
    except ImportError:
        return None
    with path.open("rb") as stream:
        head = stream.read(-1 if data["type"] in _WHOLE else HEAD)
    try:
        with Image.open(io.BytesIO(head), formats=[READ[data["type"]]]) as image:
            found = _header_of(image)
    except Image.DecompressionBombError:
        raise ValueError(_too_many(name)) from None
    except Exception:
        # Whatever a damaged header leads to.
        raise ValueError(unreadable(name)) from None
    if found.width * found.height > MOST_PIXELS:
        raise ValueError(_too_many(name))
    return found


def decoded(data: Data, mode: str | None) -> Any:
    """The picture as Pillow has it: upright, in `mode`; of an animation the first frame.

    Raises:
        ValueError: it is none, or damaged; the sentence is for the visitor.
    """
    about, image_module = header(data["id"]), pillow()
    if about is None:
        raise ValueError(unreadable(data["name"]))
    path = files.here().find(data["id"]).path
    try:
        with image_module.open(path, formats=[READ[data["type"]]]) as image:
            image.load()
            if about.is_turned:
                from PIL import ImageOps

                image = ImageOps.exif_transpose(image)
            return in_mode(image, mode) if mode else image
    except Exception:
        said = say("{name} breaks off, or is damaged: choose it again.", name=data["name"])
        raise ValueError(said) from None


def in_format(data: Data, mode: str | None, format: str) -> FilePath:
    """The path of the picture, where it is upright and in `mode` as it was sent; else of a copy in `format`.

    Raises:
        ValueError: it is damaged; the sentence is for the visitor.
    """
    about = header(data["id"])
    is_as_wanted = about is None or about.is_animated or (mode in (None, about.mode) and not about.is_turned)
    one = data if is_as_wanted else _copied(data["id"], mode, format)
    return FilePath(_place_of(data["id"]).find(one["id"]).path, one["name"])


def keep_picture(value: Any, format: str, name: str = "image") -> Data:
    """Data of a picture that a function gives: a path, an array of pixels, or what Pillow has.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, (str, os.PathLike, Mapping, bytes)) or hasattr(value, "read"):
        data = keep(value)
        if not data["type"].startswith("image/"):
            raise ValueError(f"{data['name']} is no picture that a browser shows: {_KINDS}")
        return data
    return _added(files.here(), as_picture(value), format, name)


@lru_cache(maxsize=4_096)
def thumbnail(id: str) -> Data | None:
    """A reduced copy of a large picture, made once; None where the picture itself will do."""
    place = _place_of(id)
    data = place.find(id).data
    try:
        about = header(id)
        if about is None or about.is_animated or max(about.width, about.height) <= 2 * THUMBNAIL:
            return None
        image = _reduced(data, about)
    except ValueError:
        return None
    return _added(place, image, "webp", _stem(data))


def unreadable(name: str) -> str:
    """The sentence about a file that is no picture."""
    return say("{name} cannot be read as a picture: choose a PNG, JPEG, WebP, GIF, AVIF or BMP.", name=name)


_KINDS = "give a PNG, JPEG, WebP, GIF, AVIF, BMP or SVG, an array, or a picture of Pillow's"


@lru_cache(maxsize=4_096)
def _copied(id: str, mode: str | None, format: str) -> Data:
    place = _place_of(id)
    data = place.find(id).data
    return _added(place, decoded(data, mode), format, _stem(data))


def _place_of(id: str) -> files.Place:
    """Where what is made of a file goes: with a session's own file, or to what all are shown."""
    return files.DECLARED if id.startswith("declared-") else files.here()


def _stem(data: Data) -> str:
    return data["name"].rpartition(".")[0] or "image"


def _too_many(name: str) -> str:
    most = MOST_PIXELS // 1_000_000
    return say("{name} has more than the {most} million pixels that are taken.", name=name, most=most)


def _header_of(image: Any) -> Header:
    from PIL import Image

    # Not getexif(): of a PNG that decodes the pixels.
    exif = Image.Exif()
    exif.load(image.info.get("exif") or b"")
    orientation = exif.get(_ORIENTATION, 1)
    width, height = image.size[::-1] if orientation in (5, 6, 7, 8) else image.size
    # Not is_animated: of a GIF that walks through all of its frames.
    is_animated = image.format == "GIF" or getattr(image, "n_frames", 1) > 1
    return Header(width, height, image.mode, orientation in range(2, 9), is_animated)


def _reduced(data: Data, about: Header) -> Any:
    image_module = pillow()
    path = files.here().find(data["id"]).path
    try:
        with image_module.open(path, formats=[READ[data["type"]]]) as image:
            image.thumbnail((THUMBNAIL, THUMBNAIL))  # a JPEG is decoded at an eighth to a half of its size
            if about.is_turned:
                from PIL import ImageOps

                return ImageOps.exif_transpose(image)
            return image
    except Exception:
        raise ValueError(unreadable(data["name"])) from None


def _added(place: files.Place, image: Any, format: str, name: str) -> Data:
    content, format = encoded(image, format)
    return place.add(content, f"{name}.{format}")
