"""A page of one's own design: its layouts, its updates, and what it does without a script."""

import json
from urllib.parse import unquote_plus

import pytest
from playwright.sync_api import Page, expect

import iface


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def settled(page: Page) -> None:
    """Wait until every answer has been put in place."""
    expect(page.locator("[aria-busy]")).to_have_count(0)


def shows(page: Page, label: str, text: str) -> None:
    expect(page.get_by_label(label, exact=True)).to_have_value(text)


@pytest.fixture(params=["script", "plain"])
def visitor(request, page, plain_page) -> Page:
    """A page with JavaScript, and one without."""
    return page if request.param == "script" else plain_page


@pytest.fixture
def stranger(browser):
    """A page of another visitor's."""
    context = browser.new_context()
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


# With and without a script


def test_what_a_second_button_shows_stands_beside_what_the_first_one_showed(visitor, serve):
    with iface.Blocks() as demo:
        word = iface.Textbox(label="Word")
        large, small = (iface.Textbox(label=name, interactive=False) for name in ("Large", "Small"))
        iface.Button("To large").click(str.upper, word, large)
        iface.Button("To small").click(str.lower, word, small)
    visitor.goto(serve(demo))
    visitor.get_by_label("Word").fill("Ann")
    press(visitor, "To large")
    shows(visitor, "Large", "ANN")
    visitor.get_by_label("Word").fill("Bea")
    press(visitor, "To small")
    shows(visitor, "Small", "bea")
    shows(visitor, "Large", "ANN")
    shows(visitor, "Word", "Bea")


def test_both_listeners_of_a_button_run(visitor, serve):
    with iface.Blocks() as demo:
        first, second = (iface.Textbox(label=name, interactive=False) for name in ("First", "Second"))
        both = iface.Button("Both")
        both.click(lambda: "one", None, first)
        both.click(lambda: "two", None, second)
    visitor.goto(serve(demo))
    press(visitor, "Both")
    shows(visitor, "First", "one")
    shows(visitor, "Second", "two")


def test_what_runs_on_load_has_run(visitor, serve):
    with iface.Blocks() as demo:
        shown = iface.Textbox("Not yet", label="Shown", interactive=False)
        after = iface.Textbox(label="After", interactive=False)
        demo.load(lambda: "Loaded", None, shown).then(str.upper, shown, after)
    visitor.goto(serve(demo))
    shows(visitor, "Shown", "Loaded")
    shows(visitor, "After", "LOADED")


def test_what_runs_on_load_remembers(visitor, serve):
    with iface.Blocks() as demo:
        count = iface.State(0)
        shown = iface.Textbox(label="Shown", interactive=False)

        def add(count):
            return count + 1, str(count + 1)

        demo.load(add, count, [count, shown])
        iface.Button("Add").click(add, count, [count, shown])
    visitor.goto(serve(demo))
    shows(visitor, "Shown", "1")
    press(visitor, "Add")
    shows(visitor, "Shown", "2")


def test_a_chain_and_what_listens_to_a_change_run_to_their_end(visitor, serve):
    with iface.Blocks() as demo:
        noted = iface.State("")
        shown = iface.Textbox("", label="Shown", interactive=False)
        length = iface.Number(0, label="Length", interactive=False)
        steps = iface.Button("Go").click(lambda text: text + "a", noted, noted)
        steps.then(lambda text: text + "b", noted, noted).success(lambda text: text + "c", noted, noted)
        noted.change(lambda text: text, noted, shown)
        shown.change(len, shown, length)
    visitor.goto(serve(demo))
    press(visitor, "Go")
    shows(visitor, "Shown", "abc")
    shows(visitor, "Length", "3")


def test_every_state_of_a_page_is_kept(visitor, serve):
    with iface.Blocks() as demo:
        words, count = iface.State([]), iface.State(0)
        word = iface.Textbox(label="Word")
        shown = iface.Textbox(label="Shown", interactive=False)

        def note(word, words, count):
            words.append(word)
            return words, count + 1, f"{count + 1}: {' '.join(words)}"

        iface.Button("Note").click(note, [word, words, count], [words, count, shown])
    visitor.goto(serve(demo))
    for entered, text in (("one", "1: one"), ("two", "2: one two"), ("three", "3: one two three")):
        visitor.get_by_label("Word").fill(entered)
        press(visitor, "Note")
        shows(visitor, "Shown", text)


@pytest.mark.parametrize("kind", [iface.JSON, iface.Markdown])
def test_an_output_that_is_also_an_input_stays_on_the_server(visitor, serve, kind):
    posts: list[str] = []
    with iface.Blocks() as demo:
        said = kind([] if kind is iface.JSON else "Nothing.", label="Said")
        message = iface.Textbox(label="Message")

        def say(message, said):
            return [*said, message] if isinstance(said, list) else f"{said} {message}."

        iface.Button("Say").click(say, [message, said], said)
    visitor.goto(serve(demo))
    visitor.on("request", lambda sent: sent.method == "POST" and posts.append(sent.post_data or ""))
    for word in ("first", "second", "third"):
        visitor.get_by_label("Message").fill(word)
        press(visitor, "Say")
        expect(visitor.get_by_text(word).first).to_be_visible()
    for word in ("first", "second", "third"):
        expect(visitor.locator("form")).to_contain_text(word)
    assert len(posts) == 3
    assert ["first" in unquote_plus(one) for one in posts] == [True, False, False]


def test_a_cart_of_a_page_is_no_other_pages(visitor, stranger, serve):
    with iface.Blocks() as demo:
        cart = iface.State([])
        size = iface.Number(0, label="Size", interactive=False)
        iface.Button("Add").click(lambda cart: [*cart, "Milk"], cart, cart)
        cart.change(len, cart, size)
    url = serve(demo)
    for one in (visitor, stranger):
        one.goto(url)
    for count in ("1", "2"):
        press(visitor, "Add")
        shows(visitor, "Size", count)
    press(stranger, "Add")
    shows(stranger, "Size", "1")


@pytest.mark.allows("status of 400")
def test_what_follows_an_error_runs(visitor, serve):
    def fail():
        raise iface.Error("It did not work.")

    with iface.Blocks() as demo:
        shown = iface.Textbox("", label="Shown", interactive=False)
        failing = iface.Button("Go").click(fail, None, None)
        failing.failure(lambda: "failed", None, shown)
        failing.success(lambda: "worked", None, shown)
    visitor.goto(serve(demo))
    press(visitor, "Go")
    shows(visitor, "Shown", "failed")
    expect(visitor.get_by_role("alert")).to_contain_text("It did not work.")


def test_what_only_enter_starts_has_a_button_for_those_without_a_script(visitor, serve):
    with iface.Blocks() as demo:
        word, shown, other = (
            iface.Textbox(label="Word"),
            iface.Textbox(label="Large"),
            iface.Textbox(label="Low"),
        )
        word.submit(str.upper, word, shown)
        word.submit(str.lower, word, other)
    visitor.goto(serve(demo))
    visitor.get_by_label("Word").fill("Ann")
    button = visitor.get_by_role("button", name="Submit")
    button.click() if button.is_visible() else visitor.keyboard.press("Enter")
    shows(visitor, "Large", "ANN")
    shows(visitor, "Low", "ann")


def test_what_a_button_starts_too_has_no_second_one(plain_page, serve):
    with iface.Blocks() as demo:
        word, go, shown = iface.Textbox(label="Word"), iface.Button("Go"), iface.Textbox(label="Large")
        iface.on([word.submit, go.click], str.upper, word, shown)
    plain_page.goto(serve(demo))
    expect(plain_page.get_by_role("button", name="Submit")).to_have_count(0)
    plain_page.get_by_label("Word").fill("Ann")
    press(plain_page, "Go")
    shows(plain_page, "Large", "ANN")


def test_without_a_script_what_needs_one_is_left_out_and_the_rest_works(plain_page, serve):
    with iface.Blocks() as demo:
        word = iface.Textbox(label="Word")
        typed = iface.Textbox(label="Typed", interactive=False)
        large = iface.Textbox(label="Large", interactive=False)
        kept = iface.BrowserState("")
        iface.Timer(0.2).tick(lambda: "ticked", None, typed)
        word.input(lambda word: word, word, typed)
        iface.Button("To large").click(lambda word: (word.upper(), word), word, [large, kept])
    plain_page.goto(serve(demo))
    plain_page.get_by_label("Word").fill("Ann")
    press(plain_page, "To large")
    shows(plain_page, "Large", "ANN")
    shows(plain_page, "Typed", "")


# Updates


@pytest.fixture
def cities(serve) -> str:
    """A page whose country chooses among which cities there are."""
    known = {"France": ["Paris", "Lyon"], "Italy": ["Rome", "Milan"]}
    with iface.Blocks() as demo:
        country = iface.Radio(list(known), label="Country")
        city = iface.Dropdown(["Paris", "Lyon"], label="City")
        went = iface.Textbox(label="Went to", interactive=False)

        @iface.Button("Choose").click(inputs=country, outputs=city)
        def choose(country):
            return iface.Dropdown(choices=known[country], value=known[country][0], label=f"City in {country}")

        iface.Button("Go").click(lambda city: city, city, went)
    return str(serve(demo))


def in_italy(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_label("Italy").check()
    press(page, "Choose")
    expect(page.get_by_label("City in Italy")).to_have_value("Rome")


def test_other_choices_are_taken_from_then_on(visitor, cities):
    in_italy(visitor, cities)
    visitor.get_by_label("City in Italy").select_option("Milan")
    press(visitor, "Go")
    shows(visitor, "Went to", "Milan")
    expect(visitor.get_by_label("City in Italy")).to_have_value("Milan")


@pytest.mark.allows("status of 422")
def test_a_choice_that_was_taken_away_is_refused(page, cities):
    in_italy(page, cities)
    page.get_by_label("City in Italy").evaluate(
        "list => list.append(Object.assign(new Option('Paris', 'Paris'), {selected: true}))"
    )
    press(page, "Go")
    expect(page.get_by_label("City in Italy")).to_have_attribute("aria-invalid", "true")
    shows(page, "Went to", "")


def test_another_visitor_still_has_the_first_choices(visitor, stranger, cities):
    stranger.goto(cities)
    in_italy(visitor, cities)
    stranger.get_by_label("City", exact=True).select_option("Lyon")
    press(stranger, "Go")
    shows(stranger, "Went to", "Lyon")


def test_a_reload_brings_the_first_choices_back(page, cities):
    in_italy(page, cities)
    page.reload()
    expect(page.get_by_label("City", exact=True)).to_have_value("Paris")


def test_what_is_hidden_can_be_shown_and_hidden_again(visitor, serve):
    with iface.Blocks() as demo:
        note = iface.Markdown("A note", visible=False)
        iface.Button("Show").click(lambda: iface.update(visible=True), None, note)
        iface.Button("Hide").click(lambda: iface.Markdown(visible=False), None, note)
        iface.Button("Say").click(lambda: iface.Markdown("Another note", visible=True), None, note)
    visitor.goto(serve(demo))
    expect(visitor.get_by_text("A note")).to_be_hidden()
    press(visitor, "Show")
    expect(visitor.get_by_text("A note")).to_be_visible()
    press(visitor, "Hide")
    expect(visitor.get_by_text("A note")).to_be_hidden()
    press(visitor, "Say")
    expect(visitor.get_by_text("Another note")).to_be_visible()


def test_a_field_can_be_locked_and_a_button_named_anew(visitor, serve):
    with iface.Blocks() as demo:
        word = iface.Textbox(label="Word", interactive=True)
        button = iface.Button("Lock")
        button.click(
            lambda word: (iface.Textbox(interactive=False), iface.Button("Locked", interactive=False)),
            word,
            [word, button],
        )
    visitor.goto(serve(demo))
    visitor.get_by_label("Word").fill("kept")
    press(visitor, "Lock")
    expect(visitor.get_by_role("button", name="Locked")).to_be_disabled()
    expect(visitor.get_by_label("Word")).not_to_be_editable()
    shows(visitor, "Word", "kept")


# Layouts


@pytest.fixture
def nested(serve) -> str:
    """A page of every layout, one in the other."""
    with iface.Blocks(title="Nested") as demo:
        iface.Markdown("# Nested")
        with iface.Row():
            with iface.Column(scale=2, variant="panel"), iface.Group():
                first = iface.Textbox(label="First")
                second = iface.Number(3, label="Second", minimum=0, maximum=9)
            with iface.Column(scale=1, min_width=200):
                shown = iface.JSON(label="Shown")
        with iface.Tabs():
            with iface.Tab("One"), iface.Accordion("More", open=False):
                third = iface.Slider(0, 10, label="Third")
            with iface.Tab("Two"), iface.Row():
                fourth = iface.CheckboxGroup(["red", "blue"], label="Fourth")
                button = iface.Button("Go", variant="primary")
        button.click(lambda *values: list(values), [first, second, third, fourth], shown)
    return str(serve(demo))


def test_layouts_stand_in_each_other(page, nested):
    page.goto(nested)
    page.get_by_label("First").fill("Ann")
    page.get_by_text("More", exact=True).click()
    page.get_by_label("Third, as a number").fill("4")
    page.get_by_role("tab", name="Two").click()
    expect(page.get_by_label("First")).to_be_visible()
    expect(page.get_by_role("slider")).to_be_hidden()
    page.get_by_label("blue").check()
    press(page, "Go")
    expect(page.locator(".iface-json")).to_contain_text('[ "Ann", 3, 4, ["blue"] ]')


def test_layouts_need_no_script(plain_page, nested):
    plain_page.goto(nested)
    plain_page.get_by_label("First").fill("Ann")
    plain_page.get_by_label("red").check()
    press(plain_page, "Go")
    expect(plain_page.locator(".iface-json")).to_contain_text('[ "Ann", 3, 0, ["red"] ]')


@pytest.mark.allows("status of 422")
def test_a_bad_field_in_a_folded_part_is_brought_to_light(page, nested):
    page.goto(nested)
    page.get_by_role("tab", name="Two").click()
    page.locator("input[name=third]").evaluate("field => { field.max = 20; field.value = 20 }")
    press(page, "Go")
    expect(page.get_by_role("slider")).to_be_visible()
    expect(page.get_by_role("slider")).to_be_focused()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_a_page_of_every_layout_can_be_used_by_everybody(page, axe, nested, scheme, width):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(nested)
    assert axe(page) == []
    page.get_by_role("tab", name="Two").click()
    press(page, "Go")
    expect(page.locator(".iface-json")).to_contain_text("[")
    settled(page)
    assert axe(page) == []


def test_a_part_that_is_opened_tells_the_page(page, serve):
    with iface.Blocks() as demo:
        shown = iface.Textbox("", label="Shown", interactive=False)

        def tell(event: iface.SelectData):
            return f"{event.index} {event.value}"

        with iface.Tabs():
            with iface.Tab("One"):
                iface.Markdown("The first part")
            with iface.Tab("Two") as second:
                iface.Markdown("The second part")
        second.select(tell, None, shown)
    page.goto(serve(demo))
    page.get_by_role("tab", name="Two").click()
    shows(page, "Shown", "1 Two")


def test_a_tab_that_is_opened_brings_the_scripts_of_what_is_in_it(page, serve):
    with iface.Blocks() as demo, iface.Tabs():
        with iface.Tab("One"):
            iface.Markdown("The first part")
        with iface.Tab("Two"), iface.Tabs(), iface.Tab("Within"):
            iface.Slider(0, 10, 4, label="Line")
    page.goto(serve(demo))
    with page.expect_response("**/slider.js"):
        page.get_by_role("tab", name="Two").click()
    page.get_by_role("spinbutton", name="Line").fill("7")
    expect(page.get_by_role("slider", name="Line")).to_have_value("7")


@pytest.mark.allows("ERR_FAILED")
def test_the_first_tab_is_shown_alone_while_the_script_has_not_come(page, serve):
    with iface.Blocks() as demo, iface.Tabs():
        for name in ("One", "Two"):
            with iface.Tab(name):
                iface.Textbox(label=f"Field of {name}")
    page.route("**/tabs.js", lambda route: route.abort())
    page.goto(serve(demo))
    expect(page.get_by_label("Field of One")).to_be_visible()
    expect(page.get_by_label("Field of Two")).to_be_hidden()
    page.get_by_role("link", name="Two").click()
    expect(page.get_by_label("Field of Two")).to_be_visible()


def test_what_is_made_before_it_is_placed_stands_where_it_is_rendered(page, serve):
    answer = iface.Textbox(label="Answer", interactive=False)
    with iface.Blocks() as demo:
        question = iface.Textbox(label="Question")
        iface.Button("Ask").click(str.upper, question, answer.render())
    page.goto(serve(demo))
    page.get_by_label("Question").fill("why")
    press(page, "Ask")
    shows(page, "Answer", "WHY")


def test_the_event_table_tells_what_an_event_and_what_follows_it_need(page, serve):
    with iface.Blocks() as demo:
        first, second, third = (iface.Textbox(label=name) for name in ("First", "Second", "Third"))
        shown = iface.Textbox(label="Shown", interactive=False)
        iface.Button("Go").click(lambda text: text, first, shown).then(lambda text: text, second, shown)
        iface.Button("Other").click(lambda text: text, third, shown)
    page.goto(serve(demo))
    table = json.loads(page.locator("#iface-events").text_content())
    assert table[0]["inputs"] == ["first", "second"]
