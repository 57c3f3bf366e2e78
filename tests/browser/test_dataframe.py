"""Tables in a browser: selecting, typing, sorting, copying, and ten thousand rows."""

import pandas
import pytest
from playwright.sync_api import Locator, Page, expect

import iface

PEOPLE = {
    "headers": ["name", "age", "here"],
    "data": [["Ann", 30, True], ["Bea", 4, False], ["Cleo", 17, None]],
}


@pytest.fixture
def people(serve, calls):
    """A table that can be changed, two buttons that take it, and what its events say."""

    def take(rows):
        calls.append(rows)
        return str(rows)

    def tell(chosen: iface.SelectData):
        return f"{chosen.index} {chosen.value} {chosen.row_value}"

    with iface.Blocks(store="memory:") as demo:
        table = iface.Dataframe(
            PEOPLE, type="array", label="People", interactive=True, row_count=(3, "dynamic")
        )
        said = iface.Textbox(label="Said", interactive=False)
        selected = iface.Textbox(label="Selected", interactive=False)
        iface.Button("Go").click(take, table, said)
        iface.Button("Older").click(
            lambda rows: [[row[0], (row[1] or 0) + 1, row[2]] for row in rows], table, table
        )
        table.select(tell, None, selected)
    return serve(demo)


def opened(page: Page, url: str) -> Locator:
    page.goto(url)
    expect(page.get_by_role("grid").first).to_be_visible()
    return page.get_by_role("grid").first


def cell(grid: Locator, row: int, column: int) -> Locator:
    return grid.locator(f"tr[data-place='{row}'] td").nth(column)


def column(grid: Locator, place: int) -> list[str]:
    return grid.locator(f"tr[data-place] td:nth-child({place + 1})").all_text_contents()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def settled(page: Page) -> None:
    expect(page.locator("[aria-busy]")).to_have_count(0)


def test_a_cell_is_typed_in_and_sent_alone(page, people, calls):
    grid = opened(page, people)
    cell(grid, 1, 1).click()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(cell(grid, 1, 1)).to_have_text("5")
    expect(cell(grid, 2, 1)).to_be_focused()
    with page.expect_request(
        lambda request: request.method == "POST" and b"cells" in request.post_data_buffer
    ) as sent:
        press(page, "Go")
    assert b"Cleo" not in sent.value.post_data_buffer
    settled(page)
    assert calls == [[["Ann", 30, True], ["Bea", 5, False], ["Cleo", 17, None]]]


def test_changes_add_up_until_the_table_is_shown_anew(page, people, calls):
    grid = opened(page, people)
    for row in (0, 1):
        cell(grid, row, 1).click()
        page.keyboard.type("9")
        page.keyboard.press("Enter")
        press(page, "Go")
        settled(page)
    assert [row[1] for row in calls[-1]] == [9, 9, 17]
    press(page, "Older")
    expect(cell(page.get_by_role("grid"), 2, 1)).to_have_text("18")
    cell(page.get_by_role("grid"), 0, 1).dblclick()
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    press(page, "Go")
    settled(page)
    assert [row[1] for row in calls[-1]] == [100, 10, 18]


def test_escape_gives_up_and_tab_goes_on(page, people):
    grid = opened(page, people)
    cell(grid, 0, 0).dblclick()
    page.keyboard.type("x")
    page.keyboard.press("Escape")
    expect(cell(grid, 0, 0)).to_have_text("Ann")
    page.keyboard.press("F2")
    page.keyboard.type("a")
    page.keyboard.press("Tab")
    expect(cell(grid, 0, 0)).to_have_text("Anna")
    expect(cell(grid, 0, 1)).to_be_focused()


def test_tab_leaves_a_table_in_which_nothing_is_typed(page, people):
    grid = opened(page, people)
    cell(grid, 0, 0).click()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Add row")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(cell(grid, 0, 0)).to_be_focused()


def test_one_cell_alone_is_on_the_way_of_the_tab_key(page, people):
    grid = opened(page, people)
    cell(grid, 1, 1).click()
    expect(grid.locator("[tabindex='0']")).to_have_count(1)


def test_space_ticks_a_cell(page, people):
    grid = opened(page, people)
    cell(grid, 1, 2).click()
    page.keyboard.press("Space")
    expect(cell(grid, 1, 2)).to_have_text("✓")


@pytest.mark.allows("status of 422")
def test_a_value_that_does_not_fit_is_marked_and_refused_beside_the_table(page, people, calls):
    grid = opened(page, people)
    cell(grid, 1, 1).click()
    page.keyboard.type("many")
    page.keyboard.press("Enter")
    expect(cell(grid, 1, 1)).to_have_attribute("aria-invalid", "true")
    press(page, "Go")
    expect(page.locator(".iface-dataframe .iface-error")).to_have_text("Row 2, age: Enter a number.")
    assert calls == []


def test_sorting_changes_what_is_seen_and_not_the_value(page, people, calls):
    grid = opened(page, people)
    header = grid.get_by_role("columnheader", name="age")
    header.click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    assert column(grid, 0) == ["Bea", "Cleo", "Ann"]
    header.press("Enter")
    expect(header).to_have_attribute("aria-sort", "descending")
    cell(grid, 0, 0).click()
    page.keyboard.type("Anna")
    page.keyboard.press("Enter")
    press(page, "Go")
    settled(page)
    assert [row[0] for row in calls[-1]] == ["Anna", "Bea", "Cleo"]


def test_rows_and_columns_are_added_and_taken_out(page, people, calls):
    grid = opened(page, people)
    press(page, "Add row")
    page.keyboard.type("Dora")
    page.keyboard.press("Enter")
    cell(grid, 0, 0).click()
    press(page, "Delete row")
    press(page, "Add column")
    page.keyboard.type("town")
    page.keyboard.press("Enter")
    expect(grid.get_by_role("columnheader")).to_have_text(["name", "age", "here", "town"])
    expect(page.get_by_text("3 rows")).to_be_visible()
    press(page, "Go")
    settled(page)
    assert calls[-1] == [["Bea", 4, False, None], ["Cleo", 17, None, None], ["Dora", None, None, None]]


def test_a_selection_is_told_with_its_row(page, people):
    grid = opened(page, people)
    cell(grid, 1, 1).click()
    expect(page.get_by_label("Selected")).to_have_value("[1, 1] 4 ['Bea', 4, False]")


def test_several_cells_are_selected_with_shift_and_with_the_mouse(page, people):
    grid = opened(page, people)
    cell(grid, 0, 0).click()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    expect(grid.locator("[aria-selected]")).to_have_count(4)
    cell(grid, 0, 1).hover()
    page.mouse.down()
    cell(grid, 2, 2).hover()
    page.mouse.up()
    expect(grid.locator("[aria-selected]")).to_have_count(6)


def test_cells_are_copied_and_pasted(page, people, calls):
    grid = opened(page, people)
    cell(grid, 0, 0).click()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Control+c")
    cell(grid, 2, 0).click()
    page.keyboard.press("Control+v")
    expect(cell(grid, 2, 0)).to_have_text("Ann")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Delete")
    press(page, "Go")
    settled(page)
    assert calls[-1][2] == ["Ann", None, None]


def test_the_place_in_a_table_is_kept_when_it_is_shown_anew(page, serve):
    with iface.Blocks(store="memory:") as demo:
        table = iface.Dataframe([[1, 2], [3, 4]], type="array", label="T", interactive=True)
        table.input(lambda rows: [[one * 10 for one in row] for row in rows], table, table)
    grid = opened(page, serve(demo))
    grid.get_by_role("columnheader", name="2").click()
    cell(grid, 0, 0).click()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(cell(grid, 0, 0)).to_have_text("70")
    expect(cell(grid, 1, 0)).to_be_focused()
    expect(grid.get_by_role("columnheader", name="2")).to_have_attribute("aria-sort", "ascending")


@pytest.fixture
def large(serve):
    """Ten thousand rows that are only shown."""
    frame = pandas.DataFrame(
        {"number": range(10_000), "name": [f"sample {place}" for place in range(10_000)]}
    )
    with iface.Blocks(store="memory:") as demo:
        iface.Dataframe(frame, label="Large", interactive=False, show_row_numbers=True)
    return serve(demo)


def test_of_ten_thousand_rows_few_stand_in_the_page(page, large):
    grid = opened(page, large)
    expect(grid).to_have_attribute("aria-rowcount", "10001")
    assert grid.locator("tr[data-place]").count() < 60
    expect(page.get_by_text("10000 rows")).to_be_visible()


def test_the_last_row_of_ten_thousand_is_one_key_away(page, large):
    grid = opened(page, large)
    cell(grid, 0, 0).click()
    page.keyboard.press("Control+End")
    expect(cell(grid, 9_999, 1)).to_be_focused()
    expect(cell(grid, 9_999, 1)).to_be_in_viewport()
    page.keyboard.press("PageUp")
    page.keyboard.press("Control+Home")
    expect(cell(grid, 0, 0)).to_be_focused()


def test_the_keyboard_stays_with_a_table_whose_cell_is_out_of_sight(page, large):
    grid = opened(page, large)
    cell(grid, 3, 0).click()
    page.locator(".iface-sheet-scroll").evaluate("scroll => scroll.scrollTop = 90000")
    expect(grid.locator("tr[data-place='3']")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(cell(grid, 4, 0)).to_be_focused()


def test_a_cell_that_is_only_shown_can_be_opened_for_reading(page, large):
    grid = opened(page, large)
    cell(grid, 0, 1).dblclick()
    expect(grid.locator("textarea")).to_have_js_property("readOnly", True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_table_has_no_fault_that_axe_finds(page, people, axe, scheme):
    page.emulate_media(color_scheme=scheme)
    grid = opened(page, people)
    assert axe(page) == []
    cell(grid, 1, 1).click()
    page.keyboard.type("many")
    assert axe(page) == []
    page.keyboard.press("Enter")
    assert axe(page) == []


def test_without_a_script_the_table_is_typed_as_text(plain_page, people, calls):
    page = plain_page
    page.goto(people)
    page.locator("noscript summary").click()  # by its place: Playwright takes noscript for unseen
    field = page.locator("noscript textarea")
    field.fill(field.input_value().replace("Bea\t4", "Bea\t5"))
    press(page, "Go")
    expect(page.get_by_label("Said")).to_have_value(str(calls[-1]))
    assert calls == [[["Ann", 30, True], ["Bea", 5, False], ["Cleo", 17, None]]]
