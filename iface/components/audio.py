"""A sound: to upload or record, and to hear."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Literal, Unpack

from iface import files
from iface.components import _sound
from iface.components._files import FileTaker, keep
from iface.components._media import NOT_FETCHED, checked_sources, is_address
from iface.components.base import Common
from iface.events import Trigger
from iface.files import Data
from iface.files.types import type_of
from iface.words import say

LONGEST = 30 * 60
"""Seconds that are recorded or taken where nothing is said about that."""

_MAYBE = frozenset({"video/webm", "video/mp4", "video/ogg"})
"""Kinds whose bytes do not tell whether there are pictures too."""

_ENDINGS = {"audio/wav": ".wav", "audio/mpeg": ".mp3", "audio/flac": ".flac", "audio/ogg": ".ogg"}


class Audio(FileTaker):
    """A sound, uploaded or recorded.

    The function takes `(rate, samples)`: samples in a second, and an int16 array of the shape (n,) or
    (n, channels); with `type="filepath"` the path of the file as it was sent. It gives such a pair (real
    numbers from -1 to 1, or whole ones), a path, or a file's bytes. WAV is read and written without further
    libraries, other files become numbers with soundfile. Recordings are WAV.

    `min_length` and `max_length` are seconds; without one, half an hour is taken at most. The length of other
    files than WAV is known only where they become numbers. `format` is that of what is given as numbers.
    """

    change = Trigger()
    clear = Trigger()
    upload = Trigger()
    input = Trigger()
    play = Trigger()
    pause = Trigger()
    stop = Trigger()
    start_recording = Trigger()
    pause_recording = Trigger()
    stop_recording = Trigger()
    stream = Trigger()

    parts: ClassVar[tuple[str, ...]] = ("_upload", "_media")
    accepted = ("audio",)

    def __init__(
        self,
        value: Any | Callable[[], Any] | None = None,
        *,
        sources: Sequence[Literal["upload", "microphone"]] | str | None = None,
        type: Literal["numpy", "filepath"] = "numpy",
        format: Literal["wav", "mp3"] | None = None,
        autoplay: bool = False,
        loop: bool = False,
        min_length: float | None = None,
        max_length: float | None = None,
        show_download_button: bool | None = None,
        **common: Unpack[Common],
    ) -> None:
        self.sources = checked_sources("Audio", sources, ("upload", "microphone"))
        self.type = type
        self.format = format or "wav"
        self.autoplay = autoplay
        self.loop = loop
        self.least = min_length or 0
        self.most = max_length or LONGEST
        self.can_download = show_download_button is not False
        super().__init__(value, **common)

    @property
    def invitation(self) -> str:
        """What stands where a sound is chosen."""
        return say("Choose a sound, or drop it here")

    def check_file(self, data: Data) -> None:
        """Refuse what is no sound, what is too long or too short, and what cannot become numbers.

        Raises:
            ValueError: with a sentence for the visitor.
        """
        name = data["name"]
        if not data["type"].startswith("audio/") and data["type"] not in _MAYBE:
            raise ValueError(say("{name} is no sound: choose another file.", name=name))
        path = self.path_of(data)
        sound = _sound.readable(path, name) if self.type == "numpy" else _sound.heard(path, name)
        length = _sound.clock(sound.seconds) if sound else ""
        if sound and sound.seconds > self.most:
            most = _sound.clock(self.most)
            raise ValueError(
                say("{name} lasts {length}: at most {most} are taken.", name=name, length=length, most=most)
            )
        if sound and sound.seconds < self.least:
            least = _sound.clock(self.least)
            raise ValueError(
                say(
                    "{name} lasts {length}: at least {least} are needed.",
                    name=name,
                    length=length,
                    least=least,
                )
            )

    def preprocess(self, data: Any) -> Any:
        """The rate and the samples, or the path; None for no sound."""
        if not data:
            return None
        path = self.path_of(data)
        return path if self.type == "filepath" else _sound.samples(path, data["name"])

    def postprocess(self, value: Any) -> Data | None:
        """A copy of the file, or a file of the samples."""
        if value is None:
            return None
        if is_address(value):
            raise ValueError(NOT_FETCHED)
        if isinstance(value, (tuple, list)):
            rate, samples = value
            return files.here().add(_sound.encoded(rate, samples, self.format), f"audio.{self.format}")
        if isinstance(value, bytes):
            return keep(value, f"audio{_ENDINGS.get(type_of(value[:64], ''), '')}")
        return keep(value)


class Microphone(Audio):
    """An Audio that is recorded."""

    def __init__(self, value: Any = None, **rest: Any) -> None:
        super().__init__(value, **{"sources": ["microphone"], **rest})


Microphone.word, Microphone.template = Audio.word, Audio.template
Mic = Microphone
