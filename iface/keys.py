"""The secret key of a site, and the keys for single purposes that are derived from it.

A key never stands in an error, a log line or a repr.
"""

import hmac
import logging
import os
import re
import secrets
import stat
import tempfile
from pathlib import Path

from iface.errors import DesignError

_SHORTEST = 32  # bytes
_VARIETY = 8  # different characters that a random key surely has
_KNOWN = re.compile("change.?me|secret.?key|your.?key|password|insecure|example|replace", re.IGNORECASE)
_MAKE = "Make one with: python -c 'import secrets; print(secrets.token_hex(32))'"

log = logging.getLogger("iface.keys")


def secret_keys(beside: Path | None, *, must_be_given: bool = False) -> list[bytes]:
    """The secret keys: the first signs, all of them verify.

    The key is what `IFACE_SECRET_KEY` says; else what stands in the file `<beside>.key`, which the
    first process makes; else, without a file to stand beside, a random one at each call.
    `IFACE_SECRET_KEY_FALLBACKS` holds older keys, with commas between them (so a key has none).

    Args:
        must_be_given: whether none is made, because machines that share a store need the same one.

    Raises:
        DesignError: a key is missing, too short or well known, or the key file cannot be used.
    """
    fallbacks = os.environ.get("IFACE_SECRET_KEY_FALLBACKS", "").split(",")
    older = [_checked(key, "IFACE_SECRET_KEY_FALLBACKS") for key in fallbacks if key.strip()]
    given = os.environ.get("IFACE_SECRET_KEY", "")
    if given.strip():
        return [_checked(given, "IFACE_SECRET_KEY"), *older]
    if must_be_given:
        raise DesignError(
            "Machines that share a Redis need the same secret key, and IFACE_SECRET_KEY has none.",
            fix=f"Give all of them one. {_MAKE}",
        )
    if beside is None:
        return [secrets.token_bytes(_SHORTEST), *older]
    return [_from_file(beside.with_name(f"{beside.name}.key")), *older]


def derive(key: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose; from it neither `key` nor another purpose's can be found."""
    return _hkdf(key, b"iface", purpose.encode())


def fingerprint(key: bytes) -> str:
    """What tells a key from others, and nothing else of it."""
    return derive(key, "fingerprint").hex()[:20]


def _hkdf(key: bytes, salt: bytes, about: bytes) -> bytes:
    """RFC 5869 with SHA-256: extract, then the first block of expand."""
    extracted = hmac.digest(salt, key, "sha256")
    return hmac.digest(extracted, about + b"\x01", "sha256")


def _checked(text: str, name: str) -> bytes:
    key = text.strip().encode(errors="surrogateescape")
    if len(key) < _SHORTEST:
        raise DesignError(f"{name} has a key of {len(key)} bytes; {_SHORTEST} are needed.", fix=_MAKE)
    if len(set(key)) < _VARIETY or _KNOWN.search(text):
        raise DesignError(f"{name} has a key that can be guessed.", fix=_MAKE)
    return key


def _from_file(path: Path) -> bytes:
    """The key in the file; of several processes that start at once, all get the same."""
    try:
        if not os.path.lexists(path):
            _make(path)
        text = _read(path)
    except OSError as error:
        raise DesignError(
            f"The key file {path} cannot be made or read: {error.strerror}.",
            fix="Let this user write to its folder, or give a key in IFACE_SECRET_KEY.",
        ) from error
    try:
        key = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        key = b""
    if len(key) < _SHORTEST:
        raise DesignError(
            f"The key file {path} does not hold a key of {2 * _SHORTEST} hexadecimal digits.",
            fix="Put it back from a copy, or delete it: a new key is made, and open sessions end.",
        )
    return key


def _make(path: Path) -> None:
    """Write the key under another name first: no process ever finds half a key under this one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)  # 0600
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(_SHORTEST))
            file.flush()
            os.fsync(descriptor)
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first: its key is the key
    finally:
        os.unlink(draft)


def _read(path: Path) -> bytes:
    # No links: whoever may write to the folder could lead us to a key that they know.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0))
    with os.fdopen(descriptor, "rb") as file:
        if os.name != "nt":
            _keep_to_owner(path, descriptor)
        return file.read(4096).strip()


def _keep_to_owner(path: Path, descriptor: int) -> None:
    found = os.fstat(descriptor)
    if found.st_uid not in (0, os.geteuid()):
        raise DesignError(
            f"The key file {path} belongs to another user.",
            fix="Delete it, or give a key in IFACE_SECRET_KEY.",
        )
    if not stat.S_IMODE(found.st_mode) & 0o077:
        return
    os.fchmod(descriptor, 0o600)
    log.warning(
        "Other users could read the key file %s; now only its owner can. "
        "If that matters here, delete it: a new key is made, and open sessions end.",
        path,
    )
