"""A form whose controls follow from a function's signature."""

import datetime
import enum
from typing import Annotated, Literal

import pytest
from playwright.sync_api import expect

import iface


class Size(enum.Enum):
    SMALL = 1
    VERY_LARGE = 2


@pytest.fixture
def order(serve, calls):
    """The address of a form for a function with an argument of each kind."""

    def order(
        name: str,
        pieces: int,
        weight: float,
        colour: Literal["red", "green"],
        size: Size,
        toppings: list[Literal["ham", "olives", "basil"]],
        day: datetime.date,
        heat: Annotated[int, iface.Slider(0, 10, step=1, value=3, render=False)],
        gift: bool = False,
        note: str = "none",
    ) -> str:
        """Order something.

        Args:
            name: Who it is for.
            day: When it is fetched.
        """
        calls.append(dict(locals()))
        return "ordered"

    return serve(iface.Interface(order))


@pytest.fixture
def sent(page, order, calls):
    """What the function received of a form that was filled in."""
    page.goto(order)
    page.get_by_label("Name").fill("Ann")
    page.get_by_label("Pieces").fill("3")
    page.get_by_label("Weight").fill("1.5")
    page.get_by_label("green").check()
    page.get_by_label("Very large").check()
    page.get_by_label("ham").check()
    page.get_by_label("basil").check()
    page.get_by_label("Day").fill("2026-01-31")
    page.get_by_label("Heat, as a number").fill("7")
    page.get_by_label("Gift").check()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_label("output", exact=True)).to_have_value("ordered")
    (received,) = calls
    return received


CONTROLS = {
    "Name": "textbox",
    "Pieces": "spinbutton",
    "Weight": "spinbutton",
    "red": "radio",
    "Very large": "radio",
    "olives": "checkbox",
    "Heat": "slider",
    "Gift": "checkbox",
    "Note": "textbox",
}


def test_each_argument_has_the_control_of_its_kind(page, order):
    page.goto(order)
    for name, role in CONTROLS.items():
        expect(page.get_by_role(role, name=name)).to_be_visible()


def test_a_date_has_a_calendar(page, order):
    page.goto(order)
    expect(page.get_by_label("Day")).to_have_attribute("type", "date")


def test_a_default_stands_in_its_control(page, order):
    page.goto(order)
    expect(page.get_by_label("Note")).to_have_value("none")
    expect(page.get_by_role("slider")).to_have_value("3")


def test_a_line_of_the_docstring_is_the_help(page, order):
    page.goto(order)
    expect(page.get_by_label("Name")).to_have_accessible_description("Who it is for.")


def test_values_arrive_with_their_types(sent):
    expected = {
        "name": "Ann",
        "pieces": 3,
        "weight": 1.5,
        "colour": "green",
        "size": Size.VERY_LARGE,
        "toppings": ["ham", "basil"],
        "day": datetime.date(2026, 1, 31),
        "heat": 7,
        "gift": True,
        "note": "none",
    }
    assert {name: (sent[name], type(sent[name])) for name in expected} == {
        name: (value, type(value)) for name, value in expected.items()
    }


def test_the_address_fills_fields(page, order):
    page.goto(f"{order}?name=Ann&colour=green&gift=true&toppings=ham&toppings=basil")
    expect(page.get_by_label("Name")).to_have_value("Ann")
    expect(page.get_by_label("green")).to_be_checked()
    expect(page.get_by_label("Gift")).to_be_checked()
    expect(page.get_by_label("basil")).to_be_checked()


def test_the_address_runs_nothing(page, order, calls):
    page.goto(f"{order}?name=Ann&pieces=3")
    expect(page.get_by_label("Name")).to_have_value("Ann")
    assert calls == []


def test_a_bad_value_in_the_address_has_its_message(page, order):
    page.goto(f"{order}?heat=99")
    expect(page.get_by_role("slider")).to_have_accessible_description("Enter a whole number from 0 to 10.")


def test_a_name_in_the_address_that_no_field_has_is_left_out(page, order):
    page.goto(f"{order}?stranger=1")
    expect(page.get_by_label("Name")).to_have_value("")
    expect(page.locator("[aria-invalid]")).to_have_count(0)
