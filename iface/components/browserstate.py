"""A value that one browser keeps."""

from __future__ import annotations

import hmac
import json
from typing import Any

from marshmallow import fields

from iface.components._fields import Checked
from iface.components.base import Component
from iface.errors import DesignError
from iface.events import Trigger

LARGEST = 64 * 1024
"""Characters of the text that a browser may keep."""


class BrowserState(Component):
    """A value in the visitor's own browser: it outlives reloads, closed tabs and restarts.

    It is JSON, and a visitor can write anything there: what is not of the default's shape, or is
    too long, counts as the default. With a `secret` it is signed, so that nobody can forge it;
    it is not hidden. `storage_key` is its name in the browser's localStorage.
    """

    works_unseen = True

    change = Trigger()

    def __init__(
        self,
        default_value: Any = None,
        *,
        storage_key: str | None = None,
        secret: str | None = None,
        render: bool = True,
    ) -> None:
        if callable(default_value):
            raise DesignError("A BrowserState starts from a value, not a function.", fix="Give the value.")
        self._key = storage_key
        self._secret = secret
        self.page_name = ""
        """The page's name; given by the page."""
        super().__init__(default_value, render=render)
        self.interactive = True

    @property
    def storage_key(self) -> str:
        """Its name in the browser: as given, else from its place on the page, the same at every start."""
        return self._key or f"iface {self.page_name} {self.id}"

    @property
    def has_default(self) -> bool:
        """What is left out is the default."""
        return True

    def from_form(self, texts: list[str]) -> Any:
        """The value that the browser kept; the default where it is odd."""
        text = texts[-1] if texts else ""
        if not text or len(text) > LARGEST:
            return self.first()
        try:
            data = json.loads(text)
            if self._secret is not None:
                data = self._verified(data)
        except (ValueError, TypeError, KeyError, RecursionError):
            return self.first()
        return data if _like(self.first(), data) else self.first()

    def field(self) -> fields.Field[Any]:
        """Data of the default's shape."""
        return Checked(lambda data: data if _like(self.first(), data) else self.first(), required=False)

    def postprocess(self, value: Any) -> Any:
        """The value as JSON data."""
        text = json.dumps(value, allow_nan=False)
        if len(text) > LARGEST:
            raise ValueError(f"a browser keeps at most {LARGEST} characters; these are {len(text)}")
        return json.loads(text)

    def text(self, data: Any) -> str:
        """What the browser keeps of the data."""
        text = json.dumps(data)
        return json.dumps({"value": text, "signature": self._signature(text)}) if self._secret else text

    def _verified(self, signed: Any) -> Any:
        if not hmac.compare_digest(str(signed["signature"]), self._signature(signed["value"])):
            raise ValueError("forged")
        return json.loads(signed["value"])

    def _signature(self, text: str) -> str:
        assert self._secret is not None
        message = f"{self.storage_key}\0{text}".encode()
        return hmac.digest(self._secret.encode(), message, "sha256").hex()


def _like(default: Any, data: Any) -> bool:
    """Whether data has the shape of the default: the same kinds at the same places."""
    if default is None:
        return True
    if isinstance(default, bool) or isinstance(data, bool):
        return isinstance(default, bool) and isinstance(data, bool)
    if isinstance(default, (int, float)):
        return isinstance(data, (int, float))
    if isinstance(default, list):
        if not isinstance(data, list):
            return False
        shapes = default or [None]
        return all(_like(shapes[min(place, len(shapes) - 1)], one) for place, one in enumerate(data))
    if isinstance(default, dict):
        if not isinstance(data, dict):
            return False
        return all(_like(one, data[name]) for name, one in default.items() if name in data)
    return isinstance(data, str)
