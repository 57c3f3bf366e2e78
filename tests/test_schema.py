import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

import iface
from iface.components import REGISTER, Dataset
from iface.errors import InputError
from iface.schema import Inputs, data_of, from_form, from_query


def named(*components):
    for place, one in enumerate(components, 1):
        one.id, one.name, one.interactive = place, f"field_{place}", True
    return list(components)


def test_every_wrong_field_gets_its_message():
    inputs = Inputs(named(iface.Number(minimum=0), iface.Textbox(max_length=1), iface.Checkbox()))
    with pytest.raises(InputError) as caught:
        inputs.load({"field_1": -1, "field_2": "ab", "field_3": True})
    assert set(caught.value.fields) == {"field_1", "field_2"}


def test_an_unknown_field_is_refused():
    with pytest.raises(InputError) as caught:
        Inputs(named(iface.Textbox())).load({"field_1": "a", "other": 1})
    assert caught.value.fields == {"other": "There is no field called 'other'. Fields: field_1."}


def test_a_missing_field_stands_at_its_first_value():
    assert Inputs(named(iface.Number(3))).load({}) == {1: 3}


def test_a_missing_field_without_one_is_refused():
    with pytest.raises(InputError, match="One value does not fit"):
        Inputs(named(iface.Number())).load({})


def test_a_box_that_a_form_does_not_name_is_not_ticked():
    (box,) = named(iface.Checkbox(True))
    assert data_of(box, from_form([box], MultiDict())["field_1"]) is False


def test_an_address_fills_fields_that_fit_and_says_what_does_not():
    components = named(iface.Number(minimum=0), iface.Textbox())
    filled, wrong = from_query(components, MultiDict({"field_1": "-3", "field_2": "Ann", "other": "x"}))
    assert filled == {1: -3, 2: "Ann"}
    assert wrong == {"field_1": "Enter a number of at least 0."}


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(), below, max_size=3),
    max_leaves=8,
)


def one_of_each():
    kinds = [kind for kind in REGISTER.values() if kind.has_value and not kind.is_state]
    return [kind(["a", "b", 1]) if kind in CHOICES else kind(**NEEDED.get(kind, {})) for kind in kinds]


CHOICES = (iface.Radio, iface.CheckboxGroup, iface.Dropdown)
NEEDED = {Dataset: {"samples": [["a"], ["b"]]}}


@given(data=anything)
@pytest.mark.parametrize("component", one_of_each(), ids=lambda one: type(one).__name__)
def test_any_data_is_taken_or_refused_with_a_message(component, data):
    named(component)
    try:
        loaded = Inputs([component]).load({"field_1": data})[1]
    except InputError as error:
        assert error.fields["field_1"]
    else:
        component.preprocess(loaded)


@given(texts=st.lists(st.text(), max_size=3))
@pytest.mark.parametrize("component", one_of_each(), ids=lambda one: type(one).__name__)
def test_any_form_is_taken_or_refused_with_a_message(component, texts):
    named(component)
    try:
        loaded = Inputs([component]).load({"field_1": component.from_form(texts)})[1]
    except InputError as error:
        assert error.fields["field_1"]
    else:
        component.preprocess(loaded)


@pytest.mark.parametrize("name", ["Meta", "fields", "context", "load"])
def test_a_field_may_have_a_name_that_its_schema_uses(name):
    one = named(iface.Textbox())[0]
    one.name = name
    assert Inputs([one]).load({name: "a"}) == {1: "a"}
