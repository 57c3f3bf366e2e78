"""What kind of file something is, by its first bytes; and names that are safe to show.

A browser is told a type of this list or none: a page of HTML that calls itself a picture is offered for
download, never shown.
"""

import mimetypes
import re
import unicodedata
from functools import cache
from pathlib import PurePath

PLAIN = "application/octet-stream"
"""The type of what we do not know."""

_MARKS: list[tuple[int, bytes, str]] = [
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypavif", "image/avif"),
    (0, b"BM", "image/bmp"),
    (8, b"WAVE", "audio/wav"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xfa", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
    (0, b"\xff\xe3", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (8, b"AIFF", "audio/aiff"),
    (8, b"AIFC", "audio/aiff"),
    (0, b"fLaC", "audio/flac"),
    (0, b"OggS", "audio/ogg"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypM4B", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (8, b"AVI ", "video/x-msvideo"),
    (0, b"\x00\x00\x01\xba", "video/mpeg"),
    (0, b"WEBVTT", "text/vtt"),
    (0, b"%PDF-", "application/pdf"),
]
"""Where a mark stands in a file, the mark, and the type. The first that fits counts."""

_BY_NAME = {
    ("video/webm", ".weba"): "audio/webm",
    ("video/mp4", ".m4a"): "audio/mp4",
    ("audio/ogg", ".ogv"): "video/ogg",
}
"""What the bytes leave open: the type that they tell, the ending of the name, and the type that it is."""

_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


def type_of(head: bytes, name: str) -> str:
    """The type of a file with these first bytes; a WebM, MP4 or Ogg is sound or film by its name."""
    for place, mark, kind in _MARKS:
        if head[place : place + len(mark)] == mark:
            return _BY_NAME.get((kind, suffix_of(name)), kind)
    is_drawing = head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<svg", b"<?xml", b"<!DOCTYPE svg"))
    return "image/svg+xml" if is_drawing and name.lower().endswith(".svg") else PLAIN


def is_shown(kind: str) -> bool:
    """Whether a browser may show a file of this type by itself; else it offers it for download.

    A drawing is a document, and may hold a script: within a picture of the page it is harmless.
    """
    return kind.partition("/")[0] in ("image", "audio", "video") and kind != "image/svg+xml"


def clean_name(name: str) -> str:
    """A name to show and to suggest for a download: one part of a path, of at most 100 characters."""
    name = name.encode(errors="ignore").decode().replace("\\", "/").rpartition("/")[2]
    name = _NOT_IN_A_NAME.sub("_", name)
    name = "".join(sign for sign in name if unicodedata.category(sign) not in ("Cf", "Cc", "Cs"))
    name = unicodedata.normalize("NFC", name).strip(" .")
    suffix = suffix_of(name)
    return (name[: 100 - len(suffix)].rstrip(" .") + suffix if len(name) > 100 else name) or "file"


def suffix_of(name: str) -> str:
    """The ending of a name, as in ".png", where it is one that is known; it is part of a path on the disk."""
    suffix = PurePath(name).suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) and suffix in _known() else ""


@cache
def _known() -> frozenset[str]:
    """The endings that are kept: the same in every process, whatever the machine's own table says."""
    strict, common = mimetypes.MimeTypes().types_map[True], mimetypes.MimeTypes().types_map[False]
    return _OTHERS.union(strict, common)


_OTHERS = frozenset(
    """.parquet .npy .npz .jsonl .yaml .yml .toml .webp .avif .md .ipynb .safetensors .ckpt .pt .onnx .glb
    .gltf .obj .stl .ply .srt .vtt .flac .opus .m4a .weba .ogg .oga .ogv .m4v .aac .log .ini .cfg .sql .db
    .feather .xlsx .docx .pptx .gz .zst .7z .mkv""".split()
)
"""Endings that Python's own table of types may lack."""
