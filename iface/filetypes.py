"""What kind of file something is, by its first bytes; and names that are safe to show.

A browser is told a type of this list or none: a page of HTML that calls itself a picture is offered for
download, never shown.
"""

import mimetypes
import re
import unicodedata
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
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"OggS", "audio/ogg"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"%PDF-", "application/pdf"),
]
"""Where a mark stands in a file, the mark, and the type. The first that fits counts."""

_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


def type_of(head: bytes, name: str) -> str:
    """The type of a file with these first bytes; a WebM or Ogg is sound or film by its name."""
    for place, mark, kind in _MARKS:
        if head[place : place + len(mark)] == mark:
            guessed = mimetypes.guess_type(name)[0] or ""
            subtype = kind.partition("/")[2]
            return guessed if guessed in (f"audio/{subtype}", f"video/{subtype}") else kind
    return PLAIN


def is_shown(kind: str) -> bool:
    """Whether a browser may show a file of this type by itself; else it offers it for download."""
    return kind.partition("/")[0] in ("image", "audio", "video")


def clean_name(name: str) -> str:
    """A name to show and to suggest for a download: one part of a path, of at most 100 characters."""
    name = unicodedata.normalize("NFC", name.encode(errors="ignore").decode()).replace("\\", "/")
    name = _NOT_IN_A_NAME.sub("_", name.rpartition("/")[2])
    name = "".join(sign for sign in name if unicodedata.category(sign) not in ("Cf", "Cc", "Cs")).strip(" .")
    suffix = suffix_of(name)
    return (name[: 100 - len(suffix)] + suffix if len(name) > 100 else name) or "file"


def suffix_of(name: str) -> str:
    """The ending of a name, as in ".png", where it is one that is known; it is part of a path on the disk."""
    suffix = PurePath(name).suffix.lower()
    known = _SUFFIX.fullmatch(suffix) and (suffix in mimetypes.types_map or suffix in _OTHERS)
    return suffix if known else ""


_OTHERS = frozenset(
    """.parquet .npy .npz .jsonl .yaml .yml .toml .webp .avif .md .ipynb .safetensors .ckpt .pt .onnx .glb
    .gltf .obj .stl .ply .srt .vtt .flac .opus .m4a .log .ini .cfg .sql .db .feather .xlsx .docx .pptx .gz
    .zst .7z .mkv""".split()
)
"""Endings that Python's table of types may lack."""
