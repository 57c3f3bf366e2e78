"""What a large table costs in a browser: the first picture, scrolling, and the change of one cell.

A page in this process with one table of 10,000 rows and 10 columns that can be changed, and a button
that takes it. Chromium without a window opens it several times, scrolls through it by the wheel, types
in one cell and presses the button; the answer is checked.

    page kB      the page as it travels (gzipped by nobody), with the whole table
    first ms     milliseconds from asking for the page to the first picture with rows in it
    ready ms     until the script shows the table and it can be changed
    frame ms     while scrolling: the middle, and the longest, time between two pictures
    work ms      while scrolling: the longest time that the script and the layout took of one picture
    edit kB      what is sent for one changed cell
"""

import argparse
import sys
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.figures import middle, table
from benchmarks.wrong import WrongAnswer
from iface.blocks import Blocks
from iface.components import Button, Dataframe, Textbox

_FIRST = """() => {
  const [picture] = performance.getEntriesByName("first-contentful-paint")
  return picture.startTime
}"""
_READY = "() => performance.getEntriesByName('table-ready')[0].startTime"
_WATCH = """() => new MutationObserver((_, watch) => {
  if (!document.querySelector(".iface-sheet [role=grid] [aria-rowindex='2']")) return
  performance.mark("table-ready")
  watch.disconnect()
}).observe(document, {subtree: true, childList: true, attributes: true})"""
_SCROLL = """async (distance) => {
  const scroll = document.querySelector(".iface-sheet-scroll")
  const picture = () => new Promise(requestAnimationFrame)
  const frames = [], works = []
  const take = (list) => works.push(...list.getEntries().map(({duration}) => duration))
  const worked = new PerformanceObserver(take)
  worked.observe({type: "long-animation-frame"})
  let before = await picture()
  for (let step = 0; step < 240; step++) {
    scroll.scrollTop += step % 40 === 39 ? 20 * distance : distance
    const now = await picture()
    frames.push(now - before)
    before = now
  }
  worked.disconnect()
  return {frames, works, top: scroll.scrollTop, row: scroll.querySelector("tr[data-place]").dataset.place}
}"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be changed."""
    parser.add_argument("--rounds", type=int, default=5, help="the median of so many (5)")
    parser.add_argument("--rows", type=int, default=10_000, help="of the table (10000)")


def measure(options: argparse.Namespace) -> str:
    """The figures of one table."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
    from chromium import chromium  # type: ignore[import-not-found]  # where the tests find theirs

    demo = page_of(options.rows)
    _, url, _ = demo.launch(prevent_thread_lock=True, quiet=True)
    try:
        with chromium() as browser:
            rounds = [_visited(browser, str(url), options.rows) for _ in range(options.rounds)]
    finally:
        demo.close()
    names = ["", "page kB", "first ms", "ready ms", "frame ms", "longest", "work ms", "edit kB"]
    return table(f"A table of {options.rows} rows, median of {options.rounds} rounds", names, [
        [f"{options.rows} x 10", *middle(rounds)],
    ])  # fmt: skip


def page_of(rows: int) -> Blocks:
    """A page with a table of numbers and names, and a button that says a cell of it."""
    data = [
        [*(round((row * 7919 + column * 104729) % 10_007 / 97, 3) for column in range(6)), row, row % 97,
         f"sample {row}", row % 3 == 0]
        for row in range(rows)
    ]  # fmt: skip
    with Blocks(store="memory:") as demo:
        sheet = Dataframe({"headers": [f"column {place}" for place in range(10)], "data": data}, type="array",
                          label="Sheet", interactive=True)  # fmt: skip
        said = Textbox(label="Said")
        Button("Say").click(lambda cells: f"{len(cells)} rows, {cells[1][6]}", sheet, said)
    return demo


def _visited(browser: Any, url: str, rows: int) -> list[float]:
    page = browser.new_page()
    page.add_init_script(f"({_WATCH})()")
    sent: list[Any] = []
    page.on("request", lambda request: sent.append(request))
    size = len(page.goto(url).body())
    page.wait_for_function("() => performance.getEntriesByName('table-ready').length")
    first, ready = page.evaluate(_FIRST), page.evaluate(_READY)
    scrolled = page.evaluate(_SCROLL, 120)
    if int(scrolled["row"]) < min(500, rows // 2):
        raise WrongAnswer(f"after scrolling, row {scrolled['row']} is the first that is drawn.")
    page.evaluate("document.querySelector('.iface-sheet-scroll').scrollTop = 0")
    page.locator("[role=grid] [aria-rowindex='3'] td").nth(6).dblclick()
    page.keyboard.press("Control+a")
    page.keyboard.type("4711")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Say").click()
    page.wait_for_function("() => document.querySelector('.iface-textbox :is(input, textarea)').value")
    said = page.get_by_label("Said").input_value()
    if said != f"{rows} rows, 4711":
        raise WrongAnswer(f"the function says {said!r}.")
    edit = len(next(one.post_data_buffer for one in reversed(sent) if one.method == "POST"))
    page.close()
    frames = scrolled["frames"]
    longest = max(scrolled["works"], default=max(frames))
    return [size / 1e3, first, ready, median(frames), max(frames), longest, edit / 1e3]
