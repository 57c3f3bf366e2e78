"""The examples, used as a visitor would use them."""

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def opened(page, example):
    """`opened("greeting") -> page`."""

    def open_(name: str) -> Page:
        page.goto(example(name))
        return page

    return open_


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def test_the_greeting_is_polite_when_it_is_asked_to_be(opened):
    page = opened("greeting")
    page.get_by_label("Name").fill("Ann")
    page.get_by_label("Polite").check()
    press(page, "Submit")
    expect(page.get_by_label("output", exact=True)).to_have_value("Good day to you, Ann.")


def test_the_calculator_divides(opened):
    page = opened("calculator")
    page.get_by_label("First number").fill("7")
    page.get_by_label("divide").check()
    page.get_by_label("Second number").fill("2")
    press(page, "Submit")
    expect(page.get_by_label("Result")).to_have_value("3.5")


@pytest.mark.allows("status of 400")
def test_the_calculator_does_not_divide_by_zero(opened):
    page = opened("calculator")
    page.get_by_label("First number").fill("7")
    page.get_by_label("divide").check()
    page.get_by_label("Second number").fill("0")
    press(page, "Submit")
    expect(page.get_by_role("alert")).to_contain_text("Cannot divide by zero")
    expect(page.get_by_role("alert")).to_contain_text("Choose another number")


@pytest.mark.allows("status of 400")
def test_a_new_try_takes_the_error_away(opened):
    page = opened("calculator")
    press(page, "Submit")
    expect(page.get_by_role("alert")).to_contain_text("A number is missing")
    press(page, "45 · add · 3")
    press(page, "Submit")
    expect(page.get_by_label("Result")).to_have_value("48")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_an_example_fills_the_sentence_builder(opened):
    page = opened("sentence_builder")
    press(page, "10 · bird")
    expect(page.get_by_role("slider")).to_have_value("10")
    expect(page.get_by_label("Count, as a number")).to_have_value("10")
    expect(page.get_by_label("Animal")).to_have_value("bird")
    expect(page.get_by_label("USA")).to_be_checked()
    expect(page.get_by_label("Japan")).not_to_be_checked()
    expect(page.get_by_label("road")).to_be_checked()
    expect(page.get_by_label("Activities")).to_have_values(["ran"])


def test_the_sentence_builder_builds_a_sentence_of_all_choices(opened):
    page = opened("sentence_builder")
    page.get_by_label("Count, as a number").fill("12")
    page.get_by_label("Animal").select_option("dog")
    page.get_by_label("Japan").check()
    page.get_by_label("zoo").check()
    page.get_by_label("Activities").select_option(["ran", "slept"])
    page.get_by_label("Until the morning").check()
    press(page, "Submit")
    expect(page.get_by_label("Sentence", exact=True)).to_have_value(
        "The 12 dogs from Japan went to the zoo where they ran and slept until the morning."
    )


def test_clear_empties_the_sentence_builder(opened):
    page = opened("sentence_builder")
    press(page, "10 · bird")
    expect(page.get_by_role("slider")).to_have_value("10")
    press(page, "Clear")
    expect(page.get_by_label("USA")).not_to_be_checked()
    expect(page.get_by_label("Activities")).to_have_values([])
    expect(page.get_by_role("slider")).to_have_value("2")


def test_the_letter_counter_counts_while_one_types(opened):
    page = opened("letter_counter")
    page.get_by_label("Text", exact=True).press_sequentially("Banana")
    expect(page.get_by_label("Letters")).to_have_value("6")
    expect(page.get_by_role("progressbar", name="a")).to_have_attribute("value", "0.5")


def test_the_letter_counter_shows_nothing_for_nothing(opened):
    page = opened("letter_counter")
    page.get_by_label("Text", exact=True).fill("a")
    expect(page.get_by_label("Letters")).to_have_value("1")
    page.get_by_label("Text", exact=True).fill("")
    expect(page.get_by_label("Letters")).to_have_value("0")
    expect(page.get_by_role("progressbar")).to_have_count(0)


def test_the_total_runs_on(opened):
    page = opened("running_total")
    for amount, total in [("5", "5"), ("2.5", "7.5"), ("-10", "-2.5")]:
        page.get_by_label("Amount").fill(amount)
        page.get_by_label("Amount").press("Enter")
        expect(page.get_by_label("Total")).to_have_value(total)


def test_clear_starts_the_total_over(opened):
    page = opened("running_total")
    page.get_by_label("Amount").fill("5")
    press(page, "Submit")
    expect(page.get_by_label("Total")).to_have_value("5")
    press(page, "Clear")
    expect(page.get_by_label("Total")).to_have_value("")
    page.get_by_label("Amount").fill("3")
    press(page, "Submit")
    expect(page.get_by_label("Total")).to_have_value("3")
