// Which cells are selected: from one corner, which is where the visitor is, to the other. Row -1 are the headers.
// And what is copied from, put into and taken out of them.

import { fromTsv, toTsv, typed, written } from "./_rows.js"

/** The range of one cell. */
export function only(row, column) {
  return { row, column, endRow: row, endColumn: column }
}

/** The first and last row and column of a range; headers are never selected together with cells. */
export function edges({ row, column, endRow, endColumn }) {
  const ends = (one, other) => [Math.min(one, other), Math.max(one, other)]
  const [top, bottom] = ends(row, endRow)
  const [left, right] = ends(column, endColumn)
  return { top, bottom, left, right }
}

/** Whether a cell is in a range. */
export function holds(range, row, column) {
  const { top, bottom, left, right } = edges(range)
  return row >= top && row <= bottom && column >= left && column <= right
}

/** The range with its far corner at this cell. */
export function extended(range, row, column) {
  return range.row < 0 ? only(row, column) : { ...range, endRow: Math.max(row, 0), endColumn: column }
}

/** The range within a table of this size. */
export function within(range, rows, columns) {
  const row = (one) => Math.max(-1, Math.min(one, rows - 1))
  const column = (one) => Math.max(0, Math.min(one, columns - 1))
  const { endRow, endColumn } = range
  return { row: row(range.row), column: column(range.column), endRow: row(endRow), endColumn: column(endColumn) }
}

/**
 * Where a key leads, or null where it is none that moves. With Shift it moves the far corner.
 * `page` is how many rows are in sight; in a page from right to left the arrows lead the other way.
 */
export function moved(range, { key, shiftKey, ctrlKey, metaKey }, { rows, columns, page, isRtl }) {
  const far = ctrlKey || metaKey
  const forward = isRtl ? "ArrowLeft" : "ArrowRight"
  let [row, column] = shiftKey ? [range.endRow, range.endColumn] : [range.row, range.column]
  if (key === "ArrowUp") row = far ? 0 : row - 1
  else if (key === "ArrowDown") row = far ? rows - 1 : row + 1
  else if (key === "ArrowLeft" || key === "ArrowRight") {
    const step = key === forward ? 1 : -1
    column = far ? (step > 0 ? columns - 1 : 0) : column + step
  } else if (key === "PageUp") row = Math.max(row - page, 0)
  else if (key === "PageDown") row += page
  else if (key === "Home") [row, column] = [far ? 0 : row, 0]
  else if (key === "End") [row, column] = [far ? rows - 1 : row, columns - 1]
  else return null
  const next = shiftKey ? extended(range, row, column) : only(row, column)
  return within(next, rows, columns)
}

/** The next cell in reading order, or the one before; null beyond the last and the first. */
export function following({ row, column }, step, rows, columns) {
  const place = row * columns + column + step
  return place < 0 || place >= rows * columns ? null : only(Math.floor(place / columns), place % columns)
}

/** The selected cells of a sheet, as a spreadsheet takes them. */
export function copied({ cells, range }) {
  const { top, bottom, left, right } = edges(range)
  if (top < 0) return written(cells.headers[left])
  const rows = cells.view.slice(top, bottom + 1)
  return toTsv(rows.map((row) => row.cells.slice(left, right + 1).map(written)))
}

/** Put what was copied at the first corner; one cell fills all that is selected. */
export function paste(sheet, text) {
  const { cells } = sheet
  const taken = fromTsv(text)
  const { top, bottom, left, right } = edges(sheet.range)
  if (top < 0) return

  const isOne = taken.length === 1 && taken[0].length === 1
  const height = isOne ? bottom - top + 1 : taken.length
  const width = isOne ? right - left + 1 : Math.max(...taken.map((row) => row.length))
  const before = sheet.rows
  if (!cells.about.keepsRows) while (sheet.rows < top + height) cells.addRow()
  if (sheet.rows > before) sheet.grid.redraw()
  const entries = []
  for (let row = top; row < Math.min(top + height, sheet.rows); row++) {
    for (let column = left; column < Math.min(left + width, cells.width); column++) {
      const text = isOne ? taken[0][0] : taken[row - top][column - left]
      if (text !== undefined) entries.push([row, column, typed(text, cells.kinds[column])])
    }
  }
  sheet.change(entries)
  sheet.select({ row: top, column: left, endRow: top + height - 1, endColumn: left + width - 1 }, { isTold: false })
}

/** Empty the selected cells. */
export function empty(sheet) {
  const { top, bottom, left, right } = edges(sheet.range)
  const entries = []
  for (let row = Math.max(top, 0); row <= bottom; row++) {
    for (let column = left; column <= right; column++) entries.push([row, column, null])
  }
  sheet.change(entries)
}
