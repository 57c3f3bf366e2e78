import pytest

from iface import DesignError, Textbox
from iface.blocks import Blocks
from iface.layouts import Accordion, Column, Group, Row


def test_components_stand_where_the_program_puts_them():
    with Blocks() as demo:
        with Row() as row, Column(scale=2) as column:
            box = Textbox()
        last = Textbox()
    assert (row.children, column.children, demo.page.root.children) == ([column], [box], [row, last])


def test_a_component_can_be_placed_later():
    box = Textbox(render=False)
    with Blocks() as demo, Group() as group:
        box.render()
    assert group.children == [box] and demo.page.components == {2: box}


def test_every_layout_holds_what_is_in_it():
    with Blocks() as demo:
        for layout in (Row(), Column(), Group(), Accordion("More")):
            with layout:
                Textbox(label=type(layout).__name__)
    text = demo.test_client().get("/").text
    assert all(name in text for name in ("Row", "Column", "Group", "Accordion"))


def test_outside_of_a_page_a_with_block_is_refused():
    with pytest.raises(DesignError, match="outside of a page"), Row():
        pass


def test_an_invisible_layout_is_hidden():
    with Blocks() as demo, Column(visible=False):
        Textbox()
    assert " hidden" in demo.test_client().get("/").text
