import pytest
from hypothesis import given
from hypothesis import strategies as st

from iface import CheckboxGroup

PAIRS = [("One", 1), ("True", True), ("Text one", "1")]


def test_chosen_values_come_in_the_order_of_the_choices(take):
    assert take(CheckboxGroup(["a", "b", "c"]), ["c", "a"]) == ["a", "c"]


@given(st.lists(st.sampled_from(["a", "b", "c"]), unique=True))
def test_what_goes_in_comes_out(chosen):
    group = CheckboxGroup(["a", "b", "c"])
    assert group.postprocess(group.preprocess(group.field().deserialize(chosen))) == sorted(chosen)


def test_values_keep_their_types_through_a_form(take):
    group = CheckboxGroup(PAIRS)
    keys = [option.key for option in group.options([])]
    assert [repr(one) for one in take(group, group.from_form(keys))] == ["1", "True", "'1'"]


@pytest.mark.parametrize("data", [["z"], "a", [["a"]], [True], {"a": 1}])
def test_what_is_no_choice_is_refused(refuse, data):
    assert refuse(CheckboxGroup(["a", "b", 1]), data)


def test_none_chosen_is_an_empty_list(take):
    assert take(CheckboxGroup(["a"]), CheckboxGroup(["a"]).from_form([])) == []


def test_a_required_group_needs_one(refuse):
    assert refuse(CheckboxGroup(["a"], required=True), []) == "Choose at least one."


def test_places_are_given_on_demand(take):
    assert take(CheckboxGroup(["a", "b"], type="index"), ["b"]) == [1]


def test_chosen_boxes_are_shown_ticked(show):
    assert show(CheckboxGroup(["a", "b"]), ["b"], interactive=True).count(" checked") == 1


def test_a_value_alone_is_shown_as_a_list():
    assert CheckboxGroup(["a"]).postprocess("a") == ["a"]
