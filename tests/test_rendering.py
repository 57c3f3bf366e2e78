from iface import Textbox, rendering
from iface.layouts import Column


def test_a_component_shows_its_data_its_message_and_where_to_look_first():
    box = Textbox(label="Name")
    box.id, box.name, box.interactive = 1, "name", True
    html = rendering.component(box, "Ann", "Too short.", focus=True)
    assert all(part in html for part in ('value="Ann"', "Too short.", 'aria-invalid="true"', "autofocus"))


def test_a_layout_stands_around_what_it_holds():
    column, box = Column(), Textbox()
    box.id = 1
    column.children.append(box)
    html = rendering.tree(column, {1: rendering.component(box, "Ann")})
    assert html.index("iface-column") < html.index("iface-textbox")
