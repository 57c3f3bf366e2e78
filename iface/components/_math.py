"""LaTeX in Markdown, as MathML. It takes the extra `iface[math]`; without it the signs stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape, unescape
from typing import Any

DELIMITERS = {"$$": "$$", "$": "$", "\\[": "\\]", "\\(": "\\)"}
"""What LaTeX may stand between, where a program says so."""

USUAL = frozenset({"$", "$$"})
"""What it stands between where a program says nothing."""

LONGEST = 2_000
"""A longer formula, in characters, is shown as it is."""

TAGS = frozenset(
    """math menclose mfrac mi mn mo mover mpadded mphantom mroot mrow ms mspace msqrt mstyle msub msubsup
    msup mtable mtd mtext mtr munder munderover""".split()
)

ATTRIBUTES = {tag: set[str]() for tag in TAGS} | {
    "math": {"display"},
    "menclose": {"notation"},
    "mfrac": {"linethickness"},
    "mi": {"mathvariant"},
    "mo": set(
        """accent fence form lspace maxsize minsize movablelimits rspace separator stretchy mathvariant
        """.split()
    ),
    "mpadded": {"height", "depth", "width", "lspace", "voffset"},
    "mspace": {"width", "height", "depth", "linebreak"},
    "mstyle": {"displaystyle", "mathcolor", "mathsize", "mathvariant", "scriptlevel"},
    "mtable": {"columnalign", "columnlines", "columnspacing", "rowlines", "rowspacing"},
    "mtd": {"columnalign"},
}
"""All that a formula may hold: nothing that links, loads or runs."""


def delimiters(given: Iterable[Mapping[str, Any]] | None) -> frozenset[str]:
    """The left ones of Gradio's list of `{"left", "right", "display"}`; others than ours are left out."""
    if given is None:
        return USUAL
    pairs = [(str(one["left"]), str(one["right"])) for one in given]
    return frozenset(left for left, right in pairs if DELIMITERS.get(left) == right)


def signs_in(text: str) -> int:
    """How much there is in a text that a formula may begin with; brackets take more time than dollars."""
    return text.count("$") + 10 * (text.count("\\(") + text.count("\\["))


def add_to(parser: Any, wanted: frozenset[str]) -> None:
    """Teach a parser the formulas between these delimiters, where the libraries are there."""
    try:
        import latex2mathml.converter  # noqa: F401
        from mdit_py_plugins.dollarmath.index import math_block_dollar, math_inline_dollar
        from mdit_py_plugins.texmath import texmath_plugin
    except ImportError:
        return
    if wanted & {"\\(", "\\["}:
        texmath_plugin(parser, delimiters="brackets")
    if wanted & USUAL:
        # A dollar beside a blank or a digit is money.
        rule = math_inline_dollar(allow_space=False, allow_digits=False, allow_double="$$" in wanted)
        parser.inline.ruler.before("escape", "dollars", rule if "$" in wanted else _doubled(rule))
    if "$$" in wanted:
        parser.block.ruler.before("fence", "dollar_block", math_block_dollar(allow_labels=False))
    for name in ("math_inline", "math_inline_double", "math_block", "math_block_eqno"):
        parser.add_render_rule(name, _formula)


def _doubled(rule: Any) -> Any:
    """The rule for those with two dollars alone."""
    return lambda state, silent: state.src.startswith("$$", state.pos) and rule(state, silent)


def _formula(self: Any, tokens: Any, place: int, options: Any, env: Any) -> str:
    token = tokens[place]
    is_block = token.type != "math_inline"
    found = mathml(str(token.content).strip(), is_block=is_block)
    return f"<p>{found}</p>\n" if token.block else found


def mathml(latex: str, *, is_block: bool) -> str:
    """A formula as MathML; one that cannot be read is shown as it is."""
    from xml.etree.ElementTree import tostring

    from latex2mathml.converter import convert_to_element

    try:
        if len(latex) > LONGEST:
            raise ValueError("too long")
        tree = convert_to_element(latex, display="block" if is_block else "inline")
        for element in tree.iter():
            # It holds entities as text. Unescaped before, and not after, it becomes HTML: no text is a tag.
            element.text = element.text and unescape(element.text)
        return tostring(tree, encoding="unicode")
    except Exception:  # each mistake in a formula raises another one; nesting, RecursionError
        return f"<code>{escape(latex)}</code>"
