"""Code, colours, marked texts, Markdown and HTML, in a browser."""

import pytest
from playwright.sync_api import Page, expect
from running import until_in

import iface

LOOKS = [("light", 1280), ("dark", 360)]
PROGRAM = "def f(x):\n    return x  # the same\n\n\nprint(f(1))"


@pytest.fixture
def everything(serve):
    """A page of all of them, to change and to read."""
    with iface.Blocks(title="Texts") as demo:
        code = iface.Code(PROGRAM, "python", label="Program")
        colour = iface.ColorPicker("#3157d5", label="Colour")
        go = iface.Button("Run")
        shown = iface.Code(PROGRAM, "python", label="Shown", interactive=False)
        iface.Code(PROGRAM, label="Plain", interactive=False, show_line_numbers=False, wrap_lines=True)
        told = iface.Textbox(label="Told")
        changed = iface.Textbox(label="Changed")
        marked = iface.HighlightedText(
            [("Ada", "person"), (" met ", None), ("him", "tomato")],
            label="Marked",
            color_map={"tomato": "tomato"},
            show_legend=True,
        )
        iface.HighlightedText([("good", 0.8), (" or ", 0), ("bad", -1)], label="Scores", show_legend=True)
        iface.Markdown("# Title\n\n$a^2$\n\n```python\ndef f(): pass  # no\n```\n\n|a|b|\n|-|-:|\n|1|2|")
        iface.HTML('<p style="color: rgb(0, 128, 0); background: white">Styled</p>')
        go.click(lambda code, colour: (code, colour), [code, colour], [shown, told])
        colour.input(lambda colour: colour, colour, changed)

        @marked.select(outputs=told)
        def tell(chosen: iface.SelectData):
            return f"{chosen.index} {chosen.value}"

    return serve(demo)


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_everybody_can_use_them(page, axe, everything, scheme, width):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(everything)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def field(page: Page):
    return page.get_by_label("Program")


def test_tab_passes_by_a_field_of_code(page, everything):
    page.goto(everything)
    field(page).focus()
    page.keyboard.press("Tab")
    expect(field(page)).not_to_be_focused()


def test_tab_indents_while_somebody_types_until_escape(page, everything):
    page.goto(everything)
    field(page).fill("")
    field(page).press_sequentially("if x:")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("y")
    page.keyboard.press("Enter")
    page.keyboard.type("z")
    expect(field(page)).to_have_value("if x:\n    y\n    z")
    expect(page.get_by_role("status").filter(has_text="press Escape")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(field(page)).not_to_be_focused()


def test_an_indent_can_be_undone(page, everything):
    page.goto(everything)
    field(page).fill("")
    field(page).press_sequentially("a")
    page.keyboard.press("Tab")
    expect(field(page)).to_have_value("a   ")
    page.keyboard.press("Control+z")
    expect(field(page)).to_have_value("a")


def test_what_is_selected_is_moved_in_and_out(page, everything):
    page.goto(everything)
    field(page).fill("a\nb")
    page.keyboard.press("Control+a")
    page.keyboard.press("Tab")
    expect(field(page)).to_have_value("    a\n    b")
    page.keyboard.press("Shift+Tab")
    expect(field(page)).to_have_value("a\nb")


def test_an_answer_is_in_colours_and_can_be_copied(page, everything):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(everything)
    field(page).fill("x = None\n\ny = 1")
    page.get_by_role("button", name="Run").click()
    shown = page.get_by_role("group", name="Shown", exact=True)
    expect(shown.locator("[data-kind=number]").first).to_have_text("None")
    shown.get_by_role("button", name="Copy").click()
    expect(shown.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "x = None\n\ny = 1"


def test_code_can_be_copied_where_there_is_no_clipboard(page, everything):
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(everything)
    page.evaluate("document.addEventListener('copy', () => { window.taken = String(getSelection()) })")
    page.get_by_role("group", name="Shown", exact=True).get_by_role("button", name="Copy").click()
    until_in(page, "window.taken !== undefined")
    assert page.evaluate("window.taken").rstrip() == PROGRAM


def test_a_new_line_of_the_shown_code_is_one(page, everything):
    page.goto(everything)
    lines = page.locator("pre[data-numbered] .iface-line")
    heights = lines.evaluate_all(
        "lines => lines.map(line => Math.round(line.getBoundingClientRect().height))"
    )
    assert len(heights) == 5 and len(set(heights)) == 1


def test_a_colour_can_be_typed(page, everything):
    page.goto(everything)
    page.get_by_label("Colour as text").fill("#ff8800")
    expect(page.get_by_label("Changed")).to_have_value("#ff8800")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_label("Told")).to_have_value("#ff8800")


def test_a_colour_that_is_chosen_is_read_as_text(page, everything):
    page.goto(everything)
    page.get_by_label("Colour", exact=True).fill("#00ff00")
    expect(page.get_by_label("Colour as text")).to_have_value("#00ff00")
    expect(page.get_by_label("Changed")).to_have_value("#00ff00")


def test_without_a_script_the_browsers_own_field_is_sent(plain_page, everything):
    plain_page.goto(everything)
    expect(plain_page.get_by_label("Colour as text")).to_be_hidden()
    plain_page.get_by_label("Colour", exact=True).fill("#00ff00")
    plain_page.get_by_role("button", name="Run").click()
    expect(plain_page.get_by_label("Told")).to_have_value("#00ff00")


def test_a_part_can_be_selected_by_mouse_and_keyboard(page, everything):
    page.goto(everything)
    page.get_by_role("button", name="Ada").click()
    expect(page.get_by_label("Told")).to_have_value("0 ['Ada', 'person']")
    page.get_by_role("button", name="him").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Told")).to_have_value("2 ['him', 'tomato']")


def test_parts_that_nothing_waits_for_are_no_buttons(page, everything):
    page.goto(everything)
    expect(page.get_by_role("group", name="Scores").get_by_role("button")).to_have_count(0)


def test_a_colour_of_the_programs_own_is_seen(page, everything):
    page.goto(everything)
    tone = page.locator("mark[data-colour]").evaluate("mark => mark.style.getPropertyValue('--iface-tone')")
    assert tone == "tomato"


def test_html_has_the_styles_of_the_program(page, everything):
    page.goto(everything)
    expect(page.get_by_text("Styled")).to_have_css("color", "rgb(0, 128, 0)")


def test_an_answer_has_its_styles_too(page, serve):
    page.goto(serve(iface.Interface(lambda: '<b style="color: rgb(1, 2, 3)">Now</b>', None, "html")))
    page.get_by_role("button").first.click()
    expect(page.get_by_text("Now")).to_have_css("color", "rgb(1, 2, 3)")


def test_a_text_that_turns_around_turns_nothing_beside_it_in_a_tree(page, serve):
    turned = "\u202eturned"
    page.goto(serve(iface.Interface(lambda: {"said": turned, "after": 1}, None, iface.JSON(label="Tree"))))
    page.get_by_role("button", name="Generate").click()
    leaf = page.locator(".iface-leaf").first
    expect(leaf).to_be_visible()
    comma = """leaf => {
      const range = document.createRange()
      range.selectNodeContents(leaf.nextSibling)
      return range.getBoundingClientRect().left - leaf.getBoundingClientRect().right
    }"""
    assert leaf.evaluate(comma) >= -1
