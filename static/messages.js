// What visitors are told: beside a field, at the edge of the page, to screen readers only; and in which words.

const STAYS = 10 // seconds
const DELAY = 300 // milliseconds: what is done sooner needs no "Working…"

// What the page does not say in English it brings with it.
const brought = globalThis.document?.getElementById("iface-words")
const sentences = brought ? JSON.parse(brought.textContent) : {}

/** A sentence in the page's language; the English one is its key, as in iface/words.py. */
export function say(sentence, known = sentences) {
  return Object.hasOwn(known, sentence) ? known[sentence] : sentence
}

/**
 * Show a message. `duration` in seconds; null leaves it until it is dismissed, as errors are without one.
 * `of` names the event that it came of.
 */
export function toast(said, { page = document, clock = globalThis } = {}) {
  const { level = "info", title = "", message = "", duration, of = "" } = said
  const box = page.createElement("div")
  box.className = "iface-toast"
  Object.assign(box.dataset, { level, of })
  if (level === "error") box.setAttribute("role", "alert")
  const text = page.createElement("div")
  if (title) text.append(made(page, "b", title))
  text.append(made(page, "p", message))
  const close = made(page, "button", "\u00d7")
  close.type = "button"
  close.setAttribute("aria-label", say("Dismiss"))
  close.addEventListener("click", () => box.remove())
  box.append(text, close)
  const list = page.getElementById("iface-toasts")
  // What goes wrong every second is said once.
  const same = [...list.children].find((other) => level === "error" && other.textContent === box.textContent)
  if (same) return same
  list.append(box)

  const stays = duration === undefined ? (level === "error" ? null : STAYS) : duration
  if (stays) vanish(box, stays, clock)
  return box
}

/** Take the errors away, or those of one event: a new try makes them old. */
export function dismissErrors({ of, page = document } = {}) {
  for (const box of page.querySelectorAll('.iface-toast[data-level="error"]')) {
    if (of === undefined || box.dataset.of === of) box.remove()
  }
}

/** Say "Working…" soon, to screen readers only; the function that is returned says how it ended. */
export function announce({ page = document, clock = globalThis } = {}) {
  const status = page.getElementById("iface-status")
  status.textContent = ""
  const timer = clock.setTimeout(() => (status.textContent = say("Working…")), DELAY)
  return (words) => {
    clock.clearTimeout(timer)
    status.textContent = words
  }
}

/** Take a message away in a while; not while it is pointed at or has the focus. */
function vanish(box, seconds, clock) {
  let timer
  const stop = () => clock.clearTimeout(timer)
  const start = () => {
    stop()
    timer = clock.setTimeout(() => box.remove(), seconds * 1000)
  }
  for (const type of ["mouseenter", "focusin"]) box.addEventListener(type, stop)
  for (const type of ["mouseleave", "focusout"]) box.addEventListener(type, start)
  start()
}

function made(page, tag, text) {
  const element = page.createElement(tag)
  element.textContent = text
  return element
}

// Beside the fields they are about

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
