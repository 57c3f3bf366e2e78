"""Every file in examples/ is a program that works."""

import ast
from pathlib import Path

import pytest

from iface.blocks import Blocks
from iface.cli import load
from iface.errors import InputError

FOLDER = Path(__file__).resolve().parent.parent / "examples"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))
TABLE = {"headers": ["city", "month", "sold"], "data": [["Bern", "May", 1], ["Bern", "June", 3]]}
SUBMITS = {
    "audio_reverse": "submits a sound",
    "chat_memory": (("My name is Ann",), "I will remember that. I know **1** of your things now."),
    "countdown": ((2, 0), "2 1 lift-off!"),
    "image_filter": "submits a picture",
    "login_profile": "greets",
    "plot_of_csv": "draws a picture",
    "preferences": "keeps them in the browser",
    "spreadsheet_summary": (
        (TABLE, "city"),
        [{"headers": ["city", "sold"], "data": [["Bern", 2.0]]}, "**2 rows**, 1 groups."],
    ),
    "calculator": ((45, "divide", 9), 5),
    "cart": ((["Milk", "Water"],), []),
    "greeting": (("Ann", False), "Hello Ann!"),
    "kitchen_sink": (("Rye", "Sourdough", "bread", "flour", "x = 1"), ["Rye: bread", "x = 1"]),
    "letter_counter": (
        ("aab",),
        [
            3,
            {
                "label": "a",
                "confidences": [{"label": "a", "confidence": 2 / 3}, {"label": "b", "confidence": 1 / 3}],
            },
        ],
    ),
    "message_log": (("one",), {"Current messages": "one", "Previous messages": []}),
    "running_total": ((5,), "5"),
    "sentence_builder": (
        (4, "dog", ["Japan"], "zoo", ["ate", "swam"], False),
        "The 4 dogs from Japan went to the zoo where they ate and swam until the night.",
    ),
    "todo": (("Write",), []),
    "visitor_count": ((), "1"),
}


def program(name: str) -> Path:
    return FOLDER / f"{name}.py"


@pytest.mark.parametrize("name", NAMES)
def test_an_example_makes_a_demo(name):
    assert isinstance(load(str(program(name))), Blocks)


@pytest.mark.parametrize("name", [name for name in NAMES if not isinstance(SUBMITS[name], str)])
def test_an_example_answers_a_submit(name):
    values, answer = SUBMITS[name]
    assert load(str(program(name))).test_client().submit(*values) == answer


@pytest.mark.parametrize("name", NAMES)
def test_an_example_launches_only_as_a_program(name):
    last = ast.parse(program(name).read_text(encoding="utf-8")).body[-1]
    assert ast.unparse(last).startswith("if __name__ == '__main__':")


def test_the_message_log_remembers_a_message():
    client = load(str(program("message_log"))).test_client()
    client.submit("one")
    assert client.submit("two")["Previous messages"] == ["one"]


def test_the_running_total_starts_over_with_another_page():
    client = load(str(program("running_total"))).test_client()
    client.submit(5)
    client.restart()
    assert client.submit(2) == "2"


def test_the_cart_counts_what_was_put_in():
    client = load(str(program("cart"))).test_client()
    client.submit(["Milk", "Water"])
    client.submit(["Milk"])
    assert client.submit(api_name="show") == [3, "- 2 x Milk\n- 1 x Water"]
    client.submit(api_name="take_out")
    assert client.submit(api_name="show") == [0, "Nothing yet."]


def test_the_list_of_things_to_do_grows_and_shrinks():
    client = load(str(program("todo"))).test_client()
    client.submit("Write")
    client.submit("Read")
    assert client.submit(api_name="show")[-1] == "2 to do."
    client.submit(["Write"], api_name="take_away")
    assert client.submit(api_name="show")[-1] == "1 to do."


def test_what_is_done_must_be_on_the_list():
    client = load(str(program("todo"))).test_client()
    client.submit("Write")
    with pytest.raises(InputError):
        client.submit(["Read"], api_name="take_away")


def test_all_visitors_count():
    client = load(str(program("visitor_count"))).test_client()
    client.submit()
    client.restart()
    assert client.submit() == "2"


def test_the_image_filter_gives_a_picture_of_the_same_size():
    demo = load(str(program("image_filter")))
    given = next(iter(demo.page.events["load_example"].fn(0).values()))
    assert demo.fn(given, "Grey").shape == given.shape[:2]


def test_the_reversed_sound_ends_with_its_beginning():
    demo = load(str(program("audio_reverse")))
    rate, samples = next(iter(demo.page.events["load_example"].fn(0).values()))
    assert (demo.fn((rate, samples))[1][::-1] == samples).all()


def test_the_plot_is_drawn_of_the_sample():
    client = load(str(program("plot_of_csv"))).test_client()
    assert client.submit(None, "day", "orders")


def test_preferences_are_given_to_the_browser():
    client = load(str(program("preferences"))).test_client()
    kept = client.submit("Ann", "small", True, api_name="keep")
    assert kept == {"name": "Ann", "size": "small", "news": True}


def test_a_profile_is_kept_and_greets_by_name():
    client = load(str(program("login_profile"))).test_client()
    client.login("ann", "ann")
    client.submit("Ann", "#ff0000", api_name="save")
    assert client.submit(api_name="greet")[0] == "Ann"
