from iface import Button


def test_a_button_with_an_event_submits_its_name(show):
    button = Button("Go")
    button.event = "run"
    html = show(button, "Go", interactive=True)
    assert 'name="iface-event"' in html and 'value="run"' in html and 'type="submit"' in html


def test_a_button_without_one_submits_nothing(show):
    assert 'type="button"' in show(Button("Go"), "Go", interactive=True)


def test_a_link_looks_like_a_button(show):
    assert "<a " in show(Button("Go", link="help"), "Go")
