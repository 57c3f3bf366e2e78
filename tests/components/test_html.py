import pytest

from iface import HTML


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
