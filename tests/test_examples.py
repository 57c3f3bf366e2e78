"""Every file in examples/ is a program that works."""

import ast
from pathlib import Path

import pytest

from iface.cli import load
from iface.interface import Interface

FOLDER = Path(__file__).resolve().parent.parent / "examples"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))
SUBMITS = {
    "calculator": ((45, "divide", 9), 5),
    "greeting": (("Ann", False), "Hello Ann!"),
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
}


def program(name: str) -> Path:
    return FOLDER / f"{name}.py"


@pytest.mark.parametrize("name", NAMES)
def test_an_example_makes_a_demo(name):
    assert isinstance(load(str(program(name))), Interface)


@pytest.mark.parametrize("name", NAMES)
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
