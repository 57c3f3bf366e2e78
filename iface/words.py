"""What the page says, in the visitor's language.

The English sentence is its own key: `say("Enter text.")`. A catalogue, `iface/languages/de.json`, has the
same sentence in another language; what it lacks is said in English. A value stands in braces by name, and
is filled in after the sentence was looked up: `say("At most {most}.", most=5)`. What is declared before
anybody asks for a page is a `Phrase`, which is said when it is shown.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, Token
from functools import cache
from importlib.resources import files
from typing import NamedTuple, ParamSpec, Self, TypeVar

from markupsafe import Markup, escape

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages whose script runs from right to left."""

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Spoken(NamedTuple):
    """A language, as in "de", and what is said in it by the English sentence."""

    language: str
    sentences: Mapping[str, str]


_spoken: ContextVar[Spoken] = ContextVar("iface_words", default=Spoken("en", {}))  # noqa: B039 - immutable


def say(sentence: str, /, **values: object) -> str:
    """The sentence in the language that is spoken here, with the values filled in."""
    found = _spoken.get().sentences.get(sentence, sentence)
    return found.format(**values) if values else found


class Phrase(str):
    """A sentence that is said when it is shown: by a template, `str()` or an f-string.

    To a program it is the English text, with its values: it compares and names fields the same in every
    language.
    """

    _sentence: str
    _values: Mapping[str, object]

    def __new__(cls, sentence: str, /, **values: object) -> Self:
        """A sentence as it stands in a catalogue, and the values for its braces."""
        self = super().__new__(cls, sentence.format(**values) if values else sentence)
        self._sentence, self._values = str.__str__(sentence), values
        return self

    def __str__(self) -> str:
        return say(self._sentence, **self._values)

    def __format__(self, form: str) -> str:
        return format(str(self), form)

    def __html__(self) -> Markup:
        return escape(str(self))


class I18n(dict[str, Mapping[str, str]]):
    """A program's own sentences by language, each under a key: English, or a word such as "name".

    `own = I18n(en={"name": "Your name"}, de={"name": "Ihr Name"})` is what `Blocks(words=own)` takes, and
    `own("name")` the text for a label, which each visitor reads in their own language.
    """

    def __init__(self, **languages: Mapping[str, str]) -> None:
        super().__init__(languages)

    def __call__(self, key: str) -> Phrase:
        """What stands under the key, said when it is shown; English, or the key, where it is missing."""
        return Phrase(key)


def language() -> str:
    """The language that is spoken here, as in "de"."""
    return _spoken.get().language


def is_right_to_left() -> bool:
    """Whether the language that is spoken here runs from right to left."""
    return language().partition("-")[0] in RIGHT_TO_LEFT


def speech(language: str, own: Mapping[str, Mapping[str, str]]) -> Spoken:
    """A language with our sentences, and before them a program's own, which it has by language.

    What its own lacks there is taken from the wider language ("de" for "de-AT"), then from its English.
    """
    wider = language.partition("-")[0]
    theirs = {**own.get(wider, {}), **own.get(language, {})}
    return Spoken(language, {**own.get("en", {}), **catalogue(wider), **theirs})


def speak(spoken: Spoken) -> Token[Spoken]:
    """Say everything in this language from now on; `hush` ends it."""
    return _spoken.set(spoken)


def hush(token: Token[Spoken]) -> None:
    """Speak again as before `speak`."""
    _spoken.reset(token)


@contextmanager
def speaking(language: str, own: Mapping[str, str] | None = None) -> Iterator[None]:
    """Say everything inside the block in `language`; `own` are the program's own sentences for it."""
    token = speak(speech(language, {language: own or {}}))
    try:
        yield
    finally:
        hush(token)


def as_spoken_here(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """The function as another thread can call it: it speaks the language that is spoken here."""
    spoken = _spoken.get()

    def call(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        token = speak(spoken)
        try:
            return function(*args, **kwargs)
        finally:
            hush(token)

    return call


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
