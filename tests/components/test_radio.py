import re
from enum import Enum

import pytest

from iface import DesignError, Radio


class Colour(Enum):
    RED = "#f00"
    BLUE = "#00f"


def test_the_chosen_value_is_taken(take):
    assert take(Radio(["a", "b"]), "b") == "b"


def test_none_chosen_is_none(take):
    assert take(Radio(["a"]), Radio(["a"]).from_form([])) is None


@pytest.mark.parametrize("data", ["c", 1, True, ["a"], {}])
def test_what_is_no_choice_is_refused(refuse, data):
    assert refuse(Radio(["a", "b"]), data) == "Choose one of the choices shown."


def test_true_is_not_one(refuse):
    assert refuse(Radio([1, 2]), True)


def test_the_place_is_given_on_demand(take):
    assert take(Radio(["a", "b"], type="index"), "b") == 1


def test_any_object_may_be_a_choice(take):
    radio = Radio([("Red", Colour.RED), ("Blue", Colour.BLUE)])
    key = radio.options(None)[1].key
    assert take(radio, radio.from_form([key])) is Colour.BLUE


def test_an_object_that_the_function_gave_is_shown_as_its_choice(show):
    assert (
        show(Radio([("Red", Colour.RED), ("Blue", Colour.BLUE)]), Colour.RED, interactive=True).count(
            " checked"
        )
        == 1
    )


def test_a_required_radio_needs_one(refuse):
    assert refuse(Radio(["a"], required=True), None) == "Choose one."


def test_an_unknown_type_is_refused_when_declared():
    with pytest.raises(DesignError, match="'value' or 'index'"):
        Radio(["a"], type="name")


def test_none_may_be_a_choice_and_is_shown_as_chosen(take, show):
    one = Radio([("nothing", None), ("one", 1)], value=1, type="index")
    assert take(one, None) == 0
    assert re.search('value="None"[^>]* checked', show(one, None, interactive=True))
