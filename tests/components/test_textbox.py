import pytest
from hypothesis import given
from hypothesis import strategies as st

from iface import DesignError, Textbox


def test_text_goes_in_as_it_was_typed(take):
    assert take(Textbox(), "  hi\n") == "  hi\n"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_comes_out_as_it_went_in(text):
    box = Textbox()
    assert box.postprocess(box.preprocess(box.field().deserialize(text))) == text


def test_line_ends_of_a_form_are_plain():
    assert Textbox().from_form(["a\r\nb"]) == "a\nb"


def test_a_longer_text_than_allowed_is_refused_with_both_lengths(refuse):
    assert refuse(Textbox(max_length=3), "four") == "Enter at most 3 characters; these are 4."


def test_an_email_box_refuses_what_is_no_address(refuse):
    assert "name@example.org" in refuse(Textbox(type="email"), "ann")


def test_an_email_box_may_stay_empty(take):
    assert take(Textbox(type="email"), "") == ""


def test_a_required_box_may_not(refuse):
    assert refuse(Textbox(required=True), "") == "Fill in this field."


@pytest.mark.parametrize("data", [1, True, ["a"], {"path": "/etc/passwd"}, "a\0b", "\ud800"])
def test_what_is_no_text_is_refused(refuse, data):
    assert refuse(Textbox(), data)


def test_any_value_is_shown_as_text():
    assert Textbox().postprocess(3.5) == "3.5"


def test_text_is_shown_without_becoming_html(show):
    assert "&lt;b&gt;" in show(Textbox(), "<b>")


def test_an_unknown_type_is_refused_when_declared():
    with pytest.raises(DesignError, match="'text', 'password' or 'email'"):
        Textbox(type="phone")


def test_a_misspelt_parameter_is_refused_with_the_nearest():
    with pytest.raises(DesignError, match="Did you mean 'label'"):
        Textbox(labl="Name")
