// Typing in a cell.

import { following, only } from "./_range.js"
import { typed, written } from "./_rows.js"

const DAY = /^(\d{4}-\d{2}-\d{2})?$/

/**
 * Type in the cell where the visitor is; `text` replaces what is there. A cell that cannot be changed is
 * opened for reading; a header is sorted by, or renamed where the column is the visitor's own.
 */
export function type(sheet, text = null) {
  const { cells, range, grid } = sheet
  const { row, column } = range
  if (row < 0) return cells.isOwnColumn(column) ? rename(sheet, column) : sheet.sort(column)

  const value = cells.value(row, column)
  const kind = cells.kinds[column]
  const isFixed = cells.isFixed(row, column)
  if (isFixed && text !== null) return
  if (kind === "bool" && !isFixed) return sheet.change([[row, column, value !== true]])

  const label = `${cells.headers[column]}, ${row + 1}`
  const onClose = (entered, step) => {
    sheet.editing = null
    if (entered !== null && entered !== written(value)) sheet.change([[row, column, typed(entered, kind)]])
    grid.refill(row, column)
    go(sheet, step)
  }
  const place = grid.reveal(row, column)
  sheet.editing = open(place, { text: text ?? written(value), kind, label, isFixed, onClose })
}

function rename(sheet, column) {
  const name = sheet.cells.headers[column]
  const onClose = (entered, step) => {
    sheet.editing = null
    if (entered) sheet.cells.headers[column] = entered
    sheet.grid.redraw()
    if (entered && entered !== name) sheet.changed()
    if (step !== "left") sheet.select(only(sheet.rows > 0 ? 0 : -1, column))
  }
  const place = sheet.grid.reveal(-1, column)
  sheet.editing = open(place, { text: name, kind: "name", label: name, onClose })
  sheet.editing.select()
}

function go(sheet, step) {
  const { row, column } = sheet.range
  if (step === "left") return
  const steps = { next: 1, back: -1 }
  const next = steps[step] && following(sheet.range, steps[step], sheet.rows, sheet.cells.width)
  sheet.select(step === "down" ? only(Math.min(row + 1, sheet.rows - 1), column) : next || only(row, column))
}

/**
 * Open a field in `place`, an element of a table. `onClose(text, step)` is called once: `text` is null where
 * it was given up, and `step` says where to go: "down", "next", "back", "" to stay; "left": the focus went.
 */
function open(place, { text, kind = "str", label, isFixed = false, onClose }) {
  const page = place.ownerDocument
  const isLine = kind === "number" || kind === "date" || kind === "name"
  const field = page.createElement(isLine ? "input" : "textarea")
  if (kind === "date" && DAY.test(text)) field.type = "date"
  if (kind === "number") field.inputMode = "decimal"
  if (!isLine) field.rows = 1
  field.value = text
  field.readOnly = isFixed
  field.setAttribute("aria-label", label)
  field.className = "iface-sheet-field"
  place.replaceChildren(field)
  place.dataset.editing = ""
  place.removeAttribute("tabindex") // under its field there is nothing to reach

  let isOpen = true
  const close = (text, step) => {
    if (!isOpen) return
    isOpen = false
    delete place.dataset.editing
    onClose(isFixed ? null : text, step)
  }
  // The form takes what is typed here for a field of its own: it is told when the cell is done.
  for (const type of ["input", "change", "keyup", "pointerdown", "dblclick", "copy", "paste", "cut", "click"]) {
    field.addEventListener(type, (happening) => happening.stopPropagation())
  }
  field.addEventListener("keydown", (happening) => {
    happening.stopPropagation()
    const step = stepOf(happening, isLine)
    if (step === null || happening.isComposing) return
    happening.preventDefault()
    close(step === "cancel" ? null : field.value, step === "cancel" ? "" : step)
  })
  field.addEventListener("blur", () => close(field.value, "left"))
  field.focus({ preventScroll: true })
  if (field.type !== "date") field.setSelectionRange(field.value.length, field.value.length)
  return field
}

function stepOf({ key, shiftKey, altKey, ctrlKey, metaKey }, isLine) {
  if (key === "Escape") return "cancel"
  if (key === "Tab") return shiftKey ? "back" : "next"
  if (key !== "Enter") return null
  return !isLine && (shiftKey || altKey || ctrlKey || metaKey) ? null : "down"
}
