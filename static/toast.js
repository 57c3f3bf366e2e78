// What the page says by itself: short messages at its edge, what only screen readers hear, and in which words.

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
