import pytest

from iface import Button, DesignError, Textbox
from iface.blocks import Blocks


def test_a_listener_adds_an_event():
    with Blocks() as demo:
        box, button = Textbox(), Button()
        button.click(str.upper, box, box)
    event = demo.page.events["upper"]
    assert (event.inputs, event.outputs, event.triggers) == ((1,), (1,), ((2, "click"),))


def test_a_listener_is_a_decorator_too():
    with Blocks() as demo:
        box, button = Textbox(), Button()

        @button.click(inputs=box, outputs=box)
        def shout(text):
            return text.upper()

    assert shout("a") == "A" and "shout" in demo.page.events


def test_names_are_made_unique():
    with Blocks() as demo:
        button = Button()
        button.click(lambda: None)
        button.click(lambda: None)
    assert list(demo.page.events) == ["lambda", "lambda_1"]


def test_outside_of_a_page_it_is_refused():
    with pytest.raises(DesignError, match="outside of a page"):
        Button().click(lambda: None)


def test_a_component_of_another_page_is_refused():
    stranger = Textbox()
    with Blocks(), pytest.raises(DesignError, match="not on this page"):
        Button().click(lambda: None, None, stranger)
