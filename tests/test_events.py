import pytest

from iface import Button, DesignError, Textbox, on
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


def test_several_triggers_start_one_event():
    with Blocks() as demo:
        one, two = Textbox(), Textbox()
        on([one.submit, two.change], str.upper, one, two)
    assert demo.page.events["upper"].triggers == ((1, "submit"), (2, "change"))


def test_without_triggers_it_starts_on_load_and_when_an_input_changes():
    with Blocks() as demo:
        one, two = Textbox(), Textbox()

        @on(inputs=one, outputs=two)
        def shout(text):
            return text.upper()

    assert demo.page.events["shout"].triggers == ((0, "load"), (1, "change"))


def test_an_event_can_follow_another_as_a_decorator():
    with Blocks() as demo:
        link = Button().click(lambda: None)

        @link.then()
        def after():
            return None

    assert demo.page.events["after"].after == ("lambda", "then")
