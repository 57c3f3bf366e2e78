"""Sound as numbers: WAV files are read and written here, all others by the library soundfile.

What a file says of itself is read before a single sample is: how long it is, and how much it would take.
"""

from __future__ import annotations

import io
import os
import struct
import wave
from importlib import import_module
from importlib.util import find_spec
from typing import Any, BinaryIO, NamedTuple

from iface.words import say

MOST_SAMPLES = 200_000_000
"""Samples of all channels that a sound may have to become numbers: 400 MB of them."""

MOST_CHANNELS = 32

_WHOLE, _REAL, _EXTENSIBLE = 1, 3, 0xFFFE
_WIDTHS = {_WHOLE: (1, 2, 3, 4), _REAL: (4, 8)}
_MOST_CHUNKS = 1_000
"""Parts of a WAV that are passed over until its samples."""

_STEP = 1 << 18
"""Frames that are converted at a time, so that little stands in memory twice."""


class Sound(NamedTuple):
    """What a file says of itself. `format`, `width` and `start` are of a WAV that can be read here."""

    rate: int
    channels: int
    frames: int
    format: int = 0
    width: int = 0
    start: int = 0

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.frames / self.rate


def heard(path: str | os.PathLike[str], name: str) -> Sound | None:
    """What a WAV says of itself, of whatever numbers it is made; None for other files.

    Args:
        name: what the visitor calls it.

    Raises:
        ValueError: it is damaged; the sentence is for the visitor.
    """
    try:
        with open(path, "rb") as stream:
            return _header(stream, name) if is_wav(stream.read(12)) else None
    except OSError:
        raise ValueError(say("This file is gone: choose it again.")) from None


def readable(path: str | os.PathLike[str], name: str) -> Sound:
    """What a file says of itself whose samples can be read.

    Raises:
        ValueError: they cannot, or are too many; the sentence is for the visitor.
    """
    sound = heard(path, name)
    if sound is None or not sound.format:
        sound = _of_library(path, name)
    if not (0 < sound.rate < 2**20 and 0 < sound.channels <= MOST_CHANNELS):
        raise _damaged(name)
    if sound.frames * sound.channels > MOST_SAMPLES:
        raise ValueError(say("{name} is too much sound to take: choose a shorter one.", name=name))
    return sound


def is_wav(head: bytes) -> bool:
    """Whether a file begins as a WAV does."""
    return head[:4] == b"RIFF" and head[8:12] == b"WAVE"


def samples(path: str | os.PathLike[str], name: str) -> tuple[int, Any]:
    """The rate in hertz and the samples, int16 of the shape (n,) or (n, channels).

    Raises:
        ValueError: it cannot be read; the sentence is for the visitor.
    """
    import numpy

    sound = readable(path, name)
    if not sound.format:
        return sound.rate, _read_by_library(path, name, sound.frames)
    taken = numpy.empty((sound.frames, sound.channels), numpy.int16)
    with open(path, "rb") as stream:
        stream.seek(sound.start)
        for place in range(0, sound.frames, _STEP):
            count = min(_STEP, sound.frames - place)
            raw = stream.read(count * sound.channels * sound.width)
            taken[place : place + count] = _whole(raw, sound).reshape(count, sound.channels)
    return sound.rate, taken[:, 0] if sound.channels == 1 else taken


def encoded(rate: Any, values: Any, format: str = "wav") -> bytes:
    """A file of 16-bit sound. Of real numbers 1 is the loudest; larger ones are scaled down to it.

    Args:
        rate: samples in a second.
        values: an array, or what becomes one, of the shape (n,) or (n, channels).
        format: "wav"; any other needs the library soundfile.

    Raises:
        ValueError: it is no sound.
    """
    import numpy

    rate, array = int(rate), numpy.asarray(values)
    if array.ndim not in (1, 2) or not 0 < (*array.shape, 1)[1] <= MOST_CHANNELS:
        raise ValueError(f"sound has the shape (n,) or (n, channels), not {array.shape}")
    if not 0 < rate < 2**20:
        raise ValueError(f"{rate} is no rate of samples in a second")
    whole = _sixteen(array)
    target = io.BytesIO()
    if format != "wav":
        _library(format).write(target, whole, rate, format=format.upper())
        return target.getvalue()
    with wave.open(target, "wb") as file:
        file.setnchannels(1 if array.ndim == 1 else array.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(whole.astype("<i2").tobytes())
    return target.getvalue()


def clock(seconds: float) -> str:
    """A length as people say it: "1:05", "1:02:03"; below ten seconds with a tenth: "0:01.5"."""
    if seconds < 10 and seconds != int(seconds):
        return f"0:{seconds:04.1f}"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _header(stream: BinaryIO, name: str) -> Sound:
    """Read a WAV up to its samples; the stream stands behind its first 12 bytes."""
    kind = b""
    end = os.fstat(stream.fileno()).st_size
    for _ in range(_MOST_CHUNKS):
        if len(head := stream.read(8)) < 8:
            break
        mark, size = struct.unpack("<4sI", head)
        start = stream.tell()
        if mark == b"fmt ":
            kind = stream.read(min(size, 40))
        if mark == b"data" and len(kind) >= 16:
            # What was written as it came says 0 or the most for its size: the file goes on to its end.
            return _of_header(kind, start, min(size or end, end - start), name)
        stream.seek(start + size + size % 2)
    raise _damaged(name)


def _of_header(kind: bytes, start: int, size: int, name: str) -> Sound:
    """A sound of so many bytes from `start`, of the kind that the header tells."""
    format, channels, rate, speed, block, bits = struct.unpack("<HHIIHH", kind[:16])
    if format == _EXTENSIBLE and len(kind) >= 26:
        (format,) = struct.unpack("<H", kind[24:26])
    if not rate or not speed or not channels:
        raise _damaged(name)
    width = bits // 8
    if bits % 8 or width not in _WIDTHS.get(format, ()) or block != channels * width:
        return Sound(rate, channels, size * rate // speed)
    return Sound(rate, channels, size // block, format, width, start)


def _damaged(name: str) -> ValueError:
    return ValueError(say("{name} cannot be read: it may be damaged.", name=name))


def _whole(raw: bytes, sound: Sound) -> Any:
    """Samples of a WAV as int16."""
    import numpy

    if sound.format == _REAL:
        real = numpy.frombuffer(raw, f"<f{sound.width}")
        return (numpy.nan_to_num(real).clip(-1, 1) * 32767).round().astype(numpy.int16)
    if sound.width == 1:
        return (numpy.frombuffer(raw, numpy.uint8).astype(numpy.int16) - 128) << 8
    # The two higher bytes of each sample are all that 16 bits can say of it.
    parts = numpy.frombuffer(raw, numpy.uint8).reshape(-1, sound.width)
    return numpy.ascontiguousarray(parts[:, -2:]).view("<i2")[:, 0]


def _sixteen(array: Any) -> Any:
    """Numbers as int16, on the scale of their kind."""
    import numpy

    if array.dtype.kind not in "fiu":
        raise ValueError(f"sound is made of numbers, not of {array.dtype}")
    if array.dtype.kind == "f":
        if not numpy.isfinite(array).all():
            raise ValueError("this sound holds values that are no finite numbers")
        real = array.astype(numpy.float32)
        return (real * (32767 / numpy.abs(real).max(initial=1))).round().astype(numpy.int16)
    is_small = -(2**15) <= array.min(initial=0) <= array.max(initial=0) < 2**15
    if array.dtype == numpy.int16 or (array.dtype == numpy.int64 and is_small):
        return array.astype(numpy.int16)  # Python's own whole numbers become int64
    bits = array.dtype.itemsize * 8
    if bits == 64:
        raise ValueError(f"sound is made of real numbers, or of 8, 16 or 32 bits, not of {array.dtype}")
    signed = array.astype(numpy.int64) - (2 ** (bits - 1) if array.dtype.kind == "u" else 0)
    return (signed << 16 >> bits).astype(numpy.int16)


def _of_library(path: str | os.PathLike[str], name: str) -> Sound:
    if find_spec("soundfile") is None:
        raise ValueError(
            say(
                "Choose a WAV file: to read {name}, this server needs the library soundfile "
                "(pip install soundfile).",
                name=name,
            )
        )
    try:
        about = import_module("soundfile").info(str(path))
        return Sound(about.samplerate, about.channels, about.frames)
    except Exception:
        raise _damaged(name) from None


def _read_by_library(path: str | os.PathLike[str], name: str, frames: int) -> Any:
    try:
        return import_module("soundfile").read(str(path), frames=frames, dtype="int16")[0]
    except Exception:
        raise _damaged(name) from None


def _library(format: str) -> Any:
    try:
        return import_module("soundfile")
    except ImportError:
        raise ValueError(
            f"a sound becomes {format} with the library soundfile alone: pip install soundfile, "
            "or use format='wav'"
        ) from None
