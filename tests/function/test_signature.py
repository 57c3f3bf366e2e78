import datetime
from enum import Enum
from functools import partial
from typing import Annotated, Literal, Optional

import pytest

import iface
from iface.errors import SignatureMismatch
from iface.function import hints


class Colour(Enum):
    RED = 1
    BLUE = 2


def everything(
    name: str,
    age: int,
    height: float = 1.8,
    member: bool = True,
    size: Literal["S", "M", "L"] = "M",
    letter: Literal["a", "b", "c", "d", "e"] = "b",
    colour: Colour = Colour.RED,
    days: list[Literal["Mon", "Tue"]] = ["Mon"],  # noqa: B006
    born: datetime.date = datetime.date(2000, 1, 1),
    volume: Annotated[int, iface.Slider(0, 10)] = 3,
    note: Annotated[str, "Said aloud."] = "",
    extra: dict | None = None,
    anything=None,
) -> str:
    """Take everything.

    Args:
        name: Who it is.
        age (int): In years.
    """
    return " ".join(
        map(repr, (name, age, height, member, size, letter, colour, days, born, volume, note, extra))
    )


def test_each_annotation_has_its_component():
    kinds = [type(one).__name__ for one in hints.inputs_of(everything)]
    assert kinds == [
        "Textbox", "Number", "Number", "Checkbox", "Radio", "Dropdown", "Radio", "CheckboxGroup", "DateTime",
        "Slider", "Textbox", "JSON", "Textbox",
    ]  # fmt: skip


def test_the_function_gets_what_its_annotations_promise():
    client = iface.Interface(everything).test_client()
    said = client.submit(name="Ann", age=30, colour="Colour.BLUE", volume=3)
    assert said == ("'Ann' 30 1.8 True 'M' 'b' <Colour.BLUE: 2> ['Mon'] datetime.date(2000, 1, 1) 3 '' None")


def test_names_become_labels_and_lines_of_the_docstring_help():
    first, second, *_ = hints.inputs_of(everything)
    assert (first.label, first.info, second.info) == ("Name", "Who it is.", "In years.")


def test_sphinx_docstrings_are_read_too():
    def f(first_name: str):
        """Do it.

        :param first_name: who
        """

    (component,) = hints.inputs_of(f)
    assert (component.label, component.info) == ("First name", "who")


def test_a_number_without_a_default_is_required():
    with pytest.raises(iface.InputError):
        iface.Interface(everything).test_client().submit(name="Ann", age=None)


def test_an_optional_one_is_not():
    def f(age: Optional[int]) -> str:  # noqa: UP045
        return repr(age)

    assert iface.Interface(f).test_client().submit(age=None) == "None"


@pytest.mark.parametrize(
    ("hint", "words"),
    [
        (int, ["number"]),
        (bool, ["checkbox"]),
        (dict[str, int], ["json"]),
        (tuple[str, int], ["textbox", "number"]),
        (None, []),
    ],
)
def test_the_return_annotation_gives_the_outputs(hint, words):
    def f(a: str):
        return a

    f.__annotations__["return"] = hint
    assert [one.word for one in hints.outputs_of(f)] == words


def test_a_hint_that_cannot_be_resolved_is_a_text_box():
    def f(a: "Nowhere") -> "Nobody":  # noqa: F821
        return a

    assert iface.Interface(f).test_client().submit("x") == "x"


def test_explicit_inputs_win():
    assert iface.Interface(lambda n: n, "number", "number").inputs[0].word == "number"


def test_partials_methods_and_callable_objects_have_signatures():
    class Adder:
        def __call__(self, a: int, b: int) -> int:
            return a + b

        def method(self, a: int) -> int:
            return a

    assert [one.word for one in hints.inputs_of(Adder())] == ["number", "number"]
    assert [one.word for one in hints.inputs_of(Adder().method)] == ["number"]
    assert [one.word for one in hints.inputs_of(partial(Adder(), 1))] == ["number"]


def test_an_argument_that_goes_by_keyword_only_is_refused():
    def f(a, *, b):
        return a

    with pytest.raises(SignatureMismatch, match="needs b by keyword"):
        iface.Interface(f, ["text"], "text")


def test_any_number_of_inputs_fits_an_endless_argument():
    assert iface.Interface(lambda *all: sum(all), ["number"] * 3, "number").test_client().submit(1, 2, 3) == 6


def test_the_request_is_no_input():
    def f(request: iface.Request, a: str) -> str:
        return a + request.method

    assert [one.name for one in hints.inputs_of(f)] == [""]
    assert iface.Interface(f).test_client().submit(a="x") == "xPOST"
