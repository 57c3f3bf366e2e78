"""Whether a value has changed, by the rule that `.change` of a State keeps.

For a sequence, set or mapping: if any element inside has changed. For another object: if its
hash has; an object that has none: if its pickled bytes have.
"""

from collections.abc import Mapping
from typing import Any

from iface import codec


def fingerprint(value: Any) -> Any:
    """Something that is equal before and after, if and only if the value has not changed."""
    if isinstance(value, Mapping):
        return "mapping", frozenset(((type(name), name), fingerprint(one)) for name, one in value.items())
    if isinstance(value, (list, tuple)):
        return "sequence", tuple(fingerprint(one) for one in value)
    if isinstance(value, (set, frozenset)):
        return "set", frozenset(fingerprint(one) for one in value)
    try:
        return type(value), hash(value), value if isinstance(value, (str, int, float, bytes, bool)) else None
    except TypeError:
        return type(value), _bytes(value)


def _bytes(value: Any) -> Any:
    try:
        return codec.pack(value)
    except Exception:
        return id(value)
