"""What the page says, in the visitor's language.

The English sentence is its own key: `say("Enter text.")`. A catalogue, `iface/languages/de.json`, has the
same sentence in another language; what it lacks is said in English. A value stands in braces by name, and
is filled in after the sentence was looked up: `say("At most {most}.", most=5)`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages whose script runs from right to left."""

_spoken: ContextVar[tuple[str, Mapping[str, str]]] = ContextVar("iface_words", default=("en", {}))


def say(sentence: str, /, **values: object) -> str:
    """The sentence in the language that is spoken here, with the values filled in."""
    found = _spoken.get()[1].get(sentence, sentence)
    return found.format(**values) if values else found


def language() -> str:
    """The language that is spoken here, as in "de"."""
    return _spoken.get()[0]


@contextmanager
def speaking(language: str, own: Mapping[str, str] | None = None) -> Iterator[None]:
    """Say everything inside the block in `language`; `own` are the program's own sentences for it."""
    token = _spoken.set((language, {**catalogue(language), **(own or {})}))
    try:
        yield
    finally:
        _spoken.reset(token)


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Our sentences in a language by the English ones; empty for English."""
    if language not in languages():
        return {}
    text = files("iface").joinpath("languages", f"{language}.json").read_text(encoding="utf-8")
    sentences: dict[str, str] = json.loads(text)
    return sentences


@cache
def languages() -> frozenset[str]:
    """The languages that have a catalogue."""
    folder = files("iface").joinpath("languages")
    return frozenset(one.name.removesuffix(".json") for one in folder.iterdir() if one.name.endswith(".json"))
