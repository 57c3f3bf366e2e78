"""A state's value as bytes: the version of its shape goes with it, and a large one stands aside.

A value of more than LARGE bytes has a record of its own, beside the session's, which holds an `Aside` in
its place: so it is read only by who asks for it, and written only when it has changed.
"""

from __future__ import annotations

import logging
from typing import Any, NamedTuple

from iface import codec
from iface.components import State
from iface.errors import StateError
from iface.stores.base import Kept
from iface.words import say

logger = logging.getLogger("iface")

LARGE = 64 * 1024
"""Bytes of the largest value that stands in its session's record."""


class Aside(NamedTuple):
    """Where a large value stands: in the record of its own, as of this version; and how many bytes it has."""

    version: int
    size: int


class Shaped(NamedTuple):
    """A value of a shape that is not the first."""

    version: int
    value: Any


class NewerShape(Exception):
    """The value was kept by a newer version of the program."""


def pack(state: State, value: Any) -> bytes:
    """The value with the version of its shape.

    Raises:
        Exception: whatever pickling raises.
    """
    return codec.pack(value if state.version == 1 else Shaped(state.version, value))


def unpack(state: State, data: bytes | memoryview) -> Any:
    """The value in the shape that the program has now.

    Raises:
        NewerShape: it is of a later one.
        Exception: whatever unpickling or the state's `migrate` raises.
    """
    found = codec.unpack(data)
    version, value = found if isinstance(found, Shaped) else (1, found)
    if version > state.version:
        raise NewerShape(f"version {version}, and the program has {state.version}")
    if version == state.version:
        return value
    if state.migrate is None:
        raise ValueError(f"version {version}, and the program has {state.version} and no migrate=")
    return state.migrate(value, version)


def is_same(kept: memoryview | None, data: bytes) -> bool:
    """Whether the bytes of a record are these."""
    # Not by the view itself: that compares byte by byte.
    whole = kept.obj if kept is not None else None
    return isinstance(whole, bytes) and kept is not None and len(kept) == len(data) and whole.endswith(data)


def unreadable(state: State, error: Exception) -> str:
    """What a visitor is told where a value cannot be had: the state starts over, and the log says why.

    Raises:
        StateError: the state is shared; one visitor's submit must not reset what all have.
    """
    if state.is_shared:
        raise StateError(
            f"The shared state {state.name!r} cannot be read: {error!r}.",
            fix="Let migrate= take what is kept, or serve the version of the program that kept it.",
        ) from error
    logger.warning("The state %r of a session cannot be read (%r): it starts over.", state.name, error)
    if isinstance(error, NewerShape):
        return say("What this page remembered was kept by a newer version: it starts over.")
    return say("What this page remembered was kept by an older version: it starts over.")


def verified(codec_of_page: codec.Codec, place: str, kept: Kept) -> memoryview | None:
    """The bytes of a record; None, with one line in the log, where they are none of ours."""
    try:
        return codec_of_page.verify(kept.data, about=f"{place}/{kept.version}")
    except codec.Tampered:
        logger.warning("A session's record does not verify: it counts as lost.")
        return None


def opened(codec_of_page: codec.Codec, place: str, kept: Kept) -> dict[str, Any] | None:
    """The content of a record; None, with one line in the log, where it is none of ours."""
    data = verified(codec_of_page, place, kept)
    try:
        content: dict[str, Any] | None = None if data is None else codec.unpack(data)
    except Exception as error:
        logger.warning("A session's record cannot be read (%r): it counts as lost.", error)
        return None
    return content
