"""Pictures and films beside each other, each to be seen large."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Literal, NamedTuple, TypedDict, TypeGuard, Unpack

from iface import files
from iface.components._fields import clean_text
from iface.components._files import FILE, FileTaker, keep
from iface.components._images import (
    SVG,
    decoded,
    header,
    in_format,
    keep_picture,
    length_of,
    thumbnail,
)  # fmt: skip
from iface.components._pixels import as_array, format_of
from iface.components.base import Common
from iface.errors import DesignError
from iface.events import Trigger
from iface.files import Data
from iface.words import say

MOST = 500
"""Files that a visitor may send."""

LONGEST_CAPTION = 1_000


class Item(TypedDict, total=False):
    """One of them as it travels: an `image` or a `video`, what is written below it, and a reduced picture."""

    image: Data
    video: Data
    caption: str | None
    thumbnail: Data | None


class Tile(NamedTuple):
    """One of them as the template shows it; `picture` is the id of what stands in the grid."""

    file: Data
    kind: str
    caption: str
    picture: str
    size: tuple[int, int] | None

    @property
    def text(self) -> str:
        """What a form sends of it."""
        return f"{self.file['id']} {self.caption}".strip()


class Gallery(FileTaker):
    """Pictures and films, each with a caption or without.

    The function gives a list of what an `Image` takes and of films' paths, or of pairs (such, caption). It
    takes a list of such pairs: paths, or arrays or what Pillow has, as `type` says; a film is always a path.
    They stand in `columns`, fewer where there is no room, within `height` (pixels, or as in "50vh"), and fill
    their places as `object_fit` says. `preview` shows one of them large above the others: the first, or that
    at `selected_index`.
    """

    many = True
    shape_of_one: ClassVar[dict[str, Any]] = {
        "anyOf": [
            *FILE["anyOf"],
            {"type": "object", "properties": {"caption": {"type": ["string", "null"]}}},
        ]
    }
    parts: ClassVar[tuple[str, ...]] = ("_picture", "_upload", "_viewer")
    accepted: Sequence[str] = ("image", "video")

    select = Trigger()
    upload = Trigger()
    change = Trigger()
    delete = Trigger()
    preview_open = Trigger()
    preview_close = Trigger()

    def __init__(
        self,
        value: Sequence[Any] | Callable[[], Sequence[Any]] | None = None,
        *,
        format: str = "webp",
        file_types: Sequence[str] | None = None,
        columns: int | Sequence[int] | None = 2,
        height: int | str | None = None,
        allow_preview: bool = True,
        preview: bool | None = None,
        selected_index: int | None = None,
        object_fit: Literal["contain", "cover", "fill", "none", "scale-down"] | None = None,
        show_download_button: bool = True,
        type: Literal["numpy", "pil", "filepath"] = "filepath",
        **common: Unpack[Common],
    ) -> None:
        if type not in ("numpy", "pil", "filepath"):
            raise DesignError(f"A Gallery is not given as {type!r}.", fix="Use 'numpy', 'pil' or 'filepath'.")
        self.format = format_of(format)
        self.accepted = file_types or self.accepted
        most = columns if isinstance(columns, int) else max(columns or (2,))
        self.columns = min(max(most, 1), 12)
        self.height = length_of(height, "height")
        self.allow_preview = allow_preview
        self.preview = bool(preview)
        self.selected_index = selected_index
        self.object_fit = object_fit or "cover"
        self.show_download_button = show_download_button
        self.type = type
        super().__init__(value, **common)

    @property
    def invitation(self) -> str:
        """What stands where pictures are chosen."""
        return say("Choose pictures, or drop or paste them here")

    @property
    def large(self) -> int | None:
        """The place of the one that is shown large above the others."""
        return (self.selected_index or 0) if self.preview else None

    def tiles(self, data: Any) -> list[Tile]:
        """What the template shows, of checked or unchecked data."""
        items: list[Any] = data if isinstance(data, list) else []
        return [_tile(one) for one in items if _is_item(one)]

    def from_form(self, texts: list[str]) -> Any:
        """The files with these ids, each with the caption that stands behind it."""
        return [self._read(text) for text in texts if text]

    def check_file(self, data: Data) -> None:
        """Refuse what is neither picture nor film, and pictures that are too large."""
        super().check_file(data)
        if data["type"].startswith("video/"):
            return
        if data["type"] == SVG and self.type != "filepath":
            said = say("{name} is a drawing without pixels: choose a PNG or a JPEG.", name=data["name"])
            raise ValueError(said)
        header(data["id"])

    def preprocess(self, data: Any) -> list[tuple[Any, str | None]] | None:
        """Pairs of a picture or film and its caption; None for none at all."""
        return [self._given(one) for one in data] if data else None

    def postprocess(self, value: Any) -> list[Item]:
        """A file of the session for each, with a reduced picture where it is large."""
        return [self._kept(one) for one in (value if value is not None else ()) if one is not None]

    def _given(self, item: Item) -> tuple[Any, str | None]:
        caption = item.get("caption")
        if "video" in item:
            return self.path_of(item["video"]), caption
        data = item["image"]
        if self.type == "filepath":
            return in_format(data, None, self.format), caption
        image = decoded(data, "RGB")
        return (as_array(image) if self.type == "numpy" else image), caption

    def _kept(self, value: Any) -> Item:
        caption = None
        if (
            isinstance(value, (tuple, list))
            and len(value) == 2
            and (value[1] is None or isinstance(value[1], str))
        ):
            value, caption = value
        if isinstance(value, dict) and ("image" in value or "video" in value):
            value, caption = value.get("image") or value.get("video"), value.get("caption", caption)
        is_file = isinstance(value, (str, dict)) or hasattr(value, "__fspath__")
        data = keep(value) if is_file else keep_picture(value, self.format)
        item = _item(data, caption)
        if "image" in item:
            keep_picture(data, self.format)  # refuses what is none
            item["thumbnail"] = thumbnail(data["id"])
        return item

    def _read(self, text: str) -> Any:
        id, _, caption = text.partition(" ")
        try:
            return _item(files.as_data(id), caption or None)
        except ValueError:
            return text

    def _check(self, data: Any) -> Any:
        if isinstance(data, list) and len(data) > MOST:
            raise ValueError(say("At most {most} files are taken.", most=MOST))
        return super()._check(data)

    def _one(self, sent: Any) -> Any:
        caption = None
        if isinstance(sent, dict) and "id" not in sent:
            sent, caption = sent.get("image") or sent.get("video"), sent.get("caption")
        data = files.as_data(sent)
        self.check_file(data)
        if caption is not None and len(clean_text(caption)) > LONGEST_CAPTION:
            raise ValueError(say("A caption has at most {most} characters.", most=LONGEST_CAPTION))
        return _item(data, caption)


def _is_item(one: Any) -> TypeGuard[Item]:
    return isinstance(one, dict) and ("image" in one or "video" in one)


def _item(data: Data, caption: str | None) -> Item:
    if data["type"].startswith("video/"):
        return Item(video=data, caption=caption)
    return Item(image=data, caption=caption)


def _tile(item: Item) -> Tile:
    caption = item.get("caption") or ""
    if "video" in item:
        return Tile(item["video"], "video", caption, item["video"]["id"], None)
    data = item["image"]
    try:
        about = header(data["id"])
        small = item.get("thumbnail") or thumbnail(data["id"])
    except ValueError:
        about, small = None, None
    size = about and (about.width, about.height)
    return Tile(data, "image", caption, (small or data)["id"], size)
