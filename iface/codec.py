"""A value <-> bytes that nobody without the key can make.

What is read back from a store is verified before a byte of it is unpickled: unpickling runs code.
"""

import hmac
import logging
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from reprlib import Repr
from threading import Lock
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from iface.errors import StateError, StoreError

logger = logging.getLogger("iface")

_TAG = 32  # bytes of an HMAC-SHA256
_KNOWN_FROM, _KNOWN_BYTES = 64 * 1024, 16 * 1024 * 1024
"""Of how many bytes on those that are right are known again, and how many a process keeps for that."""

_DEEPEST = 50  # levels that `unpicklable` goes down
_LONGEST = 200  # characters of the path that it gives
_LEAVES = (type, FunctionType, BuiltinFunctionType, ModuleType, str, bytes, int, float, complex, type(None))


class Tampered(StoreError):
    """The bytes were not made with one of our keys, or not for this place."""

    def __init__(self, about: str) -> None:
        super().__init__(
            f"The record {about[:8]}… was not written by this server.",
            fix="If the secret key has changed, give the old one in IFACE_SECRET_KEY_FALLBACKS.",
        )


class Codec:
    """Values and bytes, authenticated: the first key signs, all of them verify.

    `about` says what the bytes are, for example "store key/revision". It is not kept with them:
    a record that is moved to another key, or put back after a newer one, does not verify.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._signers = [hmac.new(key, digestmod="sha256") for key in keys]
        self._known = _Known()

    def dumps(self, value: object, *, about: str) -> bytes:
        """The value pickled and signed.

        Raises:
            Exception: whatever the pickling of `value` raises; `unpicklable` says where.
        """
        return self.sign(pack(value), about=about)

    def loads(self, data: bytes, *, about: str) -> Any:
        """The value that `dumps` was given.

        Raises:
            Tampered: the bytes do not verify; nothing of them was unpickled.
            Exception: whatever unpickling raises, for example when a class has gone.
        """
        return unpack(self.verify(data, about=about))

    def sign(self, data: bytes, *, about: str) -> bytes:
        """The data behind a tag of 32 bytes."""
        signed = _tag(self._signers[0], data, about) + data
        self._known.add(about, signed)
        return signed

    def verify(self, data: bytes, *, about: str) -> memoryview:
        """The data that `sign` was given, where it stands.

        Raises:
            Tampered: no key verifies it.
        """
        tag, signed = data[:_TAG], memoryview(data)[_TAG:]
        if self._known.has(about, data):
            return signed
        if any(hmac.compare_digest(tag, _tag(signer, signed, about)) for signer in self._signers):
            self._known.add(about, data)
            return signed
        raise Tampered(about)


class _Known:
    """The large ones among the last bytes that were signed or verified: to see that bytes are the same takes
    a tenth of verifying them, which can take longer than unpickling."""

    def __init__(self) -> None:
        self._by_place: dict[str, tuple[str, bytes]] = {}  # the oldest first
        self._size = 0
        self._change = Lock()

    def has(self, about: str, data: bytes) -> bool:
        """Whether exactly these bytes are known to be right there."""
        if len(data) < _KNOWN_FROM:
            return False
        known = self._by_place.get(about.rpartition("/")[0])
        return known is not None and known[0] == about and known[1] == data

    def add(self, about: str, data: bytes) -> None:
        """Note that they are; of one place the last ones only."""
        if not _KNOWN_FROM <= len(data) <= _KNOWN_BYTES:
            return
        with self._change:
            place = about.rpartition("/")[0]
            self._size += len(data) - len(self._by_place.pop(place, ("", b""))[1])
            self._by_place[place] = about, data
            while self._size > _KNOWN_BYTES:
                oldest = next(iter(self._by_place))
                self._size -= len(self._by_place.pop(oldest)[1])


def _tag(signer: hmac.HMAC, data: bytes | memoryview, about: str) -> bytes:
    place = about.encode()
    tag = signer.copy()
    tag.update(len(place).to_bytes(8, "big") + place)  # the length keeps the place and the data apart
    tag.update(data)
    return tag.digest()


def pack(value: object) -> bytes:
    """The value pickled, unsigned: for what travels inside signed bytes."""
    return pickle.dumps(value, protocol=5)


def unpack(data: bytes | memoryview) -> Any:
    """The value that `pack` was given. Only for bytes that have been verified."""
    return pickle.loads(data)


def unpicklable(value: object) -> tuple[str, str]:
    """Where inside a value, which pickling refuses, it does so, and what stands there.

    Returns:
        `(path, kind)`, for example `("['model'].lock", "_thread.lock")`. The path is empty where
        the value itself is the reason.
    """
    path, way = "", {id(value): value}  # the objects too: one that has gone gives its id away
    for _ in range(_DEEPEST):
        inner = _refused(value, way)
        if inner is None:
            break
        step, value = inner
        path += step
        way[id(value)] = value
    if len(path) > _LONGEST:
        path = f"{path[: _LONGEST // 2]}…{path[-_LONGEST // 2 :]}"
    return path, _kind(value)


def _refused(value: object, way: Mapping[int, object]) -> tuple[str, object] | None:
    """The first part of the value that pickling refuses, behind the step that leads to it."""
    with suppress(Exception):  # a part that cannot even be asked for: the value itself is the reason
        for step, part in _parts(value):
            if id(part) not in way and not _can_be_pickled(part):
                return step, part
    return None


def _can_be_pickled(value: object) -> bool:
    try:
        pack(value)
    except Exception:
        return False
    return True


def _parts(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, _LEAVES):
        return
    if isinstance(value, dict):
        yield from _items(value)
    elif isinstance(value, (list, tuple)):
        yield from ((f"[{place}]", part) for place, part in enumerate(value))
    elif isinstance(value, (set, frozenset)):
        yield from ((f"{{{_short(part)}}}", part) for part in value)
    if type(value) not in (dict, list, tuple, set, frozenset):
        yield from _attributes(value)


def _items(mapping: Mapping[Any, Any]) -> Iterator[tuple[str, object]]:
    for key, part in mapping.items():
        yield f"[{_short(key)}]", part
        yield f"{{{_short(key)}}}", key


def _attributes(value: object) -> Iterator[tuple[str, object]]:
    """The parts of an object as pickling takes it apart, so that `__getstate__` has its say."""
    reduced = value.__reduce_ex__(5)
    if isinstance(reduced, str):
        return
    _, arguments, state, items, pairs = (*reduced, None, None, None)[:5]
    # A state with slots is a pair: what is in __dict__, and what is in the slots.
    for attributes in state if isinstance(state, tuple) and len(state) == 2 else [state]:
        if isinstance(attributes, dict):
            yield from ((f".{name}", part) for name, part in attributes.items())
        elif attributes is not None:
            yield ".__getstate__()", attributes
    for place, part in enumerate(items or ()):
        yield f"[{place}]", part
    for key, part in pairs or ():
        yield f"[{_short(key)}]", part
    for part in arguments or ():
        if not isinstance(part, type):
            yield "", part


_shortener = Repr()
_shortener.maxstring = _shortener.maxother = 40
_short: Callable[[object], str] = _shortener.repr


def _kind(value: object) -> str:
    kind = type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def cannot_keep(name: str, value: Any) -> StateError:
    """The error that names what in a state's value cannot be pickled."""
    path, kind = unpicklable(value)
    return StateError(
        f"The state cannot be kept: {name}{path} is a {kind}, which cannot be pickled.",
        fix="Keep such objects in a module-level dict under request.session_hash, and run one worker.",
    )


_warned: set[str] = set()


def warn_of_live(name: str, value: Any) -> None:
    """Say once for each state what is lost by keeping its value as a live object."""
    if name in _warned:
        return
    _warned.add(name)
    path, kind = unpicklable(value)
    logger.warning(
        "The state %s holds a %s at %s%s, which cannot be pickled: it is kept as the live object. "
        "A failing function is not rolled back, a restart loses it, and several workers refuse it.",
        name, kind, name, path,
    )  # fmt: skip
