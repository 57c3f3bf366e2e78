import builtins
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iface import Markdown
from iface.components import _text

EVERY = [
    {"left": left, "right": right}
    for left, right in [("$", "$"), ("$$", "$$"), (r"\(", r"\)"), (r"\[", r"\]")]
]


def test_markdown_becomes_html(show):
    assert "<strong>bold</strong>" in show(Markdown(), "**bold**")


def test_tables_are_tables(show):
    assert "<table>" in show(Markdown(), "|a|\n|-|\n|1|")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '<img src=x onerror="alert(1)">',
        "<form action=//x>",
    ],
)
def test_nothing_in_it_can_run(show, text):
    html = show(Markdown(), text).lower()
    assert (
        "<script" not in html
        and 'href="javascript' not in html
        and "<img" not in html
        and "<form action" not in html
    )


def test_indentation_of_a_docstring_is_no_code(show):
    assert "<code>" not in show(Markdown(), "\n    Hello\n    there\n")


@pytest.mark.parametrize("text", ["[" * 50_000, "> " * 5_000, "a" * 200_000])
def test_a_hostile_text_is_shown_as_it_is(show, text):
    assert "<pre>" in show(Markdown(), text)


def test_brackets_that_are_never_closed_take_no_time():
    began = time.process_time()
    assert "<pre>" in Markdown().html("[x" * 30_000)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    "mark", ["[", "$", "$$ ", "\\(", "\\[", "$a ", "$x$", "$$x$$\n\n", "```py\n'\n```\n", "| a "]
)
def test_a_text_of_one_mark_takes_no_time(mark):
    began = time.process_time()
    assert Markdown(latex_delimiters=EVERY).html((mark * 65_000)[:65_000])
    assert time.process_time() - began < 3


def test_many_pieces_of_code_share_their_time():
    began = time.process_time()
    assert Markdown().html(("```python\n" + " \n" * 3_000 + "```\n") * 10)
    assert time.process_time() - began < 3


@settings(deadline=None, max_examples=300)
@given(
    st.text()
    | st.text(alphabet="$\\()[]{}`~<>&\n ab^_|-\"'=")
    | st.from_regex(r"```(py|js|x)\n[<>a\"'\n]*```")
)
def test_whatever_is_written_no_tag_can_run_or_style(text):
    html = Markdown(latex_delimiters=EVERY).html(text)
    assert not re.search(
        r"<(script|style|iframe|form|svg|input|button)\b|<[^>]*\s(on\w+|style|href=.javascript)\b", html
    )


def test_code_in_a_fence_is_in_colours(show):
    assert '<span data-kind="number">None</span>' in show(Markdown(), "```python\nNone\n```")


@pytest.mark.parametrize("fence", ["```", "```klingon", "```python3.99 {.x}"])
def test_code_of_no_known_language_is_plain(show, fence):
    assert "data-kind" not in show(Markdown(), f"{fence}\nNone\n```")


def test_a_column_is_aligned_without_a_style(show):
    assert '<td align="right">1</td>' in show(Markdown(), "|a|\n|-:|\n|1|")


def test_ends_of_lines_can_be_kept(show):
    assert "a<br>" in show(Markdown(line_breaks=True), "a\nb")
    assert "<br>" not in show(Markdown(), "a\nb")


def test_latex_between_dollars_is_a_formula(show):
    assert '<math display="inline"><mrow><msup><mi>a</mi><mn>2</mn></msup></mrow></math>' in show(
        Markdown(), "$a^2$"
    )


def test_two_dollars_make_a_formula_of_its_own_line(show):
    assert '<p><math display="block">' in show(Markdown(), "$$a^2$$")


@pytest.mark.parametrize("text", ["It costs $5 or $6.", "$ a $", r"\$a\$", "`$a$`", "a $ b"])
def test_other_dollars_stay(show, text):
    assert "<math" not in show(Markdown(), text)


def test_a_program_may_take_no_formulas(show):
    assert "$a$" in show(Markdown(latex_delimiters=[]), "$a$")


def test_a_program_may_take_those_of_two_dollars_alone(show):
    html = show(Markdown(latex_delimiters=[{"left": "$$", "right": "$$", "display": True}]), "$a$ $$b$$")
    assert "$a$" in html and html.count("<math") == 1


def test_a_program_may_take_those_in_brackets(show):
    html = show(Markdown(latex_delimiters=EVERY), "\\(a\\) $b$\n\n\\[\nc\n\\]\n")
    assert html.count("<math") == 3 and html.count('display="block"') == 1


@pytest.mark.parametrize("latex", [r"\frac", "{", "a^b^c", r"\left(", "x^" + "{" * 1000, "a" * 2001])
def test_a_formula_that_cannot_be_read_is_shown_as_it_is(show, latex):
    assert f"<code>{latex}</code>" in show(Markdown(), f"${latex}$")


@pytest.mark.parametrize(
    "latex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\text{&lt;script&gt;alert(1)&lt;/script&gt;}",
        r"\text{</math><script>alert(1)</script>}",
        r"\href{javascript:alert(1)}{x}",
        r"\color{red;background:url(x)}{x}",
    ],
)
def test_no_formula_can_run(show, latex):
    html = show(Markdown(), f"${latex}$").lower()
    assert not re.search(r"<script|<[^>]*(javascript|style=|onerror)", html)


def test_without_the_libraries_the_dollars_stay(monkeypatch):
    real = builtins.__import__

    def missing(name, *rest):
        if name.startswith("latex2mathml"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    _text._parser.cache_clear()
    try:
        assert "$a^2$" in Markdown().html("$a^2$")
    finally:
        _text._parser.cache_clear()
