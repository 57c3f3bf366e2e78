"""Markdown and HTML from programs and visitors, made safe. The libraries are imported when first used."""

from functools import cache
from typing import Any

from markupsafe import Markup

LONGEST = 64 * 1024
"""Longer texts are shown as they are: cleaning takes a time that grows with the square of the nesting."""

DEEPEST = 200
"""How many brackets or tags in a row may stand open."""

BRACKETS = 2_000
"""How many `[` a Markdown text may have: each that is not closed has all the rest read for its end."""


def markdown(text: str) -> Markup:
    """CommonMark with tables as HTML that holds no script, style or foreign form."""
    if not text:
        return Markup("")
    if _is_too_much(text) or text.count("[") > BRACKETS:
        return Markup("<pre>{}</pre>").format(text)
    return clean(_parser().render(text))


def clean(html: str) -> Markup:
    """HTML without anything that could run, post or load from elsewhere but pictures."""
    if _is_too_much(html):
        return Markup("<pre>{}</pre>").format(html)
    import nh3

    return Markup(nh3.clean(html, link_rel="noopener noreferrer"))


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("js-default", {"linkify": False}).enable(["table", "strikethrough"])


def _is_too_much(text: str) -> bool:
    if len(text) > LONGEST:
        return True
    return any(mark * DEEPEST in text.replace(" ", "") for mark in ("[", ">", "![", "*", "_", "<b>", "<div>"))
