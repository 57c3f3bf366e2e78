import dataclasses
import datetime
import json
import math
import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iface import JSON, rendering

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(), below, max_size=4),
    max_leaves=20,
)


@dataclasses.dataclass
class Point:
    x: int
    y: int


@given(anything)
def test_any_data_comes_out_as_it_went_in(data):
    if not isinstance(data, str):
        assert JSON().postprocess(data) == data


@settings(deadline=None)
@given(anything)
def test_the_text_of_an_open_tree_is_the_json_itself(data):
    component = JSON(label="Result")
    component.id = 1
    html = rendering.component(component, data)
    shown = re.search(r'<div class="iface-box">(.*)</div>\s*<p class="iface-error"', html, re.DOTALL)
    if data in (None, ""):
        return
    assert shown, html
    assert json.loads(unescape(re.sub(r"<[^>]+>", "", shown.group(1)))) == data


def test_a_text_of_json_is_read():
    assert JSON().postprocess('{"a": [1]}') == {"a": [1]}


def test_a_text_that_is_none_is_refused():
    with pytest.raises(ValueError, match="no JSON"):
        JSON().postprocess("{a}")


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (Point(1, 2), {"x": 1, "y": 2}),
        (datetime.date(2026, 1, 31), "2026-01-31"),
        ({3, 1, 2}, [1, 2, 3]),
        ((1, 2), [1, 2]),
        ({1: "a"}, {"1": "a"}),
        (math.nan, None),
    ],
)
def test_what_json_has_no_word_for_is_said_in_its_words(value, data):
    assert JSON().postprocess(value) == data


def test_an_object_without_words_is_refused():
    with pytest.raises(TypeError, match="no word for object"):
        JSON().postprocess(object())


def test_an_input_takes_json_as_text(take):
    assert take(JSON(), JSON().from_form(['{"a": 1}'])) == {"a": 1}


def test_what_is_no_json_is_refused_beside_the_field(refuse):
    assert "Enter JSON" in refuse(JSON(), JSON().from_form(["{a}"]))


def test_a_large_tree_is_closed_below_its_first_level():
    tree = JSON().tree([[place] for place in range(3000)])
    assert tree.open and not tree.children[0].open


@pytest.mark.parametrize("text", [r'["\ud800"]', r'{"\ud800": 1}', "[1e999]", "[" * 150 + "]" * 150])
def test_a_text_that_stands_for_what_cannot_be_kept_is_refused_and_shown_again(refuse, show, text):
    sent = JSON().from_form([text])
    assert "JSON" in refuse(JSON(), sent)
    assert JSON().text(sent) == text


def test_a_number_too_large_for_json_becomes_null():
    assert JSON().postprocess("[1e999]") == [None]
