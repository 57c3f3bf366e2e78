"""A film: to upload or record, and to see."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Literal, Unpack

from iface import files
from iface.components._files import FilePath, FileTaker, keep
from iface.components._media import NOT_FETCHED, checked_sources, is_address
from iface.components.audio import LONGEST
from iface.components.base import Common
from iface.errors import DesignError
from iface.events import Trigger
from iface.words import say

_TIMES = re.compile(r"^(?:(\d+):)?(\d\d):(\d\d)[.,](\d{3})(?=\s|$)")
_LARGEST_SUBTITLES = 4 * 2**20


class Video(FileTaker):
    """A film, uploaded or recorded by the camera.

    The function takes the path of the file as it was sent. It gives a path, or a pair of paths: the film,
    and its subtitles (.vtt or .srt). `height` and `width` are in pixels; `max_length` is how many seconds are
    recorded at most, `format` ("mp4" or "webm") what is recorded where the browser can. `include_audio` False
    records without sound. Nothing is converted.
    """

    change = Trigger()
    clear = Trigger()
    upload = Trigger()
    input = Trigger()
    play = Trigger()
    pause = Trigger()
    stop = Trigger()
    end = Trigger()
    start_recording = Trigger()
    stop_recording = Trigger()

    parts: ClassVar[tuple[str, ...]] = ("_upload", "_media")
    accepted = ("video",)

    def __init__(
        self,
        value: Any | Callable[[], Any] | None = None,
        *,
        format: str | None = None,
        sources: Sequence[Literal["upload", "webcam"]] | str | None = None,
        height: int | str | None = None,
        width: int | str | None = None,
        autoplay: bool = False,
        loop: bool = False,
        include_audio: bool | None = None,
        mirror_webcam: bool | None = None,
        max_length: float | None = None,
        subtitles: str | os.PathLike[str] | None = None,
        show_download_button: bool | None = None,
        **common: Unpack[Common],
    ) -> None:
        self.format = format or ""
        self.sources = checked_sources("Video", sources, ("upload", "webcam"))
        self.height, self.width = _pixels(height), _pixels(width)
        self.autoplay = autoplay
        self.loop = loop
        self.include_audio = include_audio is not False
        self.is_mirrored = mirror_webcam is not False
        self.most = max_length or LONGEST
        self.subtitles = subtitles
        self.can_download = show_download_button is not False
        super().__init__(value, **common)

    @property
    def invitation(self) -> str:
        """What stands where a film is chosen."""
        return say("Choose a video, or drop it here")

    def check_file(self, data: files.Data) -> None:
        """Refuse what is no film.

        Raises:
            ValueError: with a sentence for the visitor.
        """
        if not data["type"].startswith("video/"):
            raise ValueError(say("{name} is no video: choose another file.", name=data["name"]))

    def preprocess(self, data: Any) -> FilePath | None:
        """The path; None for no film."""
        return self.path_of(data) if data else None

    def postprocess(self, value: Any) -> dict[str, Any] | None:
        """A copy of the film, and with "subtitles" one of them."""
        film, subtitles = value if isinstance(value, (tuple, list)) else (value, self.subtitles)
        if film is None:
            return None
        if is_address(film) or is_address(subtitles):
            raise ValueError(NOT_FETCHED)
        data: dict[str, Any] = dict(keep(film))
        if subtitles is not None:
            data["subtitles"] = _kept_subtitles(subtitles)
        return data


class PlayableVideo(Video):
    """A Video by another name."""


PlayableVideo.word, PlayableVideo.template = Video.word, Video.template


def _pixels(size: int | str | None) -> int | None:
    """A size in pixels, from 300, "300" or "300px".

    Raises:
        DesignError: it is none.
    """
    if size is None:
        return None
    digits = str(size).removesuffix("px")
    if not digits.isdecimal():
        raise DesignError(f"{size!r} is no size in pixels.", fix="Give a whole number, as in height=300.")
    return int(digits)


def _kept_subtitles(source: Any) -> files.Data:
    """A copy of subtitles, in the one form that browsers take."""
    given = keep(source)
    if given["size"] > _LARGEST_SUBTITLES:
        raise ValueError(f"{given['name']} is too large for subtitles")
    raw = files.here().find(given["id"]).path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return files.here().add(as_vtt(text).encode(), "subtitles.vtt")


def as_vtt(text: str) -> str:
    """Subtitles as WebVTT, of WebVTT or of SubRip (.srt).

    Raises:
        ValueError: they are neither.
    """
    lines = text.replace("\0", "").splitlines()
    if lines and lines[0].startswith("WEBVTT"):
        return "\n".join(lines) + "\n"
    if not any("-->" in line for line in lines):
        raise ValueError("subtitles are a .vtt or .srt file")
    return "\n".join(["WEBVTT", "", *(_timed(line) if "-->" in line else line for line in lines)]) + "\n"


def _timed(line: str) -> str:
    """The line of a cue's times, with what SubRip writes otherwise: 1:02:03,400 becomes 01:02:03.400."""
    start, _, end = line.partition("-->")
    return f"{_time(start)} --> {_time(end)}"


def _time(text: str) -> str:
    known = _TIMES.match(text.strip())
    if not known:
        raise ValueError(f"subtitles have a time that cannot be read: {text.strip()[:40]!r}")
    hours, minutes, seconds, rest = known.groups()
    return f"{int(hours or 0):02}:{minutes}:{seconds}.{rest}"
