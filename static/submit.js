// The course of a submit: what is busy meanwhile, what is shown of the answer, and what waits its turn.

import { bodyOf, freshNonce, post, sayingOf } from "./exchange.js"
import { clearProblems, showProblems } from "./problems.js"
import { announce, dismissErrors, toast } from "./toast.js"
import { adapt, swap } from "./swap.js"
import { say } from "./words.js"

const UNREACHED = { level: "error", message: say("The server could not be reached. Your entries are kept: try again.") }
// A page that posted itself at its start could do so for ever.
const OUTDATED = { level: "error", message: say("This page has ended. Reload it to go on.") }

/**
 * A function `submit(event, {value, button, data, isAsked})` for the events of one form. `data` says more
 * about what happened; what nobody has asked for (`isAsked` is false) takes neither the focus nor the sight.
 * An event in mode "once" never runs beside itself; one in mode "always_last" runs once more, with the
 * newest entries, if it was asked for meanwhile. An answer older than one already shown is dropped, and so
 * are those of the events that this one cancels.
 */
export function submitter(form, world = {}) {
  const { read = (form) => new FormData(form), show = showAnswer, busy = makeBusy, tell = toast, ...rest } = world
  const lines = new Map()

  return async function submit(event, options = {}) {
    const { value = event.name, button = buttonOf(form, event), data, isAsked = true } = options
    const isQuiet = event.live || !isAsked
    for (const name of event.cancels ?? []) cancel(lines.get(name))
    const line = lines.get(event.name) ?? { running: new Set(), sent: 0, shown: 0, wanted: null, lost: null }
    lines.set(event.name, line)
    if (line.running.size > 0 && event.mode === "always_last") line.wanted = options
    if (line.running.size > 0 && event.mode !== "multiple") return

    const ticket = ++line.sent
    const stop = new AbortController()
    line.running.add(stop)
    const settle = busy(form, event, button, isQuiet)
    const sent = read(form)
    if (!isQuiet) clearProblems(form, event.inputs)
    try {
      const body = bodyOf(sent, event, value)
      if (data) body.append("iface-data", JSON.stringify(data))
      const answers = await exchange(form, line, body, { ...rest, signal: stop.signal })
      if (ticket > line.shown) {
        line.shown = ticket
        // Not before: a message that stays true while somebody types must not flicker.
        if (isQuiet) clearProblems(form, event.inputs)
        for (const answer of answers) show(form, answer, { event, sent, value, isQuiet, isAsked })
      }
      settle(answers.every(({ type }) => type !== "error"))
    } catch (error) {
      settle(false)
      if (!stop.signal.aborted) console.error(error)
      if (!stop.signal.aborted) tell({ ...UNREACHED, of: event.name })
    }
    line.running.delete(stop)
    if (line.wanted && line.running.size === 0) {
      const wanted = line.wanted
      line.wanted = null
      await submit(event, wanted)
    }
  }
}

/** From now on nobody waits for the answers of a line. */
function cancel(line) {
  for (const stop of line?.running ?? []) stop.abort()
  line?.running.clear()
  if (line) line.wanted = null
}

/** A submit whose answer was lost keeps its nonce: if it did run, the same entries show its result again. */
async function exchange(form, line, body, { send, wait, signal }) {
  const saying = sayingOf(body)
  const nonce = line.lost?.saying === saying ? line.lost.nonce : freshNonce()
  line.lost = null
  body.append("iface-nonce", nonce)
  try {
    return await post(form.getAttribute("action"), hidden(form, "session").value, body, { send, wait, signal })
  } catch (error) {
    if (!signal.aborted) line.lost = { saying, nonce }
    throw error
  }
}

/** Show one event of an answer. Types that this page does not know are left out. */
export function showAnswer(form, answer, { event, sent, value, isQuiet = false, isAsked = true }) {
  const { type } = answer
  const of = event.name
  if (type === "output") swap(form, answer.component, answer.html, sent)
  else if (type === "layout") adapt(form, answer)
  else if (type === "log") toast(answer)
  else if (type === "done" && answer.revision !== undefined) hidden(form, "revision").value = answer.revision
  else if (type === "page" && isAsked) postPage(form, value)
  else if (type === "page") toast(OUTDATED)
  else if (type === "error") {
    if (isQuiet) dismissErrors({ of })
    const unplaced = showProblems(form, answer.fields ?? {}, { takesFocus: !isQuiet })
    const hasFields = Object.keys(answer.fields ?? {}).length > 0
    if (!hasFields) toast({ ...answer, level: "error", of })
    for (const message of unplaced) toast({ level: "error", message, of })
  }
}

/** Let the browser post the form, for an answer that is a page. */
function postPage(form, value) {
  const event = form.ownerDocument.createElement("input")
  Object.assign(event, { type: "hidden", name: "iface-event", value })
  form.insertAdjacentElement("beforeend", event)
  hidden(form, "nonce").value = freshNonce()
  HTMLFormElement.prototype.submit.call(form)
}

/** Mark an event's button and outputs as busy; the function that is returned ends it. */
function makeBusy(form, event, button, isQuiet) {
  const outputs = event.progress === "hidden" ? [] : event.outputs.map((id) => componentOf(form, id))
  const marked = [button, ...outputs].filter(Boolean)
  for (const element of marked) element.setAttribute("aria-busy", "true")
  if (!isQuiet) dismissErrors()
  const told = isQuiet ? () => {} : announce()
  return (isGood) => {
    for (const element of marked) element.removeAttribute("aria-busy")
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
function buttonOf(form, event) {
  return [...form.querySelectorAll("button[name=iface-event]:not([data-default])")].find(
    ({ value }) => value === event.name,
  )
}

// A field named "action" or "elements" hides the form's own property of that name, so none of them is used.
function hidden(form, name) {
  return form.querySelector(`input[name="iface-${name}"]`)
}
