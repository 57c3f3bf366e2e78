// Cells to and from spreadsheets.

import { edges } from "./_range.js"
import { fromTsv, toTsv, typed, written } from "./_tsv.js"

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
