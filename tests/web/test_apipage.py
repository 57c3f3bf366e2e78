"""The page of the API: for people with a browser, with a script and without."""

import re
from typing import Annotated, Literal

import pytest

import iface
from iface.web.apipage import notation


def book(
    name: str, seats: Annotated[int, iface.Slider(1, 8, step=1)] = 2, meal: Literal["fish", "rice"] = "rice"
) -> str:
    """Book a table.

    Args:
        name: Who will ask for it.
    """
    return f"{name}, {seats}, {meal}"


def demo():
    with iface.Blocks(title="Tables") as demo:
        iface.api(book)
        total = iface.State(0)
        shown = iface.Number(label="Total")
        iface.Button("Count").click(
            lambda total: (total + 1, total + 1), total, [total, shown], api_name="count"
        )
        iface.Button("Read").click(
            lambda path: "", iface.File(label="Menu"), iface.Textbox(), api_name="read"
        )
    return demo


@pytest.fixture
def url(serve):
    return f"{serve(demo())}api/"


@pytest.fixture(scope="module")
def text():
    return demo().test_client().get("/api/").text


def test_it_shows_each_endpoint(text):
    assert re.findall(r'<section id="(\w+)"', text) == ["book", "count", "read"]


def test_an_endpoint_tells_what_it_takes(text):
    assert "Book a table." in text and "Who will ask for it." in text
    assert "integer 1…8" in text and "&#34;fish&#34; | &#34;rice&#34;" in text


def test_it_has_a_call_to_copy_in_each_language(text):
    plain = re.sub(r"<[^>]+>", "", text)
    for said in (
        "curl -i http://localhost/api/book",
        "requests.Session()",
        "await fetch(",
        "gradio_client import",
    ):
        assert said in plain


def test_what_is_not_public_is_not_shown():
    text = iface.Interface(book, api_visibility="undocumented").test_client().get("/api/").text
    assert "<section id" not in text and "Nothing" in text


def test_it_names_no_place_outside_but_in_calls(text):
    assert not re.findall(r'(?:href|src|action)="(?:https?:|/)', text)


@pytest.mark.parametrize("language", ["de", "ar"])
def test_it_is_read_in_the_visitors_language(language):
    text = demo().test_client().get("/api/", headers={"Accept-Language": language}).text
    assert f'lang="{language}"' in text and "Try it" not in text


def test_a_form_of_another_page_is_refused():
    answer = demo().test_client().post("/api/", data={"name": "book", "body": "{}"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ({}, "any"),
        ({"type": ["string", "null"], "maxLength": 5}, "string …5"),
        ({"type": "array", "items": {"type": "number"}}, "[number]"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string"),
    ],
)
def test_a_shape_is_told_in_a_few_signs(shape, said):
    assert notation(shape) == said


# In a browser


def sent(page, name, body):
    """The status and the answer that the page shows of a call."""
    page.locator(f"#{name} textarea").fill(body)
    page.locator(f"#{name} button[type=submit]").click()
    shown = page.locator(f"#{name} .iface-answer pre[data-status]")
    shown.wait_for()
    return shown.get_attribute("data-status"), shown.inner_text()


def test_a_call_is_tried_in_its_place(page, url, axe):
    page.goto(url)
    assert sent(page, "book", '{"name": "Ann"}') == ("200", '{\n  "data": [\n    "Ann, 2, rice"\n  ]\n}')
    assert axe(page) == [] and page.url == url


def test_calls_of_one_page_are_of_one_session(page, url):
    page.goto(url)
    sent(page, "count", "{}")
    page.locator("#count .iface-answer").evaluate("(answer) => answer.replaceChildren()")
    assert "2" in sent(page, "count", "{}")[1]


@pytest.mark.allows("status of 422")
def test_what_is_wrong_stands_below_it(page, url):
    page.goto(url)
    status, text = sent(page, "book", '{"name": 5}')
    assert status == "422" and "Enter text." in text


def test_one_language_is_shown_at_a_time(page, url):
    page.goto(url)
    page.locator("#book [role=tab]").nth(1).click()
    assert page.locator("#book .iface-calls pre:visible").count() == 1
    assert "import requests" in page.locator("#book .iface-calls pre:visible").inner_text()


def test_it_fits_a_phone(page, url):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(url)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_it_works_without_a_script(plain_page, url):
    plain_page.goto(url)
    assert sent(plain_page, "count", "{}")[0] == "200"
    assert "2" in sent(plain_page, "count", "{}")[1]
    status, text = sent(plain_page, "book", '{"name": ')
    assert status == "400" and "cannot be read as JSON" in text
    assert plain_page.locator("#book textarea").input_value() == '{"name": '
