"""Tokens that this server makes, and knows again without asking anybody.

    25 random bytes | 6 bytes of time | HMAC-SHA256 of both      as 84 base64url characters

A token can be bound to a user: then the HMAC is over their name too, which does not stand in it.
"""

import hmac
import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from secrets import token_bytes

from iface import keys

_FORM = re.compile(r"[A-Za-z0-9_-]{84}")
_BODY = 31
"""Bytes before the HMAC: always so many, so that a name behind them cannot be taken for a part of them."""


class Tokens:
    """The tokens for one purpose. The first of the secrets signs, all of them verify."""

    def __init__(self, secrets: list[bytes], purpose: str) -> None:
        self._keys = [keys.derive(secret, purpose) for secret in secrets]

    def mint(self, user: str | None = None) -> str:
        """A new token, which nobody can guess."""
        body = token_bytes(25) + int(time.time()).to_bytes(6, "big")
        return urlsafe_b64encode(body + _tag(self._keys[0], body, user)).decode()

    def knows(self, token: str, user: str | None = None) -> bool:
        """Whether this server made the token, for this user."""
        if not _FORM.fullmatch(token):
            return False
        raw = urlsafe_b64decode(token)
        body, tag = raw[:_BODY], raw[_BODY:]
        return any(hmac.compare_digest(_tag(key, body, user), tag) for key in self._keys)


def _tag(key: bytes, body: bytes, user: str | None) -> bytes:
    return hmac.digest(key, body + (user or "").encode(), "sha256")
