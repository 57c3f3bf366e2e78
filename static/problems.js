// Messages beside the fields they are about.

/**
 * Show `fields`, messages by field name, and put the cursor into the first bad field, unless somebody types.
 * Returns the messages of fields that are not on the page, or cannot be seen.
 */
export function showProblems(form, fields, { takesFocus = true } = {}) {
  const unplaced = []
  for (const [name, message] of Object.entries(fields)) {
    const controls = controlsOf(form, name)
    if (controls.some(canBeSeen)) mark(controls, String(message))
    else unplaced.push(String(message))
  }
  const first = controlsOf(form, ...Object.keys(fields)).find(canBeSeen)
  if (first && takesFocus) reach(first)
  return unplaced
}

/** Take away the messages of these fields. */
export function clearProblems(form, names) {
  for (const name of names) mark(controlsOf(form, name), "")
}

/** Take away the message of the field that a control belongs to. */
export function clearProblem(control) {
  const component = control.closest("[data-component]")
  if (component) mark([control, ...component.querySelectorAll("[aria-invalid]")], "")
}

function controlsOf(form, ...names) {
  return [...form.querySelectorAll("input, textarea, select")].filter(({ name, dataset }) => names.includes(name || dataset.name))
}

/** A part that is folded can be opened, one that is only hidden cannot. */
function canBeSeen(control) {
  return control.type !== "hidden" && !control.closest("[hidden]:not([data-folded])")
}

function mark(controls, message) {
  for (const control of controls) {
    const container = control.closest("[data-component]")?.querySelector(".iface-error")
    if (!container) continue
    if (container.textContent !== message) container.textContent = message
    // Radio buttons are bad as a group, not one by one.
    const bad = control.closest("[role=radiogroup]") ?? control
    if (message) bad.setAttribute("aria-invalid", "true")
    else bad.removeAttribute("aria-invalid")
  }
}

function reach(control) {
  control.dispatchEvent(new CustomEvent("iface:reach", { bubbles: true }))
  for (let part = control.closest("details"); part; part = part.parentElement.closest("details")) part.open = true
  control.focus()
}
