import re

import pytest
from hidden_fields import hidden_fields

import iface
from iface import Blocks, Button, Number, State, Textbox

JSON = {"Accept": "application/json"}


def press(client, event, **entries):
    """What the script is told when a button is pressed on a new page."""
    sent = hidden_fields(client.get("/").text) | {"iface-event": event} | entries
    return client.post("/", data=sent, headers=JSON).json["events"]


def told(events, kind):
    return [one for one in events if one["type"] == kind]


def trace(*steps):
    """A page whose button starts a chain; each step notes its name."""
    ran = []

    def step(name):
        def note():
            ran.append(name)
            if name.startswith("bad"):
                raise iface.Error(name)

        return note

    with Blocks() as demo:
        link = Button("Go").click(step(steps[0][1]), api_name="start")
        for when, name in steps[1:]:
            link = getattr(link, when)(step(name))
    press(demo.test_client(), "start")
    return ran


@pytest.mark.parametrize(
    ("steps", "ran"),
    [
        ([("", "a"), ("then", "b"), ("then", "c"), ("then", "d")], ["a", "b", "c", "d"]),
        ([("", "a"), ("success", "b")], ["a", "b"]),
        ([("", "a"), ("failure", "b")], ["a"]),
        ([("", "bad"), ("success", "b")], ["bad"]),
        ([("", "bad"), ("failure", "b"), ("then", "c")], ["bad", "b", "c"]),
        ([("", "bad"), ("then", "b")], ["bad", "b"]),
    ],
)
def test_what_follows_an_event_depends_on_how_it_ended(steps, ran):
    assert trace(*steps) == ran


def test_links_of_a_chain_see_what_those_before_them_showed():
    with Blocks() as demo:
        one, two = Textbox(), Textbox()
        Button("Go").click(lambda: "a", None, one, api_name="go").then(lambda text: text + "b", one, two)
    shown = told(press(demo.test_client(), "go"), "output")
    assert (
        [one["component"] for one in shown] == [1, 2] and ">\nab<" in shown[1]["html"]
    ) or 'value="ab"' in shown[1]["html"]


def test_a_change_listener_runs_when_an_event_changed_its_component():
    with Blocks() as demo:
        number, double = Number(1), Number()
        Button("Go").click(lambda n: n + 1, number, number, api_name="go")
        number.change(lambda n: 2 * n, number, double)
    shown = told(press(demo.test_client(), "go", number_1="4"), "output")
    assert [one["component"] for one in shown] == [1, 2] and 'value="10"' in shown[1]["html"]


def test_it_does_not_run_where_nothing_changed():
    with Blocks() as demo:
        number, double = Number(1), Number()
        Button("Go").click(lambda n: n, number, number, api_name="go")
        number.change(lambda n: 2 * n, number, double)
    assert len(told(press(demo.test_client(), "go", number_1="4"), "output")) == 1


def test_two_fields_that_follow_each_other_come_to_rest():
    with Blocks() as demo:
        celsius, fahrenheit = Number(0, label="C"), Number(32, label="F")
        celsius.change(lambda c: c * 9 / 5 + 32, celsius, fahrenheit, api_name="to_f")
        fahrenheit.change(lambda f: (f - 32) * 5 / 9, fahrenheit, celsius)
    shown = told(press(demo.test_client(), "to_f", c="100", f="32"), "output")
    assert [one["component"] for one in shown] == [2, 1]


def test_a_chain_without_end_is_an_error_that_names_it():
    with Blocks() as demo:
        number = Number(0)
        Button("Go").click(lambda n: n + 1, number, number, api_name="go")
        number.change(lambda n: n + 1, number, number, api_name="again")
    (error,) = told(press(demo.test_client(), "go", number_1="1"), "error")
    assert "again -> again" in error["title"]


def test_a_state_tells_its_listeners_of_a_change():
    with Blocks() as demo:
        cart, size = State([]), Number()
        Button("Add").click(lambda cart: [*cart, 1], cart, cart, api_name="add")
        Button("Keep").click(lambda cart: cart, cart, cart, api_name="keep")
        cart.change(len, cart, size)
    client = demo.test_client()
    assert 'value="1"' in told(press(client, "add"), "output")[0]["html"]
    assert told(press(client, "keep"), "output") == []


def test_listeners_to_a_state_run_for_callers_of_the_api_too():
    seen = []
    with Blocks() as demo:
        cart = State([])
        Button("Add").click(lambda cart: [*cart, 1], cart, cart, api_name="add")
        cart.change(lambda cart: seen.append(cart), cart)
    demo.test_client().submit(api_name="add")
    assert seen == [[1]]


def test_each_link_keeps_its_state_for_itself():
    def fail(n):
        raise iface.Error("no")

    with Blocks() as demo:
        count, shown = State(0), Number()
        link = Button("Go").click(lambda n: n + 1, count, count, api_name="go")
        link.then(fail, count, count).then(lambda n: n, count, shown)
    assert 'value="1"' in told(press(demo.test_client(), "go"), "output")[-1]["html"]


def test_the_same_submit_again_shows_the_whole_chain_and_runs_nothing():
    ran = []
    with Blocks() as demo:
        one, two = Textbox(), Textbox()
        Button("Go").click(lambda: ran.append(1) or "a", None, one, api_name="go").then(
            lambda: "b", None, two
        )
    client = demo.test_client()
    sent = hidden_fields(client.get("/").text) | {"iface-event": "go"}
    first, again = (client.post("/", data=sent, headers=JSON).json["events"] for _ in range(2))
    assert ran == [1]
    assert [one["html"] for one in told(first, "output")] == [one["html"] for one in told(again, "output")]


def test_without_a_script_all_listeners_of_a_button_run():
    with Blocks() as demo:
        one, two = Textbox(), Textbox()
        button = Button("Go")
        button.click(lambda: "first", None, one)
        button.click(lambda: "second", None, two)
    client = demo.test_client()
    text = client.post("/", data=hidden_fields(client.get("/").text) | {"iface-event": "lambda"}).text
    assert "first" in text and "second" in text


@pytest.mark.parametrize(("name", "noted"), [("One", ["shared", "own"]), ("Two", ["shared"])])
def test_without_a_script_a_button_of_a_shared_event_runs_its_own_listeners_only(name, noted):
    ran = []
    with Blocks() as demo:
        one, two = Button("One"), Button("Two")
        iface.on([one.click, two.click], lambda: ran.append("shared"))
        one.click(lambda: ran.append("own"))
    client = demo.test_client()
    page = client.get("/").text
    value = re.search(rf'value="([^"]*)"[^>]*>\s*{name}\s*</button>', page)[1]
    client.post("/", data=hidden_fields(page) | {"iface-event": value})
    assert ran == noted


def test_a_second_buttons_answer_still_shows_the_first_ones_result():
    with Blocks() as demo:
        one, two = Textbox(interactive=False), Textbox(interactive=False)
        Button("A").click(lambda: "first", None, one, api_name="a")
        Button("B").click(lambda: "second", None, two, api_name="b")
    client = demo.test_client()
    page = client.post("/", data=hidden_fields(client.get("/").text) | {"iface-event": "a"}).text
    page = client.post("/", data=hidden_fields(page) | {"iface-event": "b"}).text
    assert "first" in page and "second" in page


def test_an_output_that_is_an_input_keeps_its_value_on_the_server():
    with Blocks() as demo:
        message, chat = Textbox(label="Message"), iface.JSON([], label="Chat")
        Button("Send").click(lambda text, chat: [*chat, text], [message, chat], chat, api_name="send")
    client = demo.test_client()
    assert demo.page.needs(demo.page.events["send"]) == ["message"]
    sent = hidden_fields(client.get("/").text) | {"iface-event": "send", "message": "one"}
    client.post("/", data=sent, headers=JSON)
    again = sent | {"message": "two", "iface-nonce": "n" * 20}
    html = told(client.post("/", data=again, headers=JSON).json["events"], "output")[0]["html"]
    assert "one" in html and "two" in html


def updated(update, then=None, **entries):
    """A page whose button updates a dropdown; what the next event says to entries."""
    with Blocks() as demo:
        choice, out = iface.Dropdown(["a", "b"], label="Choice"), Textbox(interactive=False)
        Button("More").click(lambda: update, None, choice, api_name="more")
        Button("Take").click(lambda one: f"took {one!r}", choice, out, api_name="take")
    client = demo.test_client()
    sent = hidden_fields(client.get("/").text) | {"choice": "a"}
    more = client.post("/", data=sent | {"iface-event": "more"}, headers=JSON).json["events"]
    taken = client.post(
        "/", data=sent | entries | {"iface-event": "take", "iface-nonce": "n" * 20}, headers=JSON
    )
    return told(more, "output"), taken.json["events"], client


@pytest.mark.parametrize("update", [iface.update(choices=["x", "y"]), iface.Dropdown(choices=["x", "y"])])
def test_an_update_changes_the_choices_and_what_is_taken(update):
    shown, taken, _ = updated(update, choice="x")
    assert ">x<" in shown[0]["html"] and "took &#39;x&#39;" in told(taken, "output")[0]["html"]


def test_what_was_a_choice_before_is_refused_after():
    _, taken, _ = updated(iface.update(choices=["x", "y"]), choice="a")
    assert told(taken, "error")[0]["fields"] == {"choice": "Choose one of the choices shown."}


def test_an_update_is_for_its_session_only():
    _, _, client = updated(iface.update(choices=["x", "y"]))
    assert ">x<" not in client.get("/").text


def test_values_that_are_no_text_keep_their_types_after_an_update():
    _, taken, _ = updated(iface.update(choices=[1, 2]), choice="2")
    assert "took 2" in told(taken, "output")[0]["html"]


def test_skip_leaves_everything_as_it_is():
    shown, taken, _ = updated(iface.skip(), choice="b")
    assert shown == [] and "took &#39;b&#39;" in told(taken, "output")[0]["html"]


def test_an_update_with_a_property_that_is_not_there_is_an_error(caplog):
    with Blocks() as demo:
        box = Textbox()
        Button("Go").click(lambda: iface.update(colour="red"), None, box, api_name="go")
    assert told(press(demo.test_client(), "go"), "error")


def test_a_dict_by_component_gives_some_outputs():
    with Blocks() as demo:
        one, two = Textbox(), Textbox()
        Button("Go").click(lambda: {two: "b"}, None, [one, two], api_name="go")
    assert [one["component"] for one in told(press(demo.test_client(), "go"), "output")] == [2]


def test_inputs_as_a_set_come_as_one_dict():
    with Blocks() as demo:
        a, b, out = Number(1, label="A"), Number(2, label="B"), Number()
        Button("Go").click(lambda values: values[a] - values[b], {a, b}, out, api_name="go")
    assert 'value="4"' in told(press(demo.test_client(), "go", a="5", b="1"), "output")[0]["html"]


def test_what_a_function_says_is_told_in_its_order():
    def say():
        iface.Info("first", title="One")
        iface.Warning("second")

    with Blocks() as demo:
        Button("Go").click(say, api_name="go")
    logs = told(press(demo.test_client(), "go"), "log")
    assert [(one["level"], one["message"]) for one in logs] == [("info", "first"), ("warning", "second")]


def test_what_was_selected_reaches_the_function():
    def tell(data: iface.SelectData):
        return f"{data.index} {data.value} {data.target.label}"

    with Blocks() as demo:
        radio, out = iface.Radio(["a", "b"], label="Letter"), Textbox()
        radio.select(tell, None, out, api_name="tell")
    events = press(demo.test_client(), "tell", **{"iface-data": '{"index": 1, "value": "b"}'})
    assert "1 b Letter" in told(events, "output")[0]["html"]


@pytest.mark.parametrize("text", ["{", "[1]", '"x"', "[" * 5000, "x" * 20_000])
def test_odd_news_of_what_happened_counts_as_none(text):
    with Blocks() as demo:
        out = Textbox()
        Button("Go").click(lambda: "ok", None, out, api_name="go")
    assert told(press(demo.test_client(), "go", **{"iface-data": text}), "output")


def test_load_runs_for_a_browser_without_a_script_where_it_is_sent_on():
    with Blocks() as demo:
        box = Textbox(label="Name")
        demo.load(lambda: "loaded", None, box)
    client = demo.test_client()
    assert "loaded" not in client.get("/").text
    assert "loaded" in client.get("/?iface-load=1").text


@pytest.mark.parametrize("update", [iface.update(visible=False), iface.Column(visible=False)])
def test_a_layout_can_be_an_output(update):
    with Blocks() as demo:
        with iface.Column() as column:
            Textbox(label="Inside")
        Button("Hide").click(lambda: update, None, column, api_name="hide")
    client = demo.test_client()
    (changed,) = told(press(client, "hide"), "layout")
    assert changed == {"type": "layout", "layout": column.id, "visible": False, "revision": 1}


def test_without_a_script_the_page_has_the_layout_as_it_was_changed():
    with Blocks() as demo:
        with iface.Accordion("More", open=False) as more:
            Textbox(label="Inside")
        Button("Open").click(lambda: iface.Accordion(open=True), None, more, api_name="open")
    client = demo.test_client()
    page = client.get("/").text
    assert " open>" not in page
    page = client.post("/", data=hidden_fields(page) | {"iface-event": "open"}).text
    assert " open>" in page


def test_tabs_are_selected_by_their_id():
    with Blocks() as demo:
        with iface.Tabs() as tabs:
            with iface.Tab("One", id="one"):
                pass
            with iface.Tab("Two", id="two") as two:
                pass
        Button("Go").click(lambda: iface.Tabs(selected="two"), None, tabs, api_name="go")
    (changed,) = told(press(demo.test_client(), "go"), "layout")
    assert changed["selected"] == two.id


def test_what_cannot_be_changed_of_a_layout_is_an_error():
    with Blocks() as demo:
        with iface.Row() as row:
            pass
        Button("Go").click(lambda: iface.update(variant="panel"), None, row, api_name="go")
    assert told(press(demo.test_client(), "go"), "error")
