import pytest

from iface import DesignError, State, Textbox
from iface.blocks import Blocks
from iface.layouts import Accordion, Column, Group, Row, Sidebar, Tab, Tabs, gather_tabs


def page_of(demo: Blocks) -> str:
    """What a visitor is shown first."""
    return demo.test_client().get("/").text


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
        for layout in (Row(), Column(), Group(), Accordion("More"), Sidebar(), Tabs(), Tab()):
            with layout:
                Textbox(label=type(layout).__name__)
    text = page_of(demo)
    assert all(name in text for name in ("Row", "Column", "Group", "Accordion", "Sidebar", "Tabs", "Tab<"))


def test_outside_of_a_page_a_with_block_is_refused():
    with pytest.raises(DesignError, match="outside of a page"), Row():
        pass


def test_an_invisible_layout_is_hidden():
    with Blocks() as demo, Column(visible=False):
        Textbox()
    assert " hidden" in page_of(demo)


def test_the_first_tab_is_shown_first():
    with Blocks(), Tabs() as tabs:
        first, _ = Tab("One"), Tab("Two")
    assert tabs.first is first


def test_a_tab_can_be_selected_by_its_id():
    with Blocks() as demo, Tabs(selected="b") as tabs:
        Tab("One", id="a")
        second = Tab("Two", id="b")
    assert tabs.first is second
    assert f'data-selected="{second.id}"' in page_of(demo)


def test_a_tab_that_nobody_can_open_is_not_shown_first():
    with Blocks(), Tabs() as tabs:
        Tab("One", visible=False)
        Tab("Two", interactive=False)
        third = Tab("Three")
    assert tabs.first is third


def test_tabs_without_a_tab_show_none():
    with Blocks() as demo:
        Tabs()
    assert "data-selected" not in page_of(demo)


def test_without_a_script_every_tab_has_a_heading_and_a_link_to_it():
    with Blocks() as demo, Tabs(), Tab("Two & more", elem_id="two"):
        Textbox(label="Inside")
    text = page_of(demo)
    assert '<a href="#two">Two &amp; more</a>' in text
    assert ">Two &amp; more</h2>" in text and "Inside" in text


def test_tabs_outside_of_tabs_are_put_into_some_together():
    with Blocks() as demo:
        before, first, state, second, between, third = (
            Textbox(), Tab("One"), State(), Tab("Two"), Textbox(), Tab("Three")
        )  # fmt: skip
    gather_tabs(demo.page.root, demo.page.add)
    _, tabs, _, _, others = demo.page.root.children
    assert demo.page.root.children == [before, tabs, state, between, others]
    assert (tabs.children, others.children) == ([first, second], [third])
    assert tabs.id > 0


def test_tabs_inside_of_tabs_stay_where_they_are():
    with Blocks() as demo, Row(), Tabs() as tabs:
        tab = Tab("One")
    gather_tabs(demo.page.root, demo.page.add)
    assert tabs.children == [tab]


def test_an_accordion_can_begin_closed():
    with Blocks() as demo, Accordion("More", False):
        Textbox()
    assert "<details" in page_of(demo) and " open>" not in page_of(demo)


@pytest.mark.parametrize("position", ["left", "right"])
def test_a_sidebar_stands_on_its_side(position):
    with Blocks() as demo, Sidebar("Settings", position=position):
        Textbox()
    assert f'data-position="{position}" open>' in page_of(demo)
