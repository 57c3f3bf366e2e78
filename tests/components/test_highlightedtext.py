import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iface import HighlightedText, rendering
from iface.components.highlightedtext import MOST, TONES
from iface.errors import DesignError, InputError
from iface.schema import Inputs

json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(), below, max_size=3),
    max_leaves=5,
)
label = st.none() | st.text() | st.floats(-2, 2) | st.booleans() | st.integers()
sent = st.lists(
    st.fixed_dictionaries({"token": st.text() | st.integers(), "class_or_confidence": label}), max_size=5
)
entities = st.lists(
    st.fixed_dictionaries(
        {"entity": st.sampled_from("AB"), "start": st.integers(-3, 30), "end": st.integers(-3, 30)}
    ),
    max_size=5,
)


def pairs(component, value):
    return component.preprocess(component.postprocess(value))


def test_pairs_come_out_as_they_went_in():
    value = [("Ada", "person"), (" met ", None), ("him", 0.5)]
    assert pairs(HighlightedText(), value) == value


def test_entities_become_pairs():
    people = {"entity_group": "person", "start": 0, "end": 3}
    places = {"entity": "place", "start": 7, "end": 13}
    value = {"text": "Ada in London", "entities": [places, people]}
    assert pairs(HighlightedText(), value) == [("Ada", "person"), (" in ", None), ("London", "place")]


@given(st.text(max_size=25), entities)
def test_entities_leave_nothing_of_the_text_out(text, entities):
    parts = pairs(HighlightedText(), {"text": text, "entities": entities})
    assert "".join(part for part, _ in parts) == text


def test_neighbours_of_one_label_can_be_joined():
    component = HighlightedText(combine_adjacent=True, adjacent_separator=" ")
    assert pairs(component, [("a", "X"), ("b", "X"), ("c", None)]) == [("a b", "X"), ("c", None)]


def test_numbers_of_numpy_are_scores():
    numpy = pytest.importorskip("numpy")
    assert pairs(HighlightedText(), [("a", numpy.float32(0.5))]) == [("a", 0.5)]


@pytest.mark.parametrize("value", ["text", [("a",)], [("a", float("nan"))], {"text": "a"}, 7])
def test_what_is_no_list_of_pairs_is_a_mistake_of_the_program(value):
    with pytest.raises(DesignError, match="cannot show"):
        HighlightedText(value)


def test_too_many_parts_are_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="10001 parts"):
        HighlightedText().postprocess([("a", None)] * (MOST + 1))


@settings(deadline=None)
@given(json | sent)
def test_whatever_is_sent_can_be_shown_or_is_refused(data):
    component = HighlightedText(show_legend=True)
    component.name, component.interactive = "field", False
    try:
        loaded = Inputs([component]).load({"field": data})[component.id]
    except InputError:
        return
    assert loaded == data
    assert rendering.component(component, loaded)
    assert data is None or len(component.preprocess(loaded)) == len(data)


def test_a_score_beyond_one_is_refused(refuse):
    data = [{"token": "a", "class_or_confidence": 1.5}]
    assert refuse(HighlightedText(), data) == "A score is a number from -1 to 1."


def test_a_label_stands_beside_its_part(show):
    html = show(HighlightedText(), [("Ada", "person"), ("!", None)])
    assert 'data-tone="blue">Ada<small>person</small></mark>' in html
    assert '<span data-place="1">!</span>' in html


def test_a_label_that_is_not_shown_is_still_said(show):
    html = show(HighlightedText(show_inline_category=False), [("Ada", "person")])
    assert 'Ada<span class="iface-hidden"> person</span>' in html


def test_labels_have_different_colours(show):
    html = show(HighlightedText(), [(name, name) for name in TONES])
    assert all(html.count(f'data-tone="{tone}"') == 1 for tone in TONES)


def test_a_colour_that_the_program_took_is_not_given_out(show):
    html = show(HighlightedText(color_map={"a": "blue"}), [("1", "b"), ("2", "a")])
    assert html.count('data-tone="blue"') == 1


def test_a_colour_of_css_is_left_to_the_script(show):
    html = show(HighlightedText(color_map={"a": "#123456"}), [("1", "a")])
    assert 'data-colour="#123456"' in html and "style=" not in html


@pytest.mark.parametrize("colour", ["url(x)", "red;", "#12", "", "expression(1)"])
def test_what_is_no_colour_is_a_mistake_of_the_program(colour):
    with pytest.raises(DesignError, match="color_map"):
        HighlightedText(color_map={"a": colour})


def test_a_score_is_a_shade_and_said(show):
    html = show(HighlightedText(show_legend=True), [("bad", -0.62), ("so", 0)])
    assert 'data-strength="-3"' in html and "-0.62</span>" in html and "iface-ramp" in html


def test_the_legend_has_each_label_once(show):
    html = show(HighlightedText(show_legend=True), [("1", "a"), ("2", "a"), ("3", "b")])
    assert html.count("<li") == 2


def test_what_is_shown_is_text(show):
    assert "<script" not in show(HighlightedText(show_legend=True), [("<script>", "<script>")])


def test_nothing_says_so(show):
    assert "Nothing yet" in show(HighlightedText(), None)
