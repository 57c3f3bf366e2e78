"""A picture: chosen, dropped, pasted or taken by a visitor, or made by a function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Unpack

from iface.components._files import FileTaker
from iface.components._images import (
    SVG,
    decoded,
    header,
    in_format,
    keep_picture,
    length_of,
)  # fmt: skip
from iface.components._pixels import as_array, format_of
from iface.components.base import Common
from iface.errors import DesignError
from iface.events import Trigger
from iface.files import Data
from iface.words import say

Source = Literal["upload", "webcam", "clipboard"]
SOURCES: tuple[Source, ...] = ("upload", "webcam", "clipboard")

TINY = 64
"""Pixels of the longer side up to which a picture is shown enlarged, with its pixels to be seen."""


@dataclass(frozen=True)
class WebcamOptions:
    """How a picture is taken: as in a mirror, and what is asked of the camera, as `getUserMedia` has it."""

    mirror: bool = True
    constraints: Mapping[str, Any] = field(default_factory=dict)


class Image(FileTaker):
    """A picture. The function takes an array of uint8, what Pillow has, or the path of a file.

    It gives an array ((height, width), or with 1, 3 or 4 channels; uint8, fractions from 0 to 1, or truth),
    a picture of Pillow's, or a path; what is no file is encoded in `format`. A visitor's picture comes in
    upright and in `image_mode` ("RGB", "L", "RGBA" ...; None leaves it as it is), of an animation the first
    frame. A drawing (SVG) has no pixels: it comes in with `type="filepath"` alone. `height` and `width`, in
    pixels or as in "50vh", are those of the place that it stands in.
    """

    parts: ClassVar[tuple[str, ...]] = ("_picture", "_upload")
    accepted = ("image",)

    clear = Trigger()
    change = Trigger()
    stream = Trigger()
    select = Trigger()
    upload = Trigger()
    input = Trigger()

    def __init__(
        self,
        value: Any | Callable[[], Any] | None = None,
        *,
        format: str = "webp",
        height: int | str | None = None,
        width: int | str | None = None,
        image_mode: str | None = "RGB",
        sources: Sequence[Source] | Source | None = None,
        type: Literal["numpy", "pil", "filepath"] = "numpy",
        show_download_button: bool = True,
        placeholder: str | None = None,
        mirror_webcam: bool | None = None,
        webcam_options: WebcamOptions | None = None,
        **common: Unpack[Common],
    ) -> None:
        if type not in ("numpy", "pil", "filepath"):
            raise DesignError(f"An Image is not given as {type!r}.", fix="Use 'numpy', 'pil' or 'filepath'.")
        self.format = format_of(format)
        self.height, self.width = length_of(height, "height"), length_of(width, "width")
        self.image_mode = image_mode
        self.sources = [sources] if isinstance(sources, str) else list(sources or SOURCES)
        self.type = type
        self.show_download_button = show_download_button
        self.placeholder = placeholder
        self.webcam = webcam_options or WebcamOptions(mirror=mirror_webcam is not False)
        super().__init__(value, **common)

    @property
    def invitation(self) -> str:
        """What stands where a picture is chosen."""
        return self.placeholder or say("Choose a picture, or drop or paste it here")

    def alternative(self, data: Data) -> str:
        """What a picture says to those who do not see it."""
        return self.label or data["name"]

    def size(self, data: Data) -> tuple[int, int] | None:
        """Its width and height in pixels, where they are known."""
        try:
            about = header(data["id"])
        except ValueError:
            return None
        return about and (about.width, about.height)

    def is_tiny(self, data: Data) -> bool:
        """Whether it is so small that its pixels are worth to be seen."""
        size = self.size(data)
        return size is not None and max(size) <= TINY

    def check_file(self, data: Data) -> None:
        """Refuse what is no picture, is too large, or has no pixels where some are wanted."""
        if data["type"] == SVG and self.type != "filepath":
            said = say("{name} is a drawing without pixels: choose a PNG or a JPEG.", name=data["name"])
            raise ValueError(said)
        header(data["id"])

    def preprocess(self, data: Any) -> Any:
        """The picture as an array, as Pillow has it, or as a path."""
        if data is None:
            return None
        if self.type == "filepath":
            return in_format(data, self.image_mode, self.format)
        image = decoded(data, self.image_mode)
        return as_array(image) if self.type == "numpy" else image

    def postprocess(self, value: Any) -> Data | None:
        """The picture as a file of the session."""
        return None if value is None else keep_picture(value, self.format)
