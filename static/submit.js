// The course of a submit: what is busy meanwhile, what is shown of the answer, and what waits its turn.

import { bodyOf, freshNonce, post, sayingOf } from "./exchange.js"
import { clearProblems, showProblems } from "./problems.js"
import { announce, dismissErrors, toast } from "./toast.js"
import { swap } from "./swap.js"

const UNREACHED = { level: "error", message: "The server could not be reached. Your entries are kept: try again." }

/**
 * A function `submit(event, {value, button})` for the events of one form.
 * An event in mode "once" never runs beside itself; one in mode "always_last" runs once more, with the
 * newest entries, if it was asked for meanwhile. An answer older than one already shown is dropped.
 */
export function submitter(form, world = {}) {
  const { read = (form) => new FormData(form), show = showAnswer, busy = makeBusy, tell = toast, ...rest } = world
  const lines = new Map()

  return async function submit(event, { value = event.name, button = buttonOf(form, event) } = {}) {
    const line = lines.get(event.name) ?? { running: 0, sent: 0, shown: 0, wanted: null, lost: null }
    lines.set(event.name, line)
    if (line.running > 0 && event.mode === "always_last") line.wanted = { value, button }
    if (line.running > 0 && event.mode !== "multiple") return

    const ticket = ++line.sent
    line.running += 1
    const settle = busy(form, event, button)
    const sent = read(form)
    if (!event.live) clearProblems(form, event.inputs)
    try {
      const answers = await exchange(form, line, bodyOf(sent, event, value), rest)
      if (ticket > line.shown) {
        line.shown = ticket
        // Not before: a message that stays true while somebody types must not flicker.
        if (event.live) clearProblems(form, event.inputs)
        for (const answer of answers) show(form, answer, { sent, value, isLive: event.live })
      }
      settle(answers.every(({ type }) => type !== "error"))
    } catch (error) {
      console.error(error)
      settle(false)
      tell(UNREACHED)
    }
    line.running -= 1
    if (line.wanted && line.running === 0) {
      const wanted = line.wanted
      line.wanted = null
      await submit(event, wanted)
    }
  }
}

/** A submit whose answer was lost keeps its nonce: if it did run, the same entries show its result again. */
async function exchange(form, line, body, { send, wait }) {
  const saying = sayingOf(body)
  const nonce = line.lost?.saying === saying ? line.lost.nonce : freshNonce()
  line.lost = null
  body.append("iface-nonce", nonce)
  try {
    return await post(form.getAttribute("action"), hidden(form, "session").value, body, { send, wait })
  } catch (error) {
    line.lost = { saying, nonce }
    throw error
  }
}

/** Show one event of an answer. Types that this page does not know are left out. */
export function showAnswer(form, answer, { sent, value, isLive = false }) {
  const { type } = answer
  if (type === "output") swap(form, answer.component, answer.html, sent)
  else if (type === "log") toast(answer)
  else if (type === "done" && answer.revision !== undefined) hidden(form, "revision").value = answer.revision
  else if (type === "page") postPage(form, value)
  else if (type === "error") {
    if (isLive) dismissErrors()
    const unplaced = showProblems(form, answer.fields ?? {}, { takesFocus: !isLive })
    const hasFields = Object.keys(answer.fields ?? {}).length > 0
    if (!hasFields) toast({ ...answer, level: "error" })
    for (const message of unplaced) toast({ level: "error", message })
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
function makeBusy(form, event, button) {
  const outputs = event.progress === "hidden" ? [] : event.outputs.map((id) => componentOf(form, id))
  const marked = [button, ...outputs].filter(Boolean)
  for (const element of marked) element.setAttribute("aria-busy", "true")
  if (!event.live) dismissErrors()
  const told = event.live ? () => {} : announce()
  return (isGood) => {
    for (const element of marked) element.removeAttribute("aria-busy")
    told(isGood ? "Done" : "")
    if (isGood && event.live) dismissErrors()
    if (isGood && !event.live) reveal(event.outputs.map((id) => componentOf(form, id)).filter(Boolean))
  }
}

/** Bring the first of these into sight if none is wholly: on a phone the outputs stand below the form. */
function reveal(outputs) {
  const places = outputs.map((output) => output.getBoundingClientRect())
  const isSeen = ({ top, bottom, height }) => height > 0 && top >= 0 && bottom <= innerHeight
  if (!places.some(isSeen)) outputs[0]?.scrollIntoView({ block: "nearest" })
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
