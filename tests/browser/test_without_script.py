"""A browser without JavaScript: the page is a form, and each answer is a page."""

import pytest
from playwright.sync_api import Page, expect

import iface


@pytest.fixture
def checked(serve, calls):
    """A form with limits on what is entered."""

    def tell(name, age):
        calls.append((name, age))
        return f"{name} is {age}"

    name = iface.Textbox(label="Name", max_length=10)
    age = iface.Number(label="Age", minimum=0, maximum=120, required=True)
    return serve(iface.Interface(tell, [name, age], iface.Textbox(label="Told")))


@pytest.fixture
def total(example):
    return example("running_total")


def add(page: Page, amount: str) -> None:
    page.get_by_label("Amount").fill(amount)
    page.get_by_role("button", name="Submit").click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def too_long(page: Page, url: str) -> None:
    """Submit a name that the browser itself would have cut, and no age."""
    page.goto(url)
    page.get_by_label("Name").evaluate("field => field.removeAttribute('maxlength')")
    page.get_by_label("Name").fill("Bartholomew the Second")
    press(page, "Submit")


def test_the_message_log_keeps_three_submits(plain_page, example):
    plain_page.goto(example("message_log"))
    for text in ("one", "two", "three"):
        plain_page.get_by_label("message").fill(text)
        press(plain_page, "Submit")
    shown = plain_page.locator(".iface-json")
    expect(shown).to_contain_text('"Current messages": "three"')
    expect(shown).to_contain_text('"Previous messages": ["two", "one"]')


def test_enter_submits(plain_page, example):
    plain_page.goto(example("greeting"))
    plain_page.get_by_label("Name").fill("Ann")
    plain_page.get_by_label("Name").press("Enter")
    expect(plain_page.get_by_label("output", exact=True)).to_have_value("Hello Ann!")


def test_what_was_entered_stays_after_a_submit(plain_page, example):
    plain_page.goto(example("greeting"))
    plain_page.get_by_label("Name").fill("Ann")
    plain_page.get_by_label("Polite").check()
    press(plain_page, "Submit")
    expect(plain_page.get_by_label("Name")).to_have_value("Ann")
    expect(plain_page.get_by_label("Polite")).to_be_checked()


@pytest.mark.allows("status of 422")
def test_each_bad_field_has_its_message(plain_page, checked):
    too_long(plain_page, checked)
    expect(plain_page.get_by_label("Name")).to_have_accessible_description(
        "Enter at most 10 characters; these are 22."
    )
    expect(plain_page.get_by_label("Age")).to_have_accessible_description("Fill in this field.")


@pytest.mark.allows("status of 422")
def test_a_bad_entry_is_kept(plain_page, checked):
    too_long(plain_page, checked)
    expect(plain_page.get_by_label("Name")).to_have_value("Bartholomew the Second")


@pytest.mark.allows("status of 422")
def test_the_function_is_not_called_with_a_bad_entry(plain_page, checked, calls):
    too_long(plain_page, checked)
    expect(plain_page.get_by_role("alert")).to_contain_text("2 values do not fit.")
    assert calls == []


@pytest.mark.allows("status of 422")
def test_the_first_bad_field_has_the_focus(plain_page, checked):
    too_long(plain_page, checked)
    expect(plain_page.get_by_label("Name")).to_be_focused()


@pytest.mark.allows("status of 422")
def test_a_good_field_before_the_bad_one_has_not_the_focus(plain_page, checked):
    plain_page.goto(checked)
    plain_page.get_by_label("Name").fill("Ann")
    plain_page.get_by_label("Age").fill("121")
    press(plain_page, "Submit")
    expect(plain_page.get_by_label("Age")).to_be_focused()
    expect(plain_page.get_by_text("Enter a number from 0 to 120.")).to_be_visible()


def test_reloading_an_answer_runs_nothing_twice(plain_page, checked, calls):
    plain_page.goto(checked)
    plain_page.get_by_label("Name").fill("Ann")
    plain_page.get_by_label("Age").fill("30")
    press(plain_page, "Submit")
    expect(plain_page.get_by_label("Told")).to_have_value("Ann is 30")
    posted = []
    plain_page.on("request", lambda sent: posted.append(sent.method))
    plain_page.reload()
    expect(plain_page.get_by_label("Told")).to_have_value("Ann is 30")
    assert (posted[0], calls) == ("POST", [("Ann", 30)])


def test_a_double_click_runs_once(plain_page, checked, calls):
    plain_page.goto(checked)
    plain_page.get_by_label("Age").fill("30")
    plain_page.get_by_role("button", name="Submit").dblclick()
    expect(plain_page.get_by_label("Told")).to_have_value(" is 30")
    assert len(calls) == 1


def test_the_state_is_kept_from_page_to_page(plain_page, total):
    plain_page.goto(total)
    add(plain_page, "5")
    add(plain_page, "7")
    expect(plain_page.get_by_label("Total")).to_have_value("12")


def test_clear_empties_the_form_and_starts_the_state_over(plain_page, total):
    plain_page.goto(total)
    add(plain_page, "5")
    press(plain_page, "Clear")
    expect(plain_page.get_by_label("Amount")).to_have_value("")
    expect(plain_page.get_by_label("Total")).to_have_value("")
    add(plain_page, "2")
    expect(plain_page.get_by_label("Total")).to_have_value("2")


def test_an_example_fills_the_form(plain_page, example):
    plain_page.goto(example("calculator"))
    press(plain_page, "3.14 · divide · 2")
    expect(plain_page.get_by_label("First")).to_have_value("3.14")
    expect(plain_page.get_by_label("divide")).to_be_checked()
    press(plain_page, "Submit")
    expect(plain_page.get_by_label("Result")).to_have_value("1.57")


@pytest.mark.allows("status of 400")
def test_an_error_of_the_function_is_shown_in_its_words(plain_page, example):
    plain_page.goto(example("calculator"))
    plain_page.get_by_label("First").fill("1")
    plain_page.get_by_label("divide").check()
    plain_page.get_by_label("Second").fill("0")
    press(plain_page, "Submit")
    expect(plain_page.get_by_role("alert")).to_contain_text("Cannot divide by zero")
    expect(plain_page.get_by_label("First")).to_have_value("1")


@pytest.mark.allows("status of 401")
def test_a_page_from_before_a_restart_keeps_what_was_entered_and_says_so(plain_page, serve):
    url = serve(first := iface.Interface(lambda text: text, "text", "text"))
    plain_page.goto(url)
    plain_page.get_by_label("text", exact=True).fill("kept")
    first.close()
    serve(iface.Interface(lambda text: text, "text", "text"), server_port=first_port(url))
    press(plain_page, "Submit")
    expect(plain_page.get_by_role("alert")).to_contain_text("Your entries are kept")
    expect(plain_page.get_by_label("text", exact=True)).to_have_value("kept")
    press(plain_page, "Submit")
    expect(plain_page.get_by_label("output", exact=True)).to_have_value("kept")


@pytest.mark.allows("status of 401", "status of 409")
def test_a_page_of_another_program_never_runs_this_one(plain_page, serve, calls):
    url = serve(first := iface.Interface(lambda text: text, "text", "text"))
    plain_page.goto(url)
    plain_page.get_by_label("text", exact=True).fill("kept")
    first.close()
    serve(
        iface.Interface(lambda text, more: calls.append(text), ["text", "text"], "text"),
        server_port=first_port(url),
    )
    press(plain_page, "Submit")
    expect(plain_page.get_by_label("text", exact=True)).to_have_value("kept")
    assert calls == []


def test_a_live_form_has_a_button(plain_page, example):
    plain_page.goto(example("letter_counter"))
    plain_page.get_by_label("Text", exact=True).fill("aab")
    press(plain_page, "Submit")
    expect(plain_page.get_by_label("Letters")).to_have_value("3")


def first_port(url: str) -> int:
    return int(url.rstrip("/").rpartition(":")[2])
