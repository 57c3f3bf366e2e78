import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iface import Blocks, BrowserState, DesignError


def test_what_the_browser_kept_comes_back():
    state = BrowserState(["", ""])
    assert state.from_form([state.text(["Ann", "x"])]) == ["Ann", "x"]


def test_nothing_kept_is_the_default():
    assert BrowserState({"theme": "light"}).from_form([""]) == {"theme": "light"}


@pytest.mark.parametrize("kept", [0, False, "", [], {}])
def test_values_that_are_false_are_kept_too(kept):
    state = BrowserState(type(kept)())
    assert state.from_form([state.text(kept)]) == kept


@pytest.mark.parametrize(
    ("default", "odd"),
    [
        (["", ""], '{"a": 1}'),
        ({"n": 1}, '{"n": "x"}'),
        (1, "true"),
        ("", "[]"),
        (True, "1"),
        ([1], '["x"]'),
        (1, "nope"),
    ],
)
def test_what_is_not_of_the_defaults_shape_is_the_default(default, odd):
    assert BrowserState(default).from_form([odd]) == default


def test_what_is_too_long_is_the_default():
    assert BrowserState("").from_form([json.dumps("x" * 70_000)]) == ""


@given(st.text())
def test_no_text_is_an_error(text):
    BrowserState({"a": [1]}).from_form([text])


def test_with_a_secret_a_forged_value_is_the_default():
    state = BrowserState(0, secret="quiet")
    kept = state.text(5)
    assert state.from_form([kept]) == 5
    assert state.from_form([kept.replace("5", "6", 1)]) == 0
    assert state.from_form(["6"]) == 0


def test_a_value_signed_under_another_name_is_forged():
    one, other = (BrowserState(0, secret="quiet", storage_key=name) for name in ("one", "other"))
    assert other.from_form([one.text(5)]) == 0


def test_its_name_in_the_browser_is_the_same_at_every_start():
    def made():
        with Blocks() as demo:
            state = BrowserState()
        return state.storage_key.removeprefix(f"iface {demo.page.name}")

    assert made() == made()


def test_its_name_can_be_given():
    assert BrowserState(storage_key="mine").storage_key == "mine"


def test_a_function_is_no_default():
    with pytest.raises(DesignError, match="starts from a value"):
        BrowserState(list)


def test_it_is_a_hidden_field(show):
    html = show(BrowserState(""), "kept", interactive=True)
    assert 'type="hidden"' in html and "data-storage-key" in html
