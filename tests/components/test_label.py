import pytest

from iface import Label


def test_confidences_are_shown_likeliest_first():
    data = Label().postprocess({"cat": 0.2, "dog": 0.8})
    assert data["label"] == "dog"
    assert [one["label"] for one in data["confidences"]] == ["dog", "cat"]


def test_only_the_top_classes_are_shown():
    assert len(Label(num_top_classes=2).postprocess(dict.fromkeys("abcd", 0.25))["confidences"]) == 2


def test_a_text_is_a_class_alone():
    assert Label().postprocess("dog") == {"label": "dog", "confidences": []}


def test_a_confidence_above_one_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        Label().postprocess({"cat": 2})


def test_as_an_input_it_gives_its_confidences():
    label = Label()
    assert label.preprocess(label.postprocess({"cat": 0.5})) == {"cat": 0.5}


def test_each_confidence_is_a_bar_with_a_name(show):
    html = show(Label(), {"cat": 0.82})
    assert "<progress" in html and "82" in html


def test_nothing_is_a_calm_empty_place(show):
    assert "<progress" not in show(Label(), None)
