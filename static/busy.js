// Events at work: what shows that they are, the runs of each that go on, and how to end them.

import { announce, dismissErrors, say } from "./messages.js"

const SOON = 300 // milliseconds: what is done sooner cannot be stopped
const RARELY = 5000 // milliseconds between two words about a bar to those who cannot see it

/** Mark an event's button and outputs as busy; the function that is returned ends it. */
export function makeBusy(form, event, button, isQuiet) {
  const outputs = event.progress === "hidden" ? [] : event.outputs.map((id) => componentOf(form, id))
  const marked = [button, ...outputs].filter(Boolean)
  for (const element of marked) element.setAttribute("aria-busy", "true")
  if (!isQuiet) dismissErrors()
  const told = isQuiet ? () => {} : announce()
  const stops = [...form.querySelectorAll("[data-stop]")].filter(({ dataset }) => dataset.stop === event.name)
  const timer = setTimeout(() => stops.forEach((stop) => (stop.hidden = false)), SOON)
  return (isGood) => {
    clearTimeout(timer)
    for (const stop of stops) stop.hidden = true
    // What was busy may have been put in anew.
    for (const id of event.outputs) componentOf(form, id)?.removeAttribute("aria-busy")
    for (const element of marked) element.removeAttribute("aria-busy")
    form.querySelector(`[data-progress-of="${CSS.escape(event.name)}"]`)?.remove()
    told(isGood ? say("Done") : "")
    if (isGood && isQuiet) dismissErrors({ of: event.name })
    if (isGood && !isQuiet) reveal(event.outputs.map((id) => componentOf(form, id)).filter(Boolean))
  }
}

/** Bring the first of these into sight if none is wholly: on a phone the outputs stand below the form. */
function reveal(outputs) {
  const shown = outputs.filter((output) => output.getClientRects().length > 0)
  const places = shown.map((output) => output.getBoundingClientRect())
  const isSeen = ({ top, bottom }) => top >= 0 && bottom <= innerHeight
  if (!places.some(isSeen)) shown[0]?.scrollIntoView({ block: "nearest" })
}

function componentOf(form, id) {
  return form.querySelector(`[data-component="${Number(id)}"]`)
}

/** The button that a visitor would press for an event, if there is one. */
export function buttonOf(form, event) {
  return [...form.querySelectorAll("button[name=iface-event]:not([data-default])")].find(
    ({ value }) => value === event.name,
  )
}

/** Show how far an event is, or its place in line: above its first output, as a bar with words; "": no more. */
export function showProgress(form, event, { type, share, text }, { clock = Date } = {}) {
  const place = event.outputs.map((id) => componentOf(form, id)).find(Boolean)
  if (!place || event.progress === "hidden") return

  const page = form.ownerDocument
  let box = form.querySelector(`[data-progress-of="${CSS.escape(event.name)}"]`)
  if (type === "line" && !text) return box?.remove()
  if (!box) {
    box = page.createElement("div")
    box.className = "iface-progress"
    box.dataset.progressOf = event.name
    box.append(page.createElement("progress"), page.createElement("span"))
    place.before(box)
  }
  const [bar, words] = box.children
  if (typeof share === "number") bar.value = share
  else bar.removeAttribute("value")
  bar.setAttribute("aria-label", text || event.name)
  words.textContent = text
  const now = clock.now()
  if (now - Number(box.dataset.said ?? 0) < RARELY) return
  box.dataset.said = now
  page.getElementById("iface-status").textContent = text
}

/** The runs of one event: those that go on, and what was asked for meanwhile. */
export function newLine() {
  return { running: new Set(), ids: new Map(), isStopping: false, sent: 0, shown: 0, wanted: null, lost: null }
}

/** A run of the line has an id by now. */
export function named(form, line, stop, id) {
  line.ids.set(stop, id)
  if (line.isStopping) tellToStop(form, id)
}

/** Ask the server to stop what runs; a run that has no id yet is stopped as soon as it has one. */
export function stopRuns(form, line) {
  if (!line) return
  line.isStopping = line.running.size > line.ids.size
  for (const id of line.ids.values()) tellToStop(form, id)
}

/** From now on nobody waits for the answers of a line. */
export function cancel(form, line) {
  stopRuns(form, line)
  for (const stop of line?.running ?? []) stop.abort()
  line?.running.clear()
  if (line) line.wanted = null
}

/** Ask the server to stop the run with this id. */
export async function tellToStop(form, id) {
  const body = new FormData()
  body.append("run", id)
  const headers = { "X-Iface-Session": hidden(form, "session").value }
  // Who cannot reach the server is told so by the run itself.
  await fetch(at(form, "-/stop"), { method: "POST", body, headers }).catch(() => {})
}

// A field named "action" or "elements" hides the form's own property of that name, so none of them is used.
export function hidden(form, name) {
  return form.querySelector(`input[name="iface-${name}"]`)
}

/** Where an address of the demo's is found from this page: the form may stand in a page of somebody else's. */
export function at(form, address) {
  const [place] = form.getAttribute("action").split("#")
  return place === "." ? address : place + address
}
