import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iface import DesignError, Number


@given(st.integers(-(10**300), 10**300) | st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_comes_out_as_it_went_in(number):
    box = Number()
    assert box.postprocess(box.preprocess(box.field().deserialize(number))) == number


@given(st.text())
def test_any_text_of_a_form_is_a_number_or_refused(text):
    from marshmallow import ValidationError

    box = Number()
    try:
        number = box.field().deserialize(box.from_form([text]))
    except ValidationError:
        return
    assert number is None or math.isfinite(number)


@pytest.mark.parametrize("data", ["3", True, math.nan, math.inf, [1], {}])
def test_what_is_no_number_is_refused(refuse, data):
    assert refuse(Number(), data) == "Enter a number."


@pytest.mark.parametrize("data", [-1, 121, 120.5])
def test_a_number_out_of_range_is_refused_with_the_range(refuse, data):
    assert refuse(Number(minimum=0, maximum=120), data) == "Enter a number from 0 to 120."


def test_both_ends_of_the_range_are_taken(take):
    box = Number(minimum=0, maximum=120)
    assert [take(box, 0), take(box, 120)] == [0, 120]


def test_one_end_alone_is_said(refuse):
    assert refuse(Number(minimum=2), 1) == "Enter a number of at least 2."


def test_a_step_of_one_asks_for_whole_numbers(refuse):
    assert refuse(Number(step=1), 1.5) == "Enter a whole number."


def test_steps_are_counted_from_the_minimum(take, refuse):
    box = Number(minimum=0.1, step=0.2)
    assert take(box, 0.7) == 0.7
    assert refuse(box, 0.6) == "Enter a number of at least 0.1 in steps of 0.2."


def test_an_empty_field_is_none(take):
    assert take(Number(), Number().from_form([""])) is None


def test_a_form_keeps_whole_numbers_whole():
    assert repr(Number().from_form(["5"])) == "5"


def test_precision_rounds_what_goes_in(take):
    assert repr(take(Number(precision=0), 2.6)) == "3"


def test_precision_rounds_what_comes_out():
    assert Number(precision=2).postprocess(1 / 3) == 0.33


def test_the_rules_stand_in_the_html(show):
    html = show(Number(minimum=0, maximum=9, step=3), 3, interactive=True)
    assert all(rule in html for rule in ('min="0"', 'max="9"', 'step="3"', 'value="3"'))


def test_a_value_that_is_no_number_is_refused_when_declared():
    with pytest.raises(DesignError, match="cannot show 'many'"):
        Number("many")


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_cannot_say_is_shown_as_nothing(value):
    assert Number().postprocess(value) is None


def test_a_boolean_is_shown_as_the_number_it_is():
    assert repr(Number().postprocess(True)) == "1"
