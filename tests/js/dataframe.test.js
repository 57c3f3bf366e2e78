import assert from "node:assert/strict"
import { test } from "node:test"

import { Cells } from "../../static/components/_cells.js"
import { copied, edges, empty, extended, following, holds, moved, only, paste, within } from "../../static/components/_range.js"
import { fits, fromTsv, shown, toTsv, typed } from "../../static/components/_rows.js"

const ABOUT = { on: "base", interactive: true, fixed: [], html: {}, digits: [0, 2], kinds: ["str", "number"] }
const ROWS = [
  ["Ann", 3],
  ["Bea", null],
  ["Cleo", 1.5],
]

function cells(about = {}, data = ROWS) {
  return new Cells({ about: { ...ABOUT, ...about }, table: { headers: ["name", "age"], data } })
}

function names(table) {
  return table.view.map((row) => row.cells[0])
}

function changes(table) {
  return JSON.parse(table.changes())
}

/** A sheet as the clipboard knows it. */
function sheetOf(table, range) {
  return {
    cells: table,
    range,
    grid: { redraw() {} },
    get rows() {
      return table.view.length
    },
    change: (entries) => entries.forEach((entry) => table.set(...entry)),
    select(range) {
      this.range = range
    },
  }
}

// The changes

test("a table that was left alone has no changes", () => {
  assert.equal(cells().changes(), "")
})

test("a changed cell is sent alone", () => {
  const table = cells()
  table.set(1, 1, 4)
  assert.deepEqual(changes(table), { on: "base", cells: [[1, 1, 4]], rows: [], without: [], columns: [] })
})

test("the same value is no change", () => {
  const table = cells()
  assert.equal(table.set(0, 0, "Ann"), false)
  assert.equal(table.changes(), "")
})

test("changes are counted by the server's rows, whatever the order in sight", () => {
  const table = cells()
  table.sort({ column: 0, direction: "descending" })
  table.set(0, 0, "Clara")
  table.removeRows(2, 2)
  const { cells: changed, without } = changes(table)
  assert.deepEqual([changed, without], [[[2, 0, "Clara"]], [0]])
})

test("a new row is sent whole, and not at all once it is taken out", () => {
  const table = cells()
  table.addRow()
  table.set(3, 0, "Dora")
  assert.deepEqual(changes(table).rows, [["Dora", null]])
  table.removeRows(3, 3)
  assert.equal(table.changes(), "")
})

test("a new column is empty, and its cells are sent one by one", () => {
  const table = cells()
  table.addColumn("town")
  table.set(0, 2, "Rome")
  const { columns, cells: changed } = changes(table)
  assert.deepEqual([columns, changed], [["town"], [[0, 2, "Rome"]]])
})

test("a fixed column takes changes in new rows alone", () => {
  const table = cells({ fixed: [0] })
  table.addRow()
  assert.deepEqual([table.set(0, 0, "Eve"), table.set(3, 0, "Eve")], [false, true])
})

test("a table that is only shown takes none", () => {
  assert.equal(cells({ interactive: false }).set(0, 0, "Eve"), false)
})

test("the server's own rows are never written to", () => {
  const data = [["Ann", 3]]
  cells({}, data).set(0, 0, "Eve")
  assert.deepEqual(data, [["Ann", 3]])
})

test("where the server may have another table, all of it is sent", () => {
  const table = cells({ whole: true })
  table.set(0, 0, "Eve")
  assert.deepEqual(changes(table).data[0], ["Eve", 3])
})

// The order

test("a column is sorted upwards, then downwards, then as it was", () => {
  const table = cells({}, [["b", 1], ["a10", 2], ["a9", 3]])
  const orders = [0, 0, 0].map((column) => (table.sortBy(column), names(table).join(" ")))
  assert.deepEqual(orders, ["a9 a10 b", "b a10 a9", "b a10 a9"])
})

test("empty cells come last in both directions", () => {
  const table = cells()
  table.sortBy(1)
  assert.deepEqual(names(table), ["Cleo", "Ann", "Bea"])
  table.sortBy(1)
  assert.deepEqual(names(table), ["Ann", "Cleo", "Bea"])
})

test("a sorted row keeps its place in the value", () => {
  const table = cells()
  table.sortBy(1)
  assert.equal(table.index(0), 2)
  assert.equal(table.place(2), 0)
})

// What is shown

test("the server's numbers have the digits of their column, the visitor's are as typed", () => {
  const table = cells()
  assert.equal(table.look(0, 1).text, "3.00")
  table.set(0, 1, 3.14159)
  assert.equal(table.look(0, 1).text, "3.14159")
})

test("a value that the server will refuse is bad", () => {
  const table = cells()
  table.set(0, 1, "many")
  assert.equal(table.look(0, 1).isBad, true)
  assert.equal(Boolean(table.look(2, 1).isBad), false)
})

test("formatted cells show what was typed once they are changed", () => {
  const table = cells({ html: { 0: ["<b>Ann</b>"] } })
  assert.equal(table.look(0, 0).html, "<b>Ann</b>")
  table.set(0, 0, "Eve")
  assert.equal(table.look(0, 0).html, undefined)
})

test("booleans are signs, and very small and large numbers are as they are", () => {
  assert.deepEqual([true, false, null, 1e-9, 1e20].map((value) => shown(value, 2)), [
    "✓", "✗", "", "1e-9", "100000000000000000000",
  ])
})

// What is typed

test("a text becomes what its column holds", () => {
  assert.equal(typed("4.5", "number"), 4.5)
  assert.equal(typed("4.5", "str"), "4.5")
  assert.equal(typed("12", "auto"), 12)
  assert.equal(typed("007", "auto"), "007")
  assert.equal(typed("TRUE", "bool"), true)
  assert.equal(typed(" 2026-01-31 ", "date"), "2026-01-31")
  assert.equal(typed("", "str"), null)
})

test("what stands for nothing stays as it is, and does not fit", () => {
  assert.equal(typed("many", "number"), "many")
  assert.deepEqual(["many", 4, null].map((value) => fits(value, "number")), [false, true, true])
  assert.deepEqual(["2026-01-31", "31.1.26", "2026-13-01"].map((value) => fits(value, "date")), [true, false, false])
  assert.deepEqual([true, "yes"].map((value) => fits(value, "bool")), [true, false])
})

// Spreadsheets

test("what is copied can be pasted again", () => {
  const rows = [["a\tb", 'say "hi"', ""], ["two\nlines", "é", "x"]]
  assert.deepEqual(fromTsv(toTsv(rows)), rows)
})

test("a spreadsheet's last line end is no row", () => {
  assert.deepEqual(fromTsv("a\tb\r\nc\td\r\n"), [["a", "b"], ["c", "d"]])
})

test("a quote inside of a cell is a quote", () => {
  assert.deepEqual(fromTsv('5" pipe\t"'), [['5" pipe', '"']])
})

test("empty cells and an empty text are cells too", () => {
  assert.deepEqual(fromTsv("\t\n\t"), [["", ""], ["", ""]])
  assert.deepEqual(fromTsv(""), [[""]])
})

test("the selected cells are copied as they are in sight", () => {
  const table = cells()
  table.sortBy(1)
  assert.equal(copied(sheetOf(table, { row: 0, column: 0, endRow: 1, endColumn: 1 })), "Cleo\t1.5\nAnn\t3")
})

test("a paste begins at the first corner and adds the rows that it needs", () => {
  const table = cells()
  paste(sheetOf(table, only(2, 0)), "Dora\t7\nEve\t8")
  assert.deepEqual(changes(table).cells, [[2, 0, "Dora"], [2, 1, 7]])
  assert.deepEqual(changes(table).rows, [["Eve", 8]])
})

test("a paste adds no row to a table that keeps its rows, and no column ever", () => {
  const table = cells({ keepsRows: true })
  paste(sheetOf(table, only(2, 1)), "7\tx\n8\ty")
  assert.deepEqual(changes(table), { on: "base", cells: [[2, 1, 7]], rows: [], without: [], columns: [] })
})

test("one copied cell fills all that is selected", () => {
  const table = cells()
  paste(sheetOf(table, { row: 0, column: 1, endRow: 2, endColumn: 1 }), "9")
  assert.deepEqual(table.rows.map((row) => row.cells[1]), [9, 9, 9])
})

test("emptying leaves what was not selected", () => {
  const table = cells()
  empty(sheetOf(table, { row: 1, column: 0, endRow: 0, endColumn: 0 }))
  assert.deepEqual(table.rows.map((row) => row.cells[0]), [null, null, "Cleo"])
})

// The keyboard

const SIZE = { rows: 100, columns: 4, page: 10, isRtl: false }
const key = (name, more = {}) => ({ key: name, ...more })
const from = (row, column) => only(row, column)

test("keys lead to the cells that a spreadsheet's lead to", () => {
  const at = (happening, size = SIZE) => {
    const { row, column } = moved(from(50, 2), happening, size)
    return [row, column]
  }
  assert.deepEqual(at(key("ArrowUp")), [49, 2])
  assert.deepEqual(at(key("ArrowDown", { ctrlKey: true })), [99, 2])
  assert.deepEqual(at(key("ArrowLeft")), [50, 1])
  assert.deepEqual(at(key("ArrowLeft"), { ...SIZE, isRtl: true }), [50, 3])
  assert.deepEqual(at(key("PageDown")), [60, 2])
  assert.deepEqual(at(key("Home")), [50, 0])
  assert.deepEqual(at(key("End", { metaKey: true })), [99, 3])
  assert.equal(moved(from(50, 2), key("x"), SIZE), null)
})

test("the keyboard stays within the table, and reaches its headers", () => {
  assert.deepEqual(moved(from(99, 3), key("ArrowDown"), SIZE), from(99, 3))
  assert.deepEqual(moved(from(0, 0), key("ArrowUp"), SIZE), from(-1, 0))
  assert.deepEqual(moved(from(-1, 0), key("ArrowUp"), SIZE), from(-1, 0))
  assert.deepEqual(moved(from(5, 0), key("PageUp"), SIZE), from(0, 0))
})

test("with Shift the far corner moves, and never to the headers", () => {
  const range = moved(from(0, 0), key("ArrowRight", { shiftKey: true }), SIZE)
  assert.deepEqual(edges(range), { top: 0, bottom: 0, left: 0, right: 1 })
  assert.equal(extended(range, -1, 1).endRow, 0)
  assert.deepEqual([holds(range, 0, 1), holds(range, 1, 1)], [true, false])
})

test("Tab goes on to the next row, and ends at the last cell", () => {
  assert.deepEqual(following(from(0, 3), 1, 2, 4), from(1, 0))
  assert.deepEqual(following(from(1, 0), -1, 2, 4), from(0, 3))
  assert.equal(following(from(1, 3), 1, 2, 4), null)
})

test("a selection is cut to a table that became smaller", () => {
  assert.deepEqual(within({ row: 5, column: 5, endRow: 9, endColumn: 9 }, 3, 2), from(2, 1))
  assert.deepEqual(within(from(0, 0), 0, 2), from(-1, 0))
})
