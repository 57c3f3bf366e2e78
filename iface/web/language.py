"""Which language an answer is in: the program's, or the first of the visitor's that there is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from threading import get_ident

from flask import Request as Asked
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from iface import words

_TOKEN = "iface.speaking"
"""Where a request keeps what was spoken before it."""

LONGEST = 200
"""Characters of the header that are read: browsers send a few languages."""


class Languages:
    """The languages of one page: ours, with the program's own sentences before ours.

    Args:
        fixed: the page's only language; "" for the visitor's.
        own: the program's sentences by language; its languages are there too.
    """

    def __init__(self, fixed: str, own: Mapping[str, Mapping[str, str]]) -> None:
        self._fixed = fixed
        self._own = own
        self._known = {one.lower(): one for one in ("en", *sorted(words.languages()), *own)}
        # A few headers are all that a page ever sees; whoever makes up others gains nothing.
        self.accepted = lru_cache(256)(self._accepted)

    def _accepted(self, header: str) -> words.Spoken:
        """What is spoken to whoever sends this Accept-Language."""
        return words.speech(self._fixed or self._best(header[:LONGEST]), self._own)

    def _best(self, header: str) -> str:
        # Werkzeug's best_match prefers a later language to a wider one: en to de for "de-AT, en".
        for tag, quality in parse_accept_header(header, LanguageAccept):
            if quality > 0 and (found := self._find(tag.lower())):
                return found
        return "en"

    def _find(self, tag: str) -> str | None:
        """The language itself, the nearest wider one, or else one of its regions."""
        parts = tag.split("-")
        wider = ("-".join(parts[:count]) for count in range(len(parts), 0, -1))
        regions = (one for one in self._known if one.startswith(f"{parts[0]}-"))
        found = next((one for one in (*wider, *regions) if one in self._known), None)
        return None if found is None else self._known[found]


def begin(asked: Asked, languages: Languages) -> None:
    """Speak the visitor's language until the request is over."""
    header = asked.environ.get("HTTP_ACCEPT_LANGUAGE", "")
    asked.environ[_TOKEN] = get_ident(), words.speak(languages.accepted(header))


def end(asked: Asked) -> None:
    """Speak as before the request. A copy of it, for a function in another thread, ends by itself."""
    thread, token = asked.environ.get(_TOKEN, (None, None))
    if thread == get_ident():
        del asked.environ[_TOKEN]
        words.hush(token)
