"""The page with every component: what it weighs, and whether everybody can use all of it, wherever."""

import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import iface
from iface.cli import load

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/kitchen_sink.py"
TABS = ("Texts", "Choices", "Tables", "Files", "Conversation", "States")
# Contrast does not depend on the width, nor room on the colours.
LOOKS = [("light", 1280), ("dark", 360)]


@pytest.fixture(scope="module")
def kitchen():
    """Made once: drawing its charts takes longer than most of these tests."""
    return load(str(EXAMPLE))


@pytest.fixture
def opened(page, serve, kitchen):
    """`opened("soft") -> page`."""

    def open_(theme="default") -> Page:
        page.goto(serve(kitchen, theme=theme))
        expect(page.get_by_role("tab", name="Texts")).to_be_visible()
        return page

    return open_


def tabs_of(page: Page):
    """Each tab's name, when it has been opened."""
    for name in TABS:
        page.get_by_role("tab", name=name).click()
        yield name


def test_there_are_at_least_40_components(kitchen):
    assert len(kitchen.page.components) >= 40


def test_no_component_is_left_out(kitchen):
    unseen = {"state", "globalstate", "userstate", "browserstate", "timer", "clearbutton"}
    words = {kind.word for kind in iface.components.REGISTER.values()} - unseen
    assert words - {one.word for one in kitchen.page.components.values()} == set()


def test_it_runs_without_the_libraries_that_may_be_missing(kitchen, monkeypatch):
    program = sys.modules["kitchen_sink"]
    monkeypatch.setattr(program, "HAS_CHARTS", False)
    with iface.Blocks() as demo:
        program.tables()
    assert demo.test_client().get("/").status_code == 200


# What it weighs


def test_all_components_come_in_26_requests_and_120_kilobytes(page, serve, kitchen, transfers):
    page.goto(serve(kitchen), wait_until="networkidle", timeout=30_000)
    assert 0 < sum(size > 0 for size in transfers) <= 26
    assert sum(transfers) <= 120_000


def test_more_than_40_that_are_all_seen_come_in_30_requests_and_120_kilobytes(
    page, serve, kitchen, transfers, monkeypatch
):
    program = sys.modules["kitchen_sink"]
    monkeypatch.setattr(program, "HAS_CHARTS", False)
    with iface.Blocks() as demo:
        for part in (program.texts, program.choices, program.tables, program.conversation, program.states):
            part()
    assert len(demo.page.components) > 40
    page.goto(serve(demo), wait_until="networkidle")
    assert 0 < sum(size > 0 for size in transfers) <= 30
    assert sum(transfers) <= 120_000


# Everybody, wherever. The fixture `page` sees to it that nothing breaks the policy or asks another host.


@pytest.mark.parametrize("theme", ["default", "soft", "mono"])
def test_every_look_can_be_used_by_everybody(opened, axe, theme):
    page = opened(theme)
    faults = []
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 800})
        faults += [f"{name}, {scheme}: {one}" for name in tabs_of(page) for one in axe(page)]
    assert faults == []


@pytest.mark.allows("status of 422")
@pytest.mark.parametrize("theme", ["default", "soft", "mono"])
def test_its_errors_and_messages_can_be_read_by_everybody(opened, axe, theme):
    page = opened(theme)
    page.get_by_role("tab", name="States").click()
    page.get_by_role("button", name="Order").click()
    expect(page.get_by_text("Fill in this field.")).to_be_visible()
    page.get_by_role("button", name="Notices").click()
    expect(page.get_by_text("The dough has risen.")).to_be_visible()
    for scheme, _ in LOOKS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert axe(page) == []


# 640 px are 1280 px at a zoom of 200 %.
@pytest.mark.parametrize("width", [320, 360, 640, 768, 1440])
def test_nothing_scrolls_sideways(opened, width):
    page = opened()
    page.set_viewport_size({"width": width, "height": 800})
    for name in tabs_of(page):
        assert (name, page.evaluate("document.documentElement.scrollWidth <= innerWidth")) == (name, True)


FOCUSED = """() => {
  const focused = document.activeElement
  if (focused === document.body) return "out"
  return focused.closest("[data-component]")?.dataset.component ?? ""
}"""


def reached(page: Page) -> set[str]:
    """The components that Tab comes to, from the opened tab to where it leaves the page."""
    found = set()
    for _ in range(200):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused == "out":
            return found
        found.add(focused)
    raise AssertionError(f"Tab does not leave the page; it is at {focused}")


def test_the_keyboard_alone_reaches_every_component_and_leaves_the_page(opened, kitchen):
    page = opened()
    found = set()
    page.get_by_role("tab", name="Texts").focus()
    for name in TABS:
        expect(page.get_by_role("tab", name=name)).to_be_focused()
        page.keyboard.press("Enter")
        found |= reached(page)
        page.get_by_role("tab", name=name).focus()
        page.keyboard.press("ArrowRight")
    components = kitchen.page.components.values()
    assert {
        f"{one.word} {one.label}" for one in components if one.interactive and str(one.id) not in found
    } == {
        # What is folded is reached when it was opened.
        "textbox First",
        "textbox Second",
    }


def test_what_is_folded_opens_by_the_keyboard(opened):
    page = opened()
    page.get_by_role("tab", name="States").click()
    page.locator("summary", has_text="What can be folded").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("First")).to_be_focused()


def test_nothing_moves_for_those_who_want_that(opened):
    page = opened()
    page.emulate_media(reduced_motion="reduce")
    page.get_by_role("tab", name="States").click()
    page.get_by_role("button", name="Bake slowly").click()
    expect(page.get_by_role("button", name="Bake slowly")).to_have_attribute("aria-busy", "true")
    moves = "document.getAnimations().filter(one => one.effect.getComputedTiming().iterations > 1).length"
    assert page.evaluate(moves) == 0
    expect(page.get_by_label("Two seconds later")).to_have_value("Baked.")


def test_where_the_colours_are_the_visitors_the_controls_are_the_browsers(opened):
    page = opened()
    page.emulate_media(forced_colors="active")
    page.get_by_role("tab", name="Choices").click()
    box = page.get_by_label("Checkbox", exact=True)
    assert box.evaluate("box => getComputedStyle(box).appearance") == "auto"


def test_where_the_colours_are_the_visitors_one_tab_alone_is_underlined(opened):
    page = opened()
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    lines = page.get_by_role("tab").evaluate_all(
        "tabs => tabs.map(tab => getComputedStyle(tab).borderBottomColor)"
    )
    assert lines.count(lines[0]) == 1


def test_paper_is_white_and_has_no_buttons(opened):
    page = opened("dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.get_by_role("button", name="Show")).to_have_count(0)
    expect(page.get_by_label("Filled", exact=True)).to_be_visible()
