// Tables: from what a visitor does with mouse, fingers, keys and clipboard to what is done to a table.

import { type } from "./_editor.js"
import { copied, empty, extended, moved, only, paste } from "./_range.js"
import { Sheet } from "./_sheet.js"

const SHEET = ".iface-sheet"
const sheets = new WeakMap()
const shown = new Map() // the sheet that a component shows, by its id
let last = null // the component in whose table the focus was last

/** Take over the tables in `part`. */
export function enhance(part) {
  for (const element of part.querySelectorAll(SHEET)) {
    const { component } = element.closest("[data-component]").dataset
    // Put in by a script, what is for pages without one is part of the form.
    element.querySelector("noscript")?.remove()
    const scroll = element.querySelector(".iface-sheet-scroll")
    scroll.tabIndex = -1
    scroll.removeAttribute("role")
    scroll.removeAttribute("aria-label")
    if (element.dataset.height) scroll.style.maxBlockSize = sizeOf(element.dataset.height)
    const sheet = new Sheet(element)
    const before = shown.get(component)
    element.querySelector(".iface-sheet-tools")?.removeAttribute("hidden")
    sheets.set(element, sheet)
    shown.set(component, sheet)
    if (before) sheet.follow(before, last === component && [document.body, null].includes(document.activeElement))
    sheet.refreshTools()
    listen(element, sheet)
  }
}

function sizeOf(height) {
  return height.endsWith("%") ? height : `${height}px`
}

function listen(element, sheet) {
  const on = (name, act) => element.addEventListener(name, (happening) => act(happening, sheet))
  on("keydown", pressed)
  on("pointerdown", pointed)
  on("pointerover", dragged)
  on("click", clicked)
  on("dblclick", ({ target }) => placeOf(target) && sheet.range.row >= 0 && type(sheet))
  on("copy", (happening) => clip(happening, sheet))
  on("cut", (happening) => clip(happening, sheet) && sheet.field && empty(sheet))
  on("paste", (happening) => {
    if (!sheet.field || !placeOf(happening.target)) return
    happening.preventDefault()
    paste(sheet, happening.clipboardData.getData("text/plain"))
  })
  sheet.field?.addEventListener("focus", () => sheet.select(sheet.range, { isTold: false }))
  sheet.grid.scroll.addEventListener("scroll", ({ target }) => (sheet.place = [target.scrollTop, target.scrollLeft]))
}

/** The row and column of what was pointed at; a number at the start of a row stands for all of it. */
function placeOf(target) {
  const cell = target.closest?.("td, th")
  const row = cell?.closest("tr")
  const sheet = sheets.get(cell?.closest(SHEET))
  if (!sheet || cell.closest(".iface-sheet-gap")) return null
  return { row: Number(row.dataset.place ?? -1), column: cell.cellIndex - sheet.grid.lead }
}

function pointed(happening, sheet) {
  const place = placeOf(happening.target)
  sheet.isTouched = happening.pointerType === "touch" // not every browser's click says so
  if (!place || happening.button !== 0 || sheet.isTouched) return
  choose(sheet, place, happening.shiftKey)
}

function choose(sheet, { row, column }, isFar) {
  const end = sheet.cells.width - 1
  if (column < 0 && row < 0) sheet.select({ ...only(0, 0), endRow: sheet.rows - 1, endColumn: end })
  else if (column < 0) sheet.select({ row: isFar ? sheet.range.row : row, column: 0, endRow: row, endColumn: end })
  else sheet.select(isFar ? extended(sheet.range, row, column) : only(row, column), { far: isFar })
}

function dragged({ target, buttons, pointerType }, sheet) {
  const place = buttons === 1 && pointerType !== "touch" && !sheet.editing && placeOf(target)
  if (place && place.row >= 0 && place.column >= 0 && sheet.range.row >= 0) {
    sheet.select(extended(sheet.range, place.row, place.column), { far: true, isTold: false })
  }
}

function clicked({ target }, sheet) {
  const act = target.closest("button")?.dataset.do
  if (act === "add-row") sheet.addRow()
  else if (act === "remove-row") sheet.removeRows()
  else if (act === "add-column") sheet.addColumn()
  const place = !act && placeOf(target)
  if (!place || target.closest("a")) return
  if (place.row < 0 && place.column >= 0) sheet.sort(place.column)
  if (!sheet.isTouched) return
  // The first touch selects a cell, the second opens it.
  const isHere = sheet.range.row === place.row && sheet.range.column === place.column && sheet.hasTold
  if (isHere && place.row >= 0) type(sheet)
  else choose(sheet, place, false)
}

function pressed(happening, sheet) {
  const { target, key, ctrlKey, metaKey, altKey } = happening
  if (happening.isComposing || !(placeOf(target) || target === sheet.grid.scroll)) return
  const isRtl = getComputedStyle(sheet.element).direction === "rtl"
  const size = { rows: sheet.rows, columns: sheet.cells.width, page: sheet.grid.inSight, isRtl }
  const next = altKey ? null : moved(sheet.range, happening, size)
  const isHead = sheet.range.row < 0
  const isPlain = key.length === 1 && !ctrlKey && !metaKey && !altKey
  if (next) sheet.select(next, { far: happening.shiftKey, isTold: !happening.shiftKey })
  else if (key === "Enter" || key === "F2") type(sheet)
  else if (key === " " && isHead) sheet.sort(sheet.range.column)
  else if (key === " " && sheet.cells.kinds[sheet.range.column] === "bool") type(sheet)
  else if (key === "a" && (ctrlKey || metaKey)) choose(sheet, { row: -1, column: -1 })
  else if (key === "Escape") sheet.select(only(sheet.range.row, sheet.range.column), { isTold: false })
  else if ((key === "Delete" || key === "Backspace") && sheet.field && !isHead) empty(sheet)
  else if (isPlain && sheet.field && !isHead) type(sheet, key)
  else return
  happening.preventDefault()
}

function clip(happening, sheet) {
  if (!placeOf(happening.target) && happening.target !== sheet.grid.scroll) return false
  happening.preventDefault()
  happening.clipboardData.setData("text/plain", copied(sheet))
  return true
}

if (globalThis.document) {
  enhance(document)
  document.addEventListener("iface:shown", ({ target }) => enhance(target))
  document.addEventListener("focusin", ({ target }) => {
    last = target.closest(SHEET)?.closest("[data-component]").dataset.component ?? null
  })
  // What is sent now need not be kept for the table that the answer brings.
  document.addEventListener("formdata", () => shown.forEach((sheet) => (sheet.recent = [])))
}
