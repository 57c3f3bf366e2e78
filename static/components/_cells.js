// The cells of a table: those that the server sent, what the visitor has changed of them, and their order.

import { fits, shown } from "./_rows.js"

/** A table whose rows can be sorted and changed. A row is {from, place, cells}: `from` is its
 * place on the server's table, `place` in the value as it is now. */
export class Cells {
  constructor({ about, table }) {
    this.about = about
    this.headers = [...table.headers]
    this.kinds = [...about.kinds]
    this.rows = table.data.map((cells, from) => ({ from, place: from, cells, changed: null }))
    this.view = [...this.rows]
    this.sorting = null
    this.without = []
    this.sent = table.headers.length
  }

  get width() {
    return this.headers.length
  }

  value(place, column) {
    return this.view[place].cells[column]
  }

  /** What a cell shows: {text, html, kind, isBad}; `html` is safe, and only there while it is the server's. */
  look(place, column) {
    const row = this.view[place]
    const value = row.cells[column]
    const isOwn = row.from === null || row.changed?.has(column)
    const html = isOwn ? undefined : this.about.html[column]?.[row.from]
    const kind = this.kinds[column] === "auto" && typeof value === "number" ? "number" : this.kinds[column]
    const text = shown(value, isOwn ? 0 : this.about.digits[column])
    return { text, html, kind, isBad: isOwn && !fits(value, kind) }
  }

  isFixed(place, column) {
    return !this.about.interactive || (this.view[place].from !== null && this.about.fixed.includes(column))
  }

  /** Change a cell; whether it is another now. */
  set(place, column, value) {
    const row = this.view[place]
    if (this.isFixed(place, column) || row.cells[column] === value) return false
    if (!row.changed) row.cells = [...row.cells]
    row.changed = (row.changed ?? new Set()).add(column)
    row.cells[column] = value
    return true
  }

  addRow() {
    const row = { from: null, place: this.rows.length, cells: this.headers.map(() => null), changed: new Set() }
    this.rows.push(row)
    this.view.push(row)
  }

  /** Take out the rows from one place in sight to another, both included. */
  removeRows(first, last) {
    const out = new Set(this.view.slice(first, last + 1))
    for (const { from } of out) if (from !== null) this.without.push(from)
    this.rows = this.rows.filter((row) => !out.has(row))
    this.rows.forEach((row, place) => (row.place = place))
    this.view = this.view.filter((row) => !out.has(row))
  }

  addColumn(name) {
    this.headers.push(name)
    this.kinds.push("auto")
    for (const row of this.rows) row.cells = [...row.cells, null]
  }

  /** Whether a column is the visitor's own, so that its name is too. */
  isOwnColumn(column) {
    return column >= this.sent
  }

  /** Sort by a column: upwards, then downwards, then as it was. Empty cells come last. */
  sortBy(column) {
    const before = this.sorting?.column === column ? this.sorting.direction : null
    const direction = { null: "ascending", ascending: "descending", descending: null }[before]
    this.sort(direction && { column, direction })
  }

  sort(sorting) {
    this.sorting = sorting
    this.view = [...this.rows]
    if (!sorting) return

    const { column, direction } = sorting
    const sign = direction === "ascending" ? 1 : -1
    const text = new Intl.Collator(globalThis.document?.documentElement.lang || undefined, { numeric: true })
    const rank = (value) => (value === null ? 2 : typeof value === "string" ? 1 : 0)
    const order = (one, other) => {
      const ranks = rank(one) - rank(other)
      if (ranks !== 0) return rank(one) === 2 || rank(other) === 2 ? ranks : sign * ranks
      return sign * (typeof one === "string" ? text.compare(one, other) : one - other)
    }
    this.view.sort((one, other) => order(one.cells[column], other.cells[column]))
  }

  /** The place of a row in the value, whatever the order in sight. */
  index(place) {
    return this.view[place].place
  }

  /** The place in sight of a row of the value. */
  place(index) {
    return this.view.indexOf(this.rows[index])
  }

  /** What is sent of all this: JSON of the changes since the server's table, "" where there are none.
   * All of it where the server may have another one. */
  changes() {
    const cells = []
    const rows = []
    for (const row of this.rows) {
      if (row.from === null) rows.push(row.cells)
      else if (row.changed) for (const column of row.changed) cells.push([row.from, column, row.cells[column]])
    }
    const columns = this.headers.slice(this.sent)
    const { without } = this
    if (this.about.whole) return JSON.stringify({ headers: this.headers, data: this.rows.map(({ cells }) => cells) })
    if (cells.length + rows.length + without.length + columns.length === 0) return ""
    return JSON.stringify({ on: this.about.on, cells, rows, without, columns })
  }
}
