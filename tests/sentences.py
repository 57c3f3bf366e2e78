"""All that a visitor can be told, found in the program's own text: in Python, in templates and in scripts."""

import ast
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from house import ROOT
from jinja2 import Environment, nodes

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))
SAID_BY = {"say", "Phrase"}
SEEN = {"alt", "aria-label", "placeholder", "title"}
"""Attributes whose words are shown or read out."""


def sentences() -> dict[str, str]:
    """Every sentence, with the place where it is said, or one of the places."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "iface").rglob("*.py")):
        found |= dict.fromkeys(said_in_python(path.read_text("utf-8")), path.name)
    for path in TEMPLATES:
        found |= dict.fromkeys(said_in_template(path.read_text("utf-8")), path.name)
    for path in SCRIPTS:
        found |= dict.fromkeys(said_in_script(path.read_text("utf-8")), path.name)
    return found


def said_in_python(text: str) -> Iterator[str]:
    """The sentences that a module gives to the `say` or `Phrase` of iface.words."""
    tree = ast.parse(text)
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    known = {alias.name for node in imports if node.module == "iface.words" for alias in node.names} & SAID_BY
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in known:
            yield from (one.value for one in ast.walk(node.args[0]) if _is_sentence(one))


def said_in_template(text: str) -> Iterator[str]:
    """The sentences that a template gives to `_`."""
    for call in Environment().parse(text).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "_":
            assert isinstance(call.args[0], nodes.Const), "_() takes the sentence itself"
            yield call.args[0].value


def said_in_script(text: str) -> Iterator[str]:
    """The sentences that a script gives to the `say` of static/messages.js."""
    if 'messages.js"' not in text and "function say(" not in text:
        return
    for quoted in re.findall(r"\bsay\((\"(?:[^\"\\]|\\.)*\")", text):
        yield json.loads(quoted)


def plain_words(text: str) -> list[str]:
    """What a template tells a visitor without `_`, in English to everybody."""
    reader = _Reader()
    parts = [value if kind == "data" else "" for _, kind, value in Environment().lex(text)]
    reader.feed("".join(parts))
    # A macro of attributes alone stands outside of any tag.
    return [one.strip() for one in reader.said if re.search(r"[A-Za-z]{2}", one) and '="' not in one]


def braces(sentence: str) -> set[str]:
    """The names of the values that a sentence is filled with."""
    return set(re.findall(r"\{(\w+)\}", sentence))


def catalogue(path: Path) -> dict[str, str]:
    """A language's sentences by the English ones."""
    read: dict[str, str] = json.loads(path.read_text("utf-8"))
    return read


class _Reader(HTMLParser):
    """What stands between the tags of a page, and in the attributes that are shown or read out."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.said += [value or "" for name, value in attrs if name in SEEN]

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def _is_sentence(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
