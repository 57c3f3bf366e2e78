import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iface import ColorPicker
from iface.errors import DesignError, InputError
from iface.schema import Inputs

json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(), below, max_size=3),
    max_leaves=5,
)
written = st.from_regex(r"(rgba?|hsla?)\([0-9., %/-]{0,30}\)|#[0-9a-fA-F]{0,9}", fullmatch=True)
WHOLE = re.compile("#[0-9a-f]{6}")


def test_a_colour_comes_in_as_it_was_given(take):
    assert take(ColorPicker(), "#3157d5") == "#3157d5"


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("#3157D5", "#3157d5"),
        ("#abc", "#aabbcc"),
        ("#abc8", "#aabbcc"),
        ("#11223344", "#112233"),
        ("rgb(255, 0, 16)", "#ff0010"),
        ("rgb(255 0 16 / 50%)", "#ff0010"),
        ("rgba(12.6, 300, -4, 0.3)", "#0dff00"),
        ("rgb(100%, 50%, 0%)", "#ff8000"),
        ("hsl(120, 100%, 50%)", "#00ff00"),
        ("hsla(-120deg 100% 50% / 0.2)", "#0000ff"),
        (" HSL(0, 0%, 100%) ", "#ffffff"),
    ],
)
def test_every_way_to_write_it_becomes_the_same(text, colour):
    assert ColorPicker().postprocess(text) == colour


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_red_green_and_blue_are_kept(parts):
    assert ColorPicker().postprocess(f"rgb{parts}") == "#{:02x}{:02x}{:02x}".format(*parts)


@pytest.mark.parametrize(
    "text", ["red", "#12", "#12345", "rgb(1,2)", "rgb(1 2 3", "", 7, "#٣٣٣", "#" + "1" * 9999]
)
def test_what_is_no_colour_is_refused(refuse, text):
    assert refuse(ColorPicker(), text) == "Enter a colour like #3157d5."


@settings(deadline=None)
@given(json | written)
def test_whatever_is_sent_is_a_colour_or_refused(data):
    component = ColorPicker()
    component.name = "field"
    try:
        loaded = Inputs([component]).load({"field": data})
    except InputError:
        return
    assert data is None or WHOLE.fullmatch(loaded[component.id])


def test_a_colour_that_the_program_cannot_mean_is_its_mistake():
    with pytest.raises(DesignError, match="cannot show 'blurple'"):
        ColorPicker("blurple")


def test_no_colour_stays_none():
    assert ColorPicker().postprocess(None) is None


def test_it_is_the_browsers_own_field(show):
    html = show(ColorPicker(), "#abc", interactive=True)
    assert re.search(r'name="field"[^>]* type="color" value="#aabbcc"', html)


def test_the_text_beside_it_is_not_sent(show):
    assert show(ColorPicker(), "#abc", interactive=True).count("name=") == 1


def test_what_cannot_be_changed_is_disabled(show):
    html = show(ColorPicker(), "#abc")
    assert "disabled" in html and "readonly" in html and "hidden" not in html
