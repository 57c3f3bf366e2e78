"""Arrays of pixels, and pictures as Pillow has them. Both are imported at the first picture."""

from __future__ import annotations

import io
from typing import Any

from iface.errors import DesignError

LOSSLESS = 512 * 512
"""Pixels up to which a WebP keeps every one of them: masks, icons and plots look soft otherwise."""

WRITTEN: dict[str, dict[str, Any]] = {
    # The quickest of WebP's methods: twice as quick as what Pillow would choose, for some more bytes.
    "webp": {"method": 0, "quality": 85},
    "png": {"compress_level": 1},
    "jpeg": {"quality": 90},
    "gif": {},
    "bmp": {},
    "avif": {"speed": 10, "quality": 80},
}
"""The formats that a picture is encoded in, each so that it is quick."""

STRIP = 32  # rows

_LARGEST_WEBP = 16_383  # pixels of a side


def format_of(given: str | None) -> str:
    """The format that a program means.

    Raises:
        DesignError: pictures are not encoded in it.
    """
    name = (given or "webp").lower().removeprefix(".")
    name = "jpeg" if name == "jpg" else name
    if name not in WRITTEN:
        raise DesignError(f"Pictures are not written as {given!r}.", fix=f"Use one of: {', '.join(WRITTEN)}.")
    return name


def pillow() -> Any:
    """Pillow's module `Image`.

    Raises:
        DesignError: it is not installed.
    """
    try:
        from PIL import Image
    except ImportError:
        raise DesignError(
            "Pictures as pixels need Pillow, which is not installed.",
            fix="Run: pip install pillow. Or take pictures as files, with type='filepath'.",
        ) from None
    return Image


def as_array(image: Any) -> Any:
    """A picture as an array of uint8 of one's own: (height, width), or (height, width, channels)."""
    import numpy

    width, height = image.size
    row = numpy.asarray(image.crop((0, 0, width, 1)))
    array = numpy.empty((height, *row.shape[1:]), row.dtype)
    # A strip stays in the processor's cache: three times as quick as the whole picture at once.
    for top in range(0, height, STRIP):
        bottom = min(top + STRIP, height)
        array[top:bottom] = image.crop((0, top, width, bottom))
    return array


def as_picture(value: Any) -> Any:
    """An array as a picture of Pillow's; such a picture as it is.

    Raises:
        ValueError: it is no picture; the sentence says why.
    """
    image_module = pillow()
    if isinstance(value, image_module.Image) and value.mode not in ("F", "I"):
        return value
    if not hasattr(value, "__array__") and not hasattr(value, "__array_interface__"):
        raise ValueError(
            f"a {type(value).__name__} is no picture: give an array, a path, or Pillow's picture"
        )
    return image_module.fromarray(_bytes(value))


def encoded(image: Any, format: str) -> tuple[bytes, str]:
    """The bytes of a picture, and their format: that asked for, unless it cannot hold the picture."""
    if format == "webp" and max(image.size) > _LARGEST_WEBP:
        format = "png"
    options = WRITTEN[format]
    if format == "webp" and image.width * image.height <= LOSSLESS:
        options = {"lossless": True, "method": 0, "exact": True}
    if format in ("jpeg", "bmp") and image.mode not in ("RGB", "L", "1"):
        image = on_white(image)
    elif image.mode.startswith("I;16"):
        image = in_mode(image, "L")
    elif image.mode not in ("1", "L", "LA", "P", "RGB", "RGBA"):
        image = image.convert("RGB")
    written = io.BytesIO()
    image.save(written, format, **options)
    return written.getvalue(), format


def in_mode(image: Any, mode: str) -> Any:
    """The picture in another mode; of 16 bits of grey the upper eight."""
    if image.mode.startswith("I;16"):
        image = image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    return image if image.mode == mode else image.convert(mode)


def on_white(image: Any) -> Any:
    """The picture without transparency, as it looks on white paper."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = pillow().new("RGBA", image.size, "white")
        paper.alpha_composite(image)
        image = paper
    return image.convert("RGB")


def _bytes(value: Any) -> Any:
    """The array as uint8: fractions of 0 to 1 and truth become 0 to 255."""
    import numpy

    array = numpy.asarray(value)
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    if array.size == 0 or array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (2, 3, 4)):
        raise ValueError(_shape_rule(array.shape))
    if array.dtype == numpy.uint8:
        return array
    if array.dtype == bool:
        return array * numpy.uint8(255)
    if array.dtype.kind == "f":
        return _of_fractions(array)
    if array.dtype.kind not in "ui":
        raise ValueError(f"an array of {array.dtype} is no picture: give uint8, or fractions from 0 to 1")
    if array.dtype == numpy.uint16 and array.max() > 255:
        return (array >> 8).astype(numpy.uint8)
    _check_range(array, 255)
    return array.astype(numpy.uint8)


def _of_fractions(array: Any) -> Any:
    import numpy

    whole = array.astype(numpy.float32)
    whole[numpy.isnan(whole)] = 0
    _check_range(whole, 1)
    whole *= 255
    numpy.rint(whole, out=whole)
    return numpy.clip(whole, 0, 255, out=whole).astype(numpy.uint8)


def _check_range(array: Any, most: int) -> None:
    """A little beyond is rounding; much beyond is another scale."""
    least, largest = array.min(), array.max()
    slack = 0.01 if most == 1 else 0
    if least < -slack or largest > most + slack:
        raise ValueError(
            f"pixels of {array.dtype} go from 0 to {most}, these from {least:g} to {largest:g}: "
            + ("divide them by 255, or give uint8" if most == 1 else "give uint8, or fractions from 0 to 1")
        )


def _shape_rule(shape: tuple[int, ...]) -> str:
    rule = f"an array of the shape {shape} is no picture: give (height, width), or (height, width, 3 or 4)"
    is_turned = len(shape) == 3 and shape[0] in (1, 3, 4)
    return f"{rule}, as .transpose(1, 2, 0) makes it of this one" if is_turned else rule
