"""The examples, used as a visitor would use them."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


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


def is_in_the_cart(page: Page, size: str, *lines: str) -> None:
    expect(page.get_by_label("Items")).to_have_value(size)
    expect(page.get_by_role("listitem")).to_have_text(list(lines))


def test_what_the_cart_shows_follows(opened):
    page = opened("cart")
    for item in ("Milk", "Water"):
        page.get_by_label(item).check()
    press(page, "Put into the cart")
    is_in_the_cart(page, "2", "1 x Milk", "1 x Water")
    expect(page.get_by_label("Milk")).not_to_be_checked()
    page.get_by_label("Milk").check()
    press(page, "Put into the cart")
    is_in_the_cart(page, "3", "2 x Milk", "1 x Water")
    press(page, "Empty the cart")
    expect(page.get_by_text("Nothing yet.")).to_be_visible()
    expect(page.get_by_label("Items")).to_have_value("0")


def test_the_cart_needs_no_script(plain_page, example):
    plain_page.goto(example("cart"))
    for size, item in (("1", "Milk"), ("2", "Cereal")):
        plain_page.get_by_label(item).check()
        press(plain_page, "Put into the cart")
        expect(plain_page.get_by_label("Items")).to_have_value(size)
        expect(plain_page.get_by_label(item)).not_to_be_checked()
    is_in_the_cart(plain_page, "2", "1 x Milk", "1 x Cereal")


def test_a_cart_never_holds_what_another_visitor_put_in(page, plain_page, gunicorn):
    url = gunicorn(EXAMPLES / "cart.py", "-w", "4", "--threads", "8").url
    visitors = ((page, "Milk"), (plain_page, "Cereal"))
    for visitor, _ in visitors:
        visitor.goto(url)
    for count in range(1, 6):
        for visitor, item in visitors:
            visitor.get_by_label(item).check()
            press(visitor, "Put into the cart")
            expect(visitor.get_by_label(item)).not_to_be_checked()
        for visitor, item in visitors:
            is_in_the_cart(visitor, str(count), f"{count} x {item}")


def write_down(page: Page, *things: str) -> None:
    for thing in things:
        page.get_by_label("What is there to do?").fill(thing)
        page.get_by_label("What is there to do?").press("Enter")
        expect(page.get_by_label(thing, exact=True)).to_be_visible()
        expect(page.get_by_label("What is there to do?")).to_have_value("")


def test_what_is_done_leaves_the_list(opened):
    page = opened("todo")
    expect(page.get_by_role("button", name="Done")).to_be_disabled()
    write_down(page, "Read", "Write", "Sleep")
    page.get_by_label("Write").check()
    press(page, "Done")
    expect(page.get_by_text("Well done: Write.")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(2)
    expect(page.get_by_text("2 to do.")).to_be_visible()


@pytest.mark.allows("status of 400")
def test_what_is_on_the_list_is_not_added_twice(opened):
    page = opened("todo")
    write_down(page, "Read")
    page.get_by_label("What is there to do?").fill("Read")
    press(page, "Add")
    expect(page.get_by_role("alert")).to_contain_text("It is on the list already.")
    expect(page.get_by_label("What is there to do?")).to_have_value("Read")


def test_the_list_needs_no_script(plain_page, example):
    plain_page.goto(example("todo"))
    for thing in ("Read", "Write"):
        plain_page.get_by_label("What is there to do?").fill(thing)
        press(plain_page, "Add")
        expect(plain_page.get_by_label("What is there to do?")).to_have_value("")
    plain_page.get_by_label("Read").check()
    press(plain_page, "Done")
    expect(plain_page.get_by_text("1 to do.")).to_be_visible()
    expect(plain_page.get_by_role("checkbox")).to_have_count(1)


def test_the_visitor_count_counts_with_and_without_a_script(page, plain_page, example):
    url = example("visitor_count")
    for visitor, count in ((page, "1"), (plain_page, "2"), (page, "3")):
        visitor.goto(url)
        expect(visitor.get_by_label("Visitors")).to_have_value(count)


@pytest.mark.parametrize("name", ["cart", "todo", "visitor_count"])
def test_a_page_of_ones_own_design_has_one_heading(opened, name):
    expect(opened(name).get_by_role("heading", level=1)).to_have_count(1)


def test_the_image_filter_shows_a_picture(opened):
    page = opened("image_filter")
    press(page, "Edges")
    expect(page.get_by_label("Edges")).to_be_checked()
    press(page, "Submit")
    picture = page.get_by_role("group", name="Filtered").get_by_role("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 360


def test_a_cell_that_is_edited_counts_in_the_summary(opened):
    page = opened("spreadsheet_summary")
    page.get_by_role("gridcell", name="120").dblclick()
    page.keyboard.press("Control+a")
    page.keyboard.type("157")
    page.keyboard.press("Enter")
    press(page, "Submit")
    expect(page.get_by_role("group", name="Means")).to_contain_text("150")


def test_an_uploaded_table_is_drawn(opened):
    page = opened("plot_of_csv")
    table = {"name": "own.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n3,4\n"}
    page.get_by_label("Choose a file").set_input_files(table)
    expect(page.get_by_label("Across")).to_have_value("a")
    expect(page.get_by_role("group", name="Plot").get_by_role("img").first).to_be_visible()


def test_the_sound_comes_back_backwards(opened):
    page = opened("audio_reverse")
    press(page, "Four tones")
    expect(page.locator("audio")).to_have_count(1)
    press(page, "Submit")
    expect(page.locator("audio")).to_have_count(2)
    sound = page.locator("audio").last
    assert sound.evaluate(
        "one => new Promise(done => one.readyState ? done(one.duration) :"
        " one.onloadedmetadata = () => done(one.duration))"
    ) == pytest.approx(1, abs=0.1)


def test_preferences_are_there_after_a_reload(opened):
    page = opened("preferences")
    page.get_by_label("Name").fill("Ann")
    page.get_by_label("large").check()
    expect(page.get_by_text("Kept for Ann: large text.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Name")).to_have_value("Ann")
    expect(page.get_by_label("large")).to_be_checked()
    page.wait_for_load_state("networkidle")


def test_a_profile_greets_by_name(opened):
    page = opened("login_profile")
    page.get_by_label("Name").fill("ann")
    page.get_by_label("Password").fill("ann")
    press(page, "Log in")
    expect(page.get_by_text("This is visit 1.")).to_be_visible()
    page.get_by_label("Name").fill("Ann")
    press(page, "Keep")
    expect(page.get_by_role("heading", name="Hello Ann")).to_be_visible()


def test_the_countdown_can_be_stopped(opened):
    page = opened("countdown")
    expect(page.get_by_label("Countdown")).to_have_value("")
    press(page, "Submit")
    press(page, "Stop")
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()
    assert "lift-off" not in page.get_by_label("Countdown").input_value()
