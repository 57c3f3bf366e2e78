import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iface import HTML
from iface.components._style import safe_style

PIECES = ["<b ", "style=", "class=", "'", '"', ">", "color:red", "iface-x", "data-style=", "&quot;", " "]
PIECES += ["</b>", "url(x)", "position:fixed", "<", "/", "a"]


def test_html_is_shown_as_html(show):
    assert "<b>bold</b>" in show(HTML(), "<b>bold</b>")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<a href='javascript:x'>a</a>",
        "<b onclick=x>b</b>",
        "<iframe src=//x></iframe>",
        "<style>*{}</style>",
    ],
)
def test_what_could_run_is_taken_out(show, text):
    html = show(HTML(), text).lower()
    assert all(word not in html for word in ("<script", "javascript:", "onclick", "<iframe", "<style"))


def test_deep_nesting_is_shown_as_text(show):
    assert "<pre>" in show(HTML(), "<b>" * 10_000)


def test_styles_stand_beside_their_element(show):
    assert '<b data-style="color:red">x</b>' in show(HTML(), '<b style="color: red">x</b>')


@pytest.mark.parametrize(
    "style",
    [
        "color:#fff",
        "padding:1em 2px",
        "background:linear-gradient(90deg, #3157d5, rgb(1 2 3 / 50%))",
        "font-family:'Courier New', monospace",
        "width:calc(100% - 2rem)",
        "color:red !important",
    ],
)
def test_a_style_that_only_changes_the_look_is_kept(style):
    assert safe_style(style) == style


@pytest.mark.parametrize(
    "style",
    [
        "position:fixed",
        "background:url(//example.org)",
        "background:URL(x)",
        "background:u\\72l(x)",
        "background:image-set('x' 1x)",
        "color:expression(x)",
        "margin:-10px",
        "margin-top:calc(0px - 9em)",
        "transform:scale(9)",
        "z-index:9",
        "--iface-ink:red",
        "color",
        "color:",
        "color:{}",
        "color:a\0b",
        "color:" + "a" * 301,
    ],
)
def test_a_style_that_could_do_more_is_taken_out(style):
    assert safe_style(style) == ""


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES)))
def test_no_style_is_left_in_the_html_and_no_other_stands_beside_it(parts):
    html = str(HTML().html("".join(parts)))
    tags = re.findall(r"<(?:[^<>\"]|\"[^\"]*\")*>", html)
    assert not any(re.search(r"\sstyle=", re.sub(r'"[^"]*"', '""', tag)) for tag in tags)
    assert all(
        found == safe_style(found) for tag in tags for found in re.findall(r'data-style="([^"]*)"', tag)
    )


def test_a_text_that_looks_like_a_style_stays(show):
    assert 'style="color:red"</p>' in show(HTML(), '<p style="color:blue">style="color:red"</p>')


def test_classes_are_kept_but_for_ours(show):
    assert '<p class="card">' in show(HTML(), '<p class="iface-toasts card IFACE-x">a</p>')


def test_trusted_html_stands_in_a_frame_without_rights(show):
    html = show(HTML(trusted=True), "<script>go()</script>")
    assert 'sandbox="allow-scripts"' in html and "<script>go()" not in html
