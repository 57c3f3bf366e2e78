// A table on the page, and what can be done to it: selecting, typing, adding, taking out, copying.

import { Cells } from "./_cells.js"
import { type } from "./_editor.js"
import { Grid } from "./_grid.js"
import { edges, only, within } from "./_range.js"

const LONGEST = 9_000 // characters that an event may tell about itself

export class Sheet {
  constructor(element) {
    this.element = element
    this.field = element.querySelector("input[name]")
    this.cells = new Cells(JSON.parse(element.querySelector("script").textContent))
    this.grid = new Grid(element, this.cells)
    if (this.field) this.field.value = this.cells.changes()
    this.range = only(this.cells.view.length > 0 ? 0 : -1, 0)
    this.recent = []
    this.place = [0, 0]
    this.grid.redraw()
    this.grid.select(this.range)
  }

  get rows() {
    return this.cells.view.length
  }

  /** Select these cells, and go to the first corner; `far` shows the other one. */
  select(range, { far = false, isTold = true } = {}) {
    const before = this.range
    this.range = within(range, this.rows, this.cells.width)
    const { row, column, endRow, endColumn } = this.range
    if (far) this.grid.reveal(endRow, endColumn)
    const cell = far ? this.grid.at(row, column) : this.grid.reveal(row, column)
    this.grid.select(this.range, true)
    ;(cell ?? this.grid.scroll).focus({ preventScroll: true })
    this.refreshTools()
    const isSame = this.hasTold && row === before.row && column === before.column
    if (isTold && row >= 0 && !isSame) this.tell(row, column)
  }

  tell(place, column) {
    this.hasTold = true
    const value = this.cells.value(place, column)
    const index = [this.cells.index(place), column]
    const detail = { index, value, selected: true, row_value: this.cells.view[place].cells }
    detail.col_value = this.cells.rows.map(({ cells }) => cells[column])
    for (const part of ["col_value", "row_value"]) if (JSON.stringify(detail).length > LONGEST) delete detail[part]
    this.say("select", detail)
  }

  say(verb, detail) {
    this.element.dispatchEvent(new CustomEvent(`iface:${verb}`, { bubbles: true, detail }))
  }

  /** Change cells, [row, column, value] each; the server takes or refuses them with the next submit. */
  change(entries) {
    const done = entries.filter(([row, column, value]) => {
      const before = this.cells.value(row, column)
      if (!this.cells.set(row, column, value)) return false
      this.recent.push([this.cells.index(row), column, value])
      this.grid.refill(row, column)
      if (entries.length === 1) {
        this.say("edit", { index: [this.cells.index(row), column], previous_value: before, value })
      }
      return true
    })
    if (done.length > 0) this.changed()
  }

  changed() {
    this.field.value = this.cells.changes()
    this.field.dispatchEvent(new Event("input", { bubbles: true }))
    // The page takes such marks away where something is typed; what cannot be sent stays bad.
    for (const cell of this.element.querySelectorAll("[data-bad]")) cell.setAttribute("aria-invalid", "true")
    this.refreshTools()
  }

  sort(column) {
    this.cells.sortBy(column)
    this.grid.redraw()
    this.grid.select(this.range)
  }

  addRow() {
    this.cells.addRow()
    this.grid.redraw()
    this.changed()
    this.select(only(this.rows - 1, 0), { isTold: false })
  }

  removeRows() {
    const { top, bottom } = edges(this.range)
    this.cells.removeRows(Math.max(top, 0), bottom)
    this.grid.redraw()
    this.changed()
    this.select(only(Math.max(top, 0), this.range.column), { isTold: false })
  }

  addColumn() {
    this.cells.addColumn(String(this.cells.width + 1))
    this.grid.redraw()
    this.changed()
    this.select(only(-1, this.cells.width - 1), { isTold: false })
    type(this)
  }

  /** Say how many rows there are, and which buttons can be pressed. */
  refreshTools() {
    const count = this.element.querySelector(".iface-sheet-count")
    if (count) {
      const { one, many } = count.dataset
      count.textContent = this.rows === 1 ? one : many.replace("{count}", this.rows)
    }
    const remove = this.element.querySelector("[data-do=remove-row]")
    if (remove) remove.disabled = this.range.row < 0
  }

  /** Go on where the visitor was in the table that stood here before. */
  follow(before, hadFocus) {
    if (before.cells.width !== this.cells.width) return
    if (before.cells.sorting) {
      this.cells.sort(before.cells.sorting)
      this.grid.redraw()
    }
    const scroll = this.grid.scroll
    ;[scroll.scrollTop, scroll.scrollLeft] = before.place
    this.range = within(before.range, this.rows, this.cells.width)
    this.hasTold = before.hasTold
    this.grid.draw()
    this.grid.select(this.range, before.grid.isChosen)
    const { editing } = before
    // What was changed since the last submit is not in its answer.
    const late = before.recent.filter(([row, column]) => row < this.rows && column < this.cells.width)
    if (this.field) this.change(late.map(([row, ...rest]) => [this.cells.place(row), ...rest]))
    if (hadFocus) this.select(this.range, { isTold: false })
    if (editing && hadFocus) type(this, editing.value)
  }
}
