"""Pages in German and in Arabic, as a browser that asks for them shows them."""

import pytest
from playwright.sync_api import expect
from running import wait_in_vain

import iface

EXAMPLES = ["message_log", "sentence_builder", "letter_counter", "cart", "todo"]


@pytest.fixture
def page_in(browser):
    """`page_in("ar", width=360)`: a new visitor's page whose browser reads this language."""
    contexts = []

    def visit(language, width=1280, **options):
        context = browser.new_context(
            locale=language, viewport={"width": width, "height": 800}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        return context.new_page()

    yield visit
    for context in contexts:
        context.close()


@pytest.fixture
def form(serve):
    """A form whose function fails for "fail", and has nothing to show for anything else."""

    def look_up(word):
        if word == "fail":
            raise iface.Error("No.")

    return serve(iface.Interface(look_up, iface.Textbox(label="word", max_length=20), "json"))


def sides(page, one, other):
    """The left edges of two elements."""
    return page.locator(one).first.bounding_box()["x"], page.locator(other).first.bounding_box()["x"]


def submit(page, word, button):
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_label("word").fill(word)
        page.get_by_role("button", name=button, exact=True).click()


def test_a_german_page_is_german_from_its_buttons_to_its_outputs(page_in, form):
    page = page_in("de-AT")
    page.goto(form)
    submit(page, "x", "Absenden")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_text("Noch nichts")).to_be_visible()


def test_what_the_script_says_is_german_on_a_german_page(page_in, form):
    page = page_in("de")
    page.goto(form)
    submit(page, "x", "Absenden")
    expect(page.locator("#iface-status")).to_have_text("Fertig")
    submit(page, "fail", "Absenden")
    expect(page.locator(".iface-toast")).to_contain_text("Fehler")
    expect(page.get_by_role("button", name="Schließen")).to_be_visible()


def test_a_server_that_cannot_be_reached_is_told_in_german(page_in, form):
    page = page_in("de")
    page.clock.install()
    page.goto(form)
    page.route("**/*", lambda route: route.abort())
    page.get_by_role("button", name="Absenden", exact=True).click()
    wait_in_vain(page)
    expect(page.locator(".iface-toast")).to_contain_text("Der Server ist nicht erreichbar.")


def test_a_page_in_german_works_without_a_script(page_in, form):
    page = page_in("de", java_script_enabled=False)
    page.goto(form)
    page.get_by_label("word").fill("fail")
    page.get_by_role("button", name="Absenden", exact=True).click()
    expect(page.locator(".iface-notice")).to_contain_text("Fehler")


def test_an_arabic_page_begins_at_the_right(page_in, example):
    page = page_in("ar")
    page.goto(example("message_log"))
    inputs, outputs = sides(page, "[data-variant=panel]", "[data-variant=output]")
    assert inputs > outputs


def test_data_runs_from_left_to_right_on_an_arabic_page(page_in, example):
    page = page_in("ar")
    page.goto(example("message_log"))
    page.get_by_label("message").fill("one")
    page.get_by_role("button", name="إرسال", exact=True).click()
    expect(page.locator(".iface-json .iface-branch").first).to_be_visible()
    outside, inside = sides(page, ".iface-json summary", ".iface-json .iface-branch")
    assert outside < inside


def test_an_english_text_on_an_arabic_page_keeps_its_full_stop_at_its_end(page_in, serve):
    demo = iface.Interface(str, "text", "text", description="Sends a word.")
    page = page_in("ar")
    page.goto(serve(demo))
    end, start = page.evaluate(
        """() => {
          const text = document.querySelector(".iface-header p").firstChild
          const place = (index) => {
            const range = document.createRange()
            range.setStart(text, index)
            range.setEnd(text, index + 1)
            return range.getBoundingClientRect().x
          }
          return [place(text.length - 1), place(0)]
        }"""
    )
    assert end > start


@pytest.mark.parametrize("language", ["ar", "de"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_can_be_used_by_everybody_in_another_language(page_in, axe, example, name, language):
    address = example(name)
    for scheme, width in (("light", 1280), ("dark", 360)):
        page = page_in(language, width, color_scheme=scheme)
        page.goto(address)
        assert axe(page) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_arabic_page_needs_no_scrolling_sideways_on_a_phone(page_in, example, name):
    page = page_in("ar", 360)
    page.goto(example(name))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", ["ar", "de"])
def test_a_page_in_another_language_comes_in_at_most_30_kilobytes(page_in, example, language):
    page, sizes = page_in(language), []
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
    page.goto(example("message_log"), wait_until="networkidle")
    assert 0 < sum(sizes) <= 30_000
