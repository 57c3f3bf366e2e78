"""A browser with JavaScript: answers are put in place, and the page stays."""

import time

import pytest
from playwright.sync_api import Page, expect
from running import wait_in_vain

import iface


@pytest.fixture
def checked(serve, calls):
    """A form with limits on what is entered, and of all kinds of controls."""

    def tell(name, age, colours):
        calls.append((name, age))
        return f"{name} is {age}"

    name = iface.Textbox(label="Name", max_length=10)
    age = iface.Number(label="Age", minimum=0, maximum=120, required=True, info="In years")
    colours = iface.CheckboxGroup(["red", "blue"], label="Colours", required=True)
    return serve(iface.Interface(tell, [name, age, colours], iface.Textbox(label="Told")))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def submit_all(page: Page, url: str, *, name: str = "Ann", age: str = "30", colour: str = "red") -> None:
    page.goto(url)
    page.get_by_label("Name").evaluate("field => field.removeAttribute('maxlength')")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Age").fill(age)
    if colour:
        page.get_by_label(colour).check()
    press(page, "Submit")


def settled(page: Page) -> None:
    """Wait until every answer has been put in place."""
    expect(page.locator("[aria-busy]")).to_have_count(0)


def test_the_page_stays(page, checked):
    visits = []
    submit_all(page, checked)
    expect(page.get_by_label("Told")).to_have_value("Ann is 30")
    page.on("framenavigated", lambda frame: visits.append(frame.url))
    press(page, "Submit")
    settled(page)
    assert visits == []


def test_a_double_click_runs_once(page, checked, calls):
    submit_all(page, checked)
    expect(page.get_by_label("Told")).to_have_value("Ann is 30")
    page.get_by_label("Name").fill("Bea")
    page.get_by_role("button", name="Submit").dblclick()
    expect(page.get_by_label("Told")).to_have_value("Bea is 30")
    settled(page)
    assert calls == [("Ann", 30), ("Bea", 30)]


def test_a_slow_double_click_runs_once(page, checked, calls):
    submit_all(page, checked)
    expect(page.get_by_label("Told")).to_have_value("Ann is 30")
    page.get_by_label("Name").fill("Bea")
    press(page, "Submit")
    expect(page.get_by_label("Told")).to_have_value("Bea is 30")
    settled(page)
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    settled(page)
    assert calls == [("Ann", 30), ("Bea", 30)]


def test_two_clicks_run_twice(page, checked, calls):
    submit_all(page, checked)
    expect(page.get_by_label("Told")).to_have_value("Ann is 30")
    settled(page)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        press(page, "Submit")
    assert len(calls) == 2


def test_enter_submits(page, example):
    page.goto(example("greeting"))
    page.get_by_label("Name").fill("Ann")
    page.get_by_label("Name").press("Enter")
    expect(page.get_by_label("output", exact=True)).to_have_value("Hello Ann!")


def test_enter_in_a_text_of_several_lines_begins_a_line(page, serve, calls):
    page.goto(serve(iface.Interface(calls.append, iface.Textbox(label="Lines", lines=3), "text")))
    page.get_by_label("Lines").fill("one")
    page.get_by_label("Lines").press("Enter")
    expect(page.get_by_label("Lines")).to_have_value("one\n")
    assert calls == []


def test_control_and_enter_submit_a_text_of_several_lines(page, serve):
    page.goto(serve(iface.Interface(str.upper, iface.Textbox(label="Lines", lines=3), "text")))
    page.get_by_label("Lines").fill("one")
    page.get_by_label("Lines").press("Control+Enter")
    expect(page.get_by_label("output", exact=True)).to_have_value("ONE")


@pytest.mark.allows("status of 422")
def test_a_bad_field_is_marked_and_described(page, checked):
    submit_all(page, checked, age="121")
    expect(page.get_by_label("Age")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Age")).to_have_accessible_description("In years Enter a number from 0 to 120.")


@pytest.mark.allows("status of 422")
def test_a_good_field_is_not_marked(page, checked):
    submit_all(page, checked, age="121")
    expect(page.get_by_label("Age")).to_have_attribute("aria-invalid", "true")
    assert page.get_by_label("Name").get_attribute("aria-invalid") is None


@pytest.mark.allows("status of 422")
def test_the_first_bad_field_has_the_focus(page, checked):
    submit_all(page, checked, name="Bartholomew the Second", age="121")
    expect(page.get_by_label("Name")).to_be_focused()


@pytest.mark.allows("status of 422")
def test_bad_entries_are_kept(page, checked):
    submit_all(page, checked, name="Bartholomew the Second", age="121")
    expect(page.get_by_label("Age")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Age")).to_have_value("121")
    expect(page.get_by_label("Name")).to_have_value("Bartholomew the Second")


@pytest.mark.allows("status of 422")
def test_a_group_of_boxes_has_its_message(page, checked):
    submit_all(page, checked, colour="")
    expect(page.get_by_role("group", name="Colours")).to_have_accessible_description("Choose at least one.")
    expect(page.get_by_label("red")).to_be_focused()


@pytest.mark.allows("status of 422")
def test_a_message_goes_as_soon_as_the_field_is_edited(page, checked):
    submit_all(page, checked, age="121")
    expect(page.get_by_text("Enter a number from 0 to 120.")).to_be_visible()
    page.get_by_label("Age").press("Backspace")
    expect(page.get_by_text("Enter a number from 0 to 120.")).to_have_count(0)
    assert page.get_by_label("Age").get_attribute("aria-invalid") is None


@pytest.mark.allows("status of 400")
def test_an_error_of_the_function_is_shown_in_its_words(page, serve):
    def fail(text):
        raise iface.Error("Try a longer text.", title="Too short")

    page.goto(serve(iface.Interface(fail, "text", "text")))
    press(page, "Submit")
    expect(page.get_by_role("alert")).to_contain_text("Too short")
    expect(page.get_by_role("alert")).to_contain_text("Try a longer text.")


@pytest.mark.allows("status of 500")
def test_a_failure_of_the_function_keeps_its_text_to_itself(page, serve):
    def fail(text):
        raise ValueError("the password is swordfish")

    page.goto(serve(iface.Interface(fail, "text", "text")))
    press(page, "Submit")
    expect(page.get_by_role("alert")).to_contain_text("The function failed")
    expect(page.locator("body")).not_to_contain_text("swordfish")


@pytest.mark.allows("status of 401")
def test_a_page_from_before_a_restart_keeps_what_was_entered_and_says_so(page, serve):
    url = serve(first := iface.Interface(lambda text: text, "text", "text"))
    page.goto(url)
    page.get_by_label("text", exact=True).fill("kept")
    first.close()
    port = int(url.rstrip("/").rpartition(":")[2])
    serve(iface.Interface(lambda text: text, "text", "text"), server_port=port)
    press(page, "Submit")
    expect(page.get_by_role("alert")).to_contain_text("Your entries are kept")
    expect(page.get_by_label("text", exact=True)).to_have_value("kept")
    press(page, "Submit")
    expect(page.get_by_label("output", exact=True)).to_have_value("kept")


@pytest.mark.allows("ERR_CONNECTION_REFUSED", "Failed to fetch")
def test_a_server_that_is_gone_is_said(page, serve):
    demo = iface.Interface(lambda text: text, "text", "text")
    page.clock.install()
    page.goto(serve(demo))
    page.get_by_label("text", exact=True).fill("kept")
    demo.close()
    press(page, "Submit")
    wait_in_vain(page)
    expect(page.get_by_role("alert")).to_contain_text("The server could not be reached.")
    expect(page.get_by_label("text", exact=True)).to_have_value("kept")


def test_what_takes_long_is_marked_as_busy(page, serve):
    page.goto(serve(iface.Interface(lambda text: time.sleep(0.5), "text", iface.Textbox(label="Slow"))))
    press(page, "Submit")
    expect(page.locator(".iface-textbox[aria-busy=true]")).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text("Done")
    settled(page)


def test_the_button_is_marked_as_busy_when_enter_is_pressed(page, serve):
    page.goto(serve(iface.Interface(lambda number: time.sleep(0.5), "slider", iface.Textbox(label="Slow"))))
    page.get_by_role("spinbutton").press("Enter")
    expect(page.get_by_role("button", name="Submit")).to_have_attribute("aria-busy", "true")
    settled(page)
