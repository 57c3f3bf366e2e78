from typing import Any

import pytest

import iface


def shout(words: list[str], times: int = 1, ending: Any = "!") -> dict:
    """Say it louder."""
    return {"said": " ".join(words).upper() + ending * times}


@pytest.fixture
def demo():
    with iface.Blocks() as demo:
        iface.Textbox(label="words")
        iface.api(shout)
        iface.api(lambda value: value, api_name="echo")
    return demo


def test_a_function_is_offered_to_callers(demo):
    client = demo.test_client()
    answer = client.post("/api/shout", json={"words": ["a", "b"], "times": 2})
    assert answer.json == {"data": [{"said": "A B!!"}]}


def test_nothing_of_it_stands_on_the_page(demo):
    assert demo.test_client().get("/").text.count('class="iface-field') == 1


def test_it_takes_the_names_of_its_arguments_though_a_field_has_one(demo):
    assert demo.call("shout", words=["a"]) == {"said": "A!"}
    assert list(demo.page.fields) == ["words"]


@pytest.mark.parametrize("value", ["text", "5", 5, [1, {"a": None}], True])
def test_what_is_not_annotated_may_be_any_data(demo, value):
    assert demo.call("echo", value) == value


def test_an_annotation_is_checked(demo):
    with pytest.raises(iface.InputError) as raised:
        demo.call("shout", words=["a"], times=1.5)
    assert list(raised.value.fields) == ["times"]


def test_what_has_no_default_is_required(demo):
    with pytest.raises(iface.InputError):
        demo.call("echo")


def test_it_is_a_decorator_too():
    with iface.Blocks() as demo:

        @iface.api(api_name="twice")
        def double(number: float) -> float:
            return 2 * number

    assert double(2) == demo.call("twice", 2) == 4


def test_it_may_be_private():
    with iface.Blocks() as demo:
        iface.api(lambda: 1, api_name="one", api_visibility="private")
    assert demo.page.public == []


def test_outside_of_a_page_it_says_where_it_belongs():
    with pytest.raises(iface.DesignError, match="inside `with iface.Blocks"):
        iface.api(shout)
