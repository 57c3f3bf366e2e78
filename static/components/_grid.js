// The part of a table that is in sight: of many rows only those stand in the page that can be seen.

import { holds } from "./_range.js"
import { addHead, fill, gap, rowOf } from "./_rows.js"

const ALL = 200 // a table of no more rows stands in the page as a whole,
const CELLS = 10_000 // unless it has more cells than this
const SPARE = 12 // rows above and below those in sight

/** The rows of `cells` in the table of a sheet. Row -1 are the headers. */
export class Grid {
  constructor(sheet, cells) {
    this.page = sheet.ownerDocument
    this.cells = cells
    this.scroll = sheet.querySelector(".iface-sheet-scroll")
    this.table = this.scroll.querySelector("table")
    this.body = this.table.tBodies[0]
    this.head = this.table.tHead.rows[0]
    this.lead = cells.about.numbered ? 1 : 0
    this.drawn = new Map()
    this.range = null
    this.isChosen = false
    this.gaps = ["before", "after"].map((side) => gap(this.body, side))
    this.table.setAttribute("role", "grid")
    this.table.setAttribute("aria-multiselectable", "true")
    if (!cells.about.interactive) this.table.setAttribute("aria-readonly", "true")
    this.head.setAttribute("aria-rowindex", 1)
    this.height = this.body.rows[0]?.offsetHeight || 36
    this.scroll.addEventListener("scroll", () => this.later(), { passive: true })
    // A table in a tab that is opened later has no height until then.
    new ResizeObserver(() => this.later()).observe(this.scroll)
  }

  /** Draw before the next picture, once. */
  later() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = null
      if (this.table.isConnected) this.draw()
    })
  }

  get isWhole() {
    return this.cells.view.length <= Math.min(ALL, CELLS / this.cells.width)
  }

  /** How many rows are in sight. */
  get inSight() {
    return Math.max(1, Math.floor((this.scroll.clientHeight - this.head.offsetHeight) / this.height))
  }

  /** Draw all of it anew, as after a change of its order or size. */
  redraw() {
    const { cells, head, lead } = this
    // Of many rows, all have the height of one line.
    this.scroll.parentElement.toggleAttribute("data-wrap", cells.about.wrap && this.isWhole)
    this.drawn.clear()
    this.body.replaceChildren()
    this.table.setAttribute("aria-rowcount", cells.view.length + 1)
    this.table.setAttribute("aria-colcount", cells.width + lead)
    while (head.cells.length - lead < cells.width) addHead(this.table)
    cells.headers.forEach((name, column) => {
      const cell = head.cells[column + lead]
      if (!("editing" in cell.dataset)) cell.textContent = name
      const isSorted = cells.sorting?.column === column
      if (isSorted) cell.setAttribute("aria-sort", cells.sorting.direction)
      else cell.removeAttribute("aria-sort")
    })
    this.draw()
  }

  /** Bring the rows in sight into the page, and take the others out. */
  draw() {
    const { scroll, drawn } = this
    const height = (this.height = drawn.values().next().value?.offsetHeight || this.height)
    const count = this.cells.view.length
    const top = this.isWhole ? 0 : Math.floor(scroll.scrollTop / height) - SPARE
    const first = Math.max(0, Math.min(top, count - 1))
    const end = this.isWhole ? count : Math.min(count, first + Math.ceil(scroll.clientHeight / height) + 2 * SPARE)
    for (const [place, row] of drawn) {
      if (place >= first && place < end) continue
      // The keyboard stays here when the cell that has it goes out of sight.
      if (row.contains(this.page.activeElement)) scroll.focus({ preventScroll: true })
      row.remove()
      drawn.delete(place)
    }
    let next = null
    for (let place = end - 1; place >= first; place--) {
      if (!drawn.has(place)) {
        drawn.set(place, this.body.insertBefore(rowOf(this.page, this.cells, place), next))
        if (this.range) this.markRow(place)
      }
      next = drawn.get(place)
    }
    const gaps = this.isWhole ? [0, 0] : [first, count - end]
    gaps.forEach((rows, index) => (this.gaps[index].style.blockSize = `${rows * height}px`))
  }

  /** Show a cell anew, if it stands in the page. */
  refill(row, column) {
    const cell = this.at(row, column)
    if (!cell) return
    fill(cell, this.cells, row, column)
    this.mark(cell, row, column)
  }

  mark(cell, row, column) {
    if (this.isChosen && holds(this.range, row, column)) cell.setAttribute("aria-selected", "true")
    else cell.removeAttribute("aria-selected")
    if (row === this.range.row && column === this.range.column) cell.tabIndex = 0
    else cell.removeAttribute("tabindex")
  }

  /** Show which cells are selected; until one `isChosen`, the first is only where the keyboard begins. */
  select(range, isChosen = this.isChosen) {
    this.range = range
    this.isChosen = isChosen
    for (const place of [-1, ...this.drawn.keys()]) this.markRow(place)
  }

  markRow(row) {
    for (let column = 0; column < this.cells.width; column++) this.mark(this.at(row, column), row, column)
  }

  /** The element of a cell, if it stands in the page. */
  at(row, column) {
    return (row < 0 ? this.head : this.drawn.get(row))?.cells[column + this.lead]
  }

  /** Scroll a cell into sight, and give its element. */
  reveal(row, column) {
    const { scroll, height } = this
    if (row >= 0 && !this.isWhole) {
      const room = scroll.clientHeight - this.head.offsetHeight - height
      const most = row * height
      scroll.scrollTop = Math.min(Math.max(scroll.scrollTop, most - Math.max(room, 0)), most)
      this.draw()
    }
    const cell = this.at(row, column)
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" })
    return cell
  }
}
