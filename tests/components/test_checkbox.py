import pytest

from iface import Checkbox


@pytest.mark.parametrize(
    ("texts", "ticked"), [([], False), (["on"], True), (["true"], True), (["false"], False)]
)
def test_a_form_posts_it_only_when_ticked(texts, ticked):
    assert Checkbox().from_form(texts) is ticked


@pytest.mark.parametrize("data", [1, 0, "on", "true", None, []])
def test_only_true_and_false_are_taken(refuse, data):
    assert refuse(Checkbox(), data)


def test_a_required_box_must_be_ticked(refuse):
    assert refuse(Checkbox(required=True), False) == "Tick this box to go on."


def test_a_ticked_box_is_shown_ticked(show):
    assert " checked" in show(Checkbox(), True, interactive=True)


def test_what_is_true_is_shown_as_true():
    assert Checkbox().postprocess([1]) is True
