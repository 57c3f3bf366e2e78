"""Markdown and HTML from programs and visitors, made safe. The libraries are imported when first used."""

from __future__ import annotations

from functools import cache
from time import thread_time
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from iface.components import _math
from iface.components._code import PATIENCE, highlighted
from iface.components._style import safe_attribute, with_styles_aside

LONGEST = 64 * 1024
"""Longer texts are shown as they are: cleaning takes a time that grows with the square of the nesting."""

DEEPEST = 200
"""How many brackets or tags in a row may stand open."""

BRACKETS = 2_000
"""How many `[`, or signs of formulas, a text may have: for each that is open all the rest is read."""


class Extras(NamedTuple):
    """What Markdown may have beyond CommonMark with tables.

    `colours` marks the words of code in fences; `math` are the delimiters of LaTeX, among
    `_math.DELIMITERS`; `breaks` keeps each end of a line.
    """

    colours: bool = False
    math: frozenset[str] = frozenset()
    breaks: bool = False


PLAIN = Extras()


def markdown(text: str, extras: Extras = PLAIN) -> Markup:
    """CommonMark with tables as HTML that holds no script, style or foreign form."""
    if not text:
        return Markup("")
    if _is_too_much(text) or text.count("[") > BRACKETS:
        return Markup("<pre>{}</pre>").format(text)
    if extras.math and (not _math.signs_in(text) or _math.signs_in(text) > BRACKETS):
        extras = extras._replace(math=frozenset())
    html = _parser(extras).render(text, {"until": thread_time() + PATIENCE})
    return _clean_markdown(html)


def clean(html: str) -> Markup:
    """HTML without anything that could run, post or load from elsewhere but pictures.

    Its styles stand in `data-style`, for a script to set: the page's policy refuses them in the HTML.
    """
    if _is_too_much(html):
        return Markup("<pre>{}</pre>").format(html)
    import nh3

    if "style" not in html and "class" not in html:
        return Markup(nh3.clean(html, link_rel="noopener noreferrer"))
    attributes = {"*": {"class", "style"}, **_attributes()}
    cleaned = nh3.clean(
        html, attributes=attributes, attribute_filter=safe_attribute, link_rel="noopener noreferrer"
    )
    return Markup(with_styles_aside(cleaned))


def _clean_markdown(html: str) -> Markup:
    import nh3

    has_math, has_kinds = "<math" in html, " data-kind=" in html
    if not has_math and not has_kinds:
        return Markup(nh3.clean(html, link_rel="noopener noreferrer"))
    # The kinds are our own: what a text says in HTML is shown as text.
    attributes = {**_attributes(), "span": {"data-kind"}, **(_math.ATTRIBUTES if has_math else {})}
    tags = nh3.ALLOWED_TAGS | _math.TAGS if has_math else nh3.ALLOWED_TAGS
    return Markup(nh3.clean(html, tags=tags, attributes=attributes, link_rel="noopener noreferrer"))


@cache
def _attributes() -> dict[str, set[str]]:
    import nh3

    return {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}


@cache
def _parser(extras: Extras) -> Any:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("js-default", {"linkify": False, "breaks": extras.breaks})
    parser.enable(["table", "strikethrough"])
    for cell in ("th_open", "td_open"):
        parser.add_render_rule(cell, _cell)
    if extras.colours:
        parser.add_render_rule("fence", _fence)
    if extras.math:
        _math.add_to(parser, extras.math)
    return parser


def _fence(self: Any, tokens: Any, place: int, options: Any, env: Any) -> str:
    token = tokens[place]
    language = (token.info.split() or [""])[0].lower()
    lines = highlighted(token.content, language, env["until"])
    return f"<pre><code>{Markup(chr(10)).join(lines)}</code></pre>\n"


def _cell(self: Any, tokens: Any, place: int, options: Any, env: Any) -> str:
    """A cell with its alignment as an attribute: the page's policy refuses it as a style."""
    token = tokens[place]
    _, _, side = str(token.attrs.get("style", "")).partition("text-align:")
    return f'<{token.tag} align="{escape(side)}">' if side else f"<{token.tag}>"


def _is_too_much(text: str) -> bool:
    if len(text) > LONGEST:
        return True
    return any(mark * DEEPEST in text.replace(" ", "") for mark in ("[", ">", "![", "*", "_", "<b>", "<div>"))
