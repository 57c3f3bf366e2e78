from iface import Interface, State, Textbox


def echo(text, seen):
    return text, [*seen, text]


def test_clear_empties_every_field_and_starts_the_state_over():
    demo = Interface(echo, [Textbox("hello"), State([])], ["text", State()])
    clear = next(event for event in demo.page.events.values() if event.name == "clear")
    assert clear.fn() == (None, [], None)


def test_clear_is_no_part_of_the_api():
    assert Interface(echo, ["text", State([])], ["text", State()]).page.public == ["echo"]
