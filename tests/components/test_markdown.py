import time

import pytest

from iface import Markdown


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
