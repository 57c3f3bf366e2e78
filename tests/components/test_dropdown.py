import pytest

from iface import DesignError, Dropdown


def test_the_first_choice_is_chosen_by_itself():
    assert Dropdown(["a", "b"]).first() == "a"


def test_none_chooses_none():
    assert Dropdown(["a"], value=None).first() is None


def test_several_are_chosen_with_multiselect(take):
    assert take(Dropdown(["a", "b"], multiselect=True), ["b", "a"]) == ["b", "a"]


def test_nothing_chosen_of_several_is_an_empty_list():
    assert Dropdown(["a"], multiselect=True).from_form([]) == []


@pytest.mark.parametrize("data", ["c", 1, ["a"], True])
def test_what_is_no_choice_is_refused(refuse, data):
    assert refuse(Dropdown(["a", "b"]), data) == "Choose one of the choices shown."


def test_a_text_alone_is_refused_where_several_are_asked_for(refuse):
    assert refuse(Dropdown(["a"], multiselect=True), "a")


def test_other_texts_are_taken_where_allowed(take):
    assert take(Dropdown(["a"], allow_custom_value=True), "mine") == "mine"


def test_a_typed_name_stands_for_its_value(take):
    box = Dropdown([("One", 1)], allow_custom_value=True)
    assert take(box, box.from_form(["One"])) == 1


def test_the_place_of_any_text_is_refused_when_declared():
    with pytest.raises(DesignError, match="place"):
        Dropdown(["a"], type="index", allow_custom_value=True)


def test_it_is_a_native_select(show):
    html = show(Dropdown([("Cat", "cat")]), "cat", interactive=True)
    assert "<select" in html and "selected" in html and ">Cat<" in html


def test_a_list_with_other_values_is_a_text_with_suggestions(show):
    html = show(Dropdown(["a"], allow_custom_value=True), "mine", interactive=True)
    assert "<datalist" in html and 'value="mine"' in html


def test_an_empty_text_may_be_a_choice():
    assert Dropdown(["", "a"]).from_form([""]) == ""


def test_none_may_be_a_choice_and_is_shown_as_chosen(take, show):
    one = Dropdown([("nothing", None), ("one", 1)], value=1, type="index")
    assert take(one, None) == 0
    assert 'value="None" selected' in show(one, None)
