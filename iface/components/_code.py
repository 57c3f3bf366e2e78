"""Source code as coloured lines of HTML. Pygments is imported when first used."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from time import thread_time
from typing import Any

from markupsafe import Markup, escape

LONGEST = 64 * 1024
"""Longer texts, in characters, are shown in one colour."""

LONGEST_AT_ONCE = 16 * 1024
"""So are longer templates, whose two languages are read one after the other before anything is given."""

LONGEST_LINE = 2_000
"""So are texts with a line of more characters: some rules look ahead from every place in it to its end."""

PATIENCE = 0.5
"""Seconds of work on one text, after which the rest of it stays in one colour: many rules of Pygments take
a time that grows with the square of what is not closed. 64 KiB of a program take about half of them."""

LEXERS = {
    "python": "python", "c": "c", "cpp": "cpp", "markdown": "markdown", "latex": "tex", "json": "json",
    "html": "html", "css": "css", "javascript": "javascript", "jinja2": "html+jinja",
    "typescript": "typescript", "yaml": "yaml", "dockerfile": "docker", "shell": "bash", "r": "r",
    "sql": "sql", "sql-msSQL": "tsql", "sql-mySQL": "mysql", "sql-mariaDB": "mysql", "sql-sqlite": "sql",
    "sql-cassandra": "sql", "sql-plSQL": "sql", "sql-hive": "sql", "sql-pgSQL": "postgresql",
    "sql-gql": "sql", "sql-gpSQL": "postgresql", "sql-sparkSQL": "sql", "sql-esper": "sql",
    "diff": "diff", "go": "go", "ini": "ini", "java": "java", "rust": "rust", "toml": "toml", "xml": "xml",
}  # fmt: skip
"""Pygments' names by ours. Only these: its other four hundred are not all safe to run on a visitor's text."""

_ALIASES = {
    "bash": "shell", "c++": "cpp", "docker": "dockerfile", "js": "javascript", "jinja": "jinja2",
    "jsx": "javascript", "md": "markdown", "postgresql": "sql-pgSQL", "py": "python", "python3": "python",
    "rs": "rust", "sh": "shell", "tex": "latex", "ts": "typescript", "yml": "yaml", "zsh": "shell",
}  # fmt: skip

_KINDS = {
    "Comment": "comment", "Comment.Preproc": "keyword", "Comment.PreprocFile": "string",
    "Keyword": "keyword", "Keyword.Constant": "number", "Keyword.Type": "name", "Operator.Word": "keyword",
    "Name.Attribute": "name", "Name.Builtin": "name", "Name.Builtin.Pseudo": "", "Name.Class": "name",
    "Name.Constant": "number", "Name.Decorator": "name", "Name.Entity": "number", "Name.Exception": "name",
    "Name.Function": "name", "Name.Tag": "keyword", "Name.Variable": "number",
    "Literal.String": "string", "Literal.String.Escape": "number", "Literal.String.Interpol": "number",
    "Literal.Number": "number", "Generic.Deleted": "removed", "Generic.Emph": "emphasis",
    "Generic.Heading": "heading", "Generic.Inserted": "added", "Generic.Strong": "strong",
    "Generic.Subheading": "heading",
}  # fmt: skip
"""What a colour stands for, by the names of Pygments' tokens; what is not named takes its parent's."""

KINDS = frozenset(_KINDS.values()) - {""}
"""Every `data-kind` that a piece of code can have."""


def is_known(language: str) -> bool:
    """Whether texts in this language are coloured."""
    return _ALIASES.get(language, language) in LEXERS


def highlighted(text: str, language: str | None, until: float | None = None) -> list[Markup]:
    """The lines of a text, without their ends, as HTML in which `<span data-kind="...">` marks what is what.

    A language that is not known, and a text that is too long, give plain lines. Joined by line
    ends they say the text itself again. `until` is this thread's time at which the patience ends.
    """
    lines: list[list[str]] = [[]]
    for kind, part in _pieces(text, language, thread_time() + PATIENCE if until is None else until):
        for place, piece in enumerate(part.split("\n")):
            if place:
                lines.append([])
            if piece:
                said = str(escape(piece))
                lines[-1].append(f'<span data-kind="{kind}">{said}</span>' if kind else said)
    return [Markup("".join(line)) for line in lines]


def _pieces(text: str, language: str | None, until: float) -> Iterator[tuple[str, str]]:
    """Pairs of kind and text; neighbours are of different kinds."""
    lexer = _lexer(text, language)
    if lexer is None or thread_time() > until:
        yield "", text
        return
    last, collected = "", ""
    # Not `get_tokens`, which would change the text's ends of lines first.
    for place, token, part in lexer.get_tokens_unprocessed(text):
        if thread_time() > until:
            yield last, collected
            yield "", text[place:]
            return
        kind = _kind(token)
        if kind != last and collected and not part.isspace():
            yield last, collected
            collected = ""
        if not collected or not part.isspace():
            last = kind
        collected += part
    yield last, collected


def _lexer(text: str, language: str | None) -> Any:
    """A lexer of its own for each text: some of them keep notes while they read."""
    known = _ALIASES.get(language or "", language or "")
    longest = LONGEST_AT_ONCE if known == "jinja2" else LONGEST
    if known not in LEXERS or len(text) > longest or max(map(len, text.split("\n"))) > LONGEST_LINE:
        return None
    from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped, unused-ignore]

    # Markdown's would ask for any other lexer by the name at a fence.
    options = {"handlecodeblocks": False} if known == "markdown" else {}
    return get_lexer_by_name(LEXERS[known], **options)


@cache
def _kind(token: Any) -> str:
    while token:
        name = ".".join(token)
        if name in _KINDS:
            return _KINDS[name]
        token = token.parent
    return ""
