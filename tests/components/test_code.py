import re
import time
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iface import Code
from iface.components._code import KINDS, LEXERS, LONGEST, LONGEST_LINE, highlighted
from iface.errors import DesignError, InputError
from iface.schema import Inputs

json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(), below, max_size=3),
    max_leaves=5,
)


def plain(lines):
    return unescape(re.sub(r"<[^>]+>", "", "\n".join(lines)))


def test_code_comes_in_as_it_was_sent(take):
    assert take(Code(), "def f():\n    pass\n") == "def f():\n    pass\n"


@settings(deadline=None)
@given(json)
def test_whatever_is_sent_is_text_or_refused(data):
    component = Code()
    component.name = "field"
    try:
        loaded = Inputs([component]).load({"field": data})
    except InputError:
        return
    assert loaded[component.id] == data and isinstance(data, str | None)


def test_a_form_sends_plain_line_ends():
    assert Code().from_form(["a\r\n  b"]) == "a\n  b"


def test_empty_lines_at_the_start_and_white_space_at_the_end_are_dropped():
    assert Code().postprocess("\n  \n    a\n    b\n\n") == "    a\n    b"


def test_nothing_stays_nothing():
    assert Code().postprocess(None) is None


@pytest.mark.parametrize("language", [None, "python", "sql-pgSQL", "jinja2", "bash", "rust"])
def test_a_known_language_is_taken(language):
    assert Code(language=language).language == language


def test_an_unknown_language_is_a_mistake_of_the_program():
    with pytest.raises(DesignError, match="no language 'pyhton'"):
        Code(language="pyhton")


def test_the_declaration_may_name_a_file(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    assert Code((str(tmp_path / "a.py"),), "python").first() == "x = 1"


def test_a_function_may_give_a_path(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    assert Code().postprocess((tmp_path / "a.py",)) == "x = 1"


def test_a_text_that_a_function_gives_as_a_tuple_names_no_file():
    with pytest.raises(ValueError, match="tuple of one"):
        Code().postprocess((__file__,))


def test_a_file_that_is_too_large_is_not_shown(tmp_path):
    (tmp_path / "large").write_bytes(b"a" * (1024 * 1024 + 1))
    with pytest.raises(ValueError, match="1048576 bytes"):
        Code().postprocess((tmp_path / "large",))


def test_a_file_that_is_not_there_is_a_mistake_of_the_program(tmp_path):
    with pytest.raises(DesignError, match="cannot show"):
        Code((Path(tmp_path / "none"),))


def test_an_input_is_a_text_area(show):
    html = show(Code(lines=3, max_lines=9), "<a>", interactive=True)
    assert 'rows="3"' in html and 'data-max-rows="9"' in html and "&lt;a&gt;</textarea>" in html


def test_an_output_is_in_colours(show):
    assert '<span data-kind="number">None</span>' in show(Code(language="python"), "None")


def test_what_is_shown_is_text(show):
    assert "<script" not in show(Code(language="html"), "<script>alert(1)</script>")


def test_an_output_without_code_says_so(show):
    assert "Nothing yet" in show(Code(), None)


def test_a_text_with_old_line_ends_has_as_many_lines():
    assert len(Code().html("a\r\nb")) == 2


@settings(deadline=None, max_examples=300)
@given(st.sampled_from([*LEXERS, None, "klingon"]), st.text() | st.text(alphabet="a \n\t\"'`{}<>/*#$\\(=%-:"))
def test_the_coloured_lines_say_the_text_itself(language, text):
    lines = highlighted(text, language)
    assert plain(lines) == text
    assert len(lines) == text.count("\n") + 1
    assert set(re.findall(r'data-kind="(\w+)"', "".join(lines))) <= KINDS


@pytest.mark.parametrize("text", ["a\n" * LONGEST, "a " * LONGEST_LINE])
def test_a_text_that_is_too_long_is_in_one_colour(text):
    assert "<span" not in "".join(highlighted(f"def {text}", "python"))


@pytest.mark.parametrize(
    ("language", "text"),
    [("python", " \n" * 32_000), ("jinja2", "#{" * 900 + "\n"), ("html", "<a \n" * 16_000)],
)
def test_a_hostile_text_takes_no_time(language, text):
    began = time.process_time()
    assert plain(highlighted(text, language)) == text
    assert time.process_time() - began < 2


def test_code_within_markdown_is_not_read_by_any_other_lexer():
    assert "data-kind" not in "".join(highlighted("```python\ndef f(): pass\n```", "markdown")[1:2])
