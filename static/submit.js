// The course of a submit: what is busy meanwhile, what is shown of the answer, and what waits its turn.

import {
  buttonOf,
  cancel,
  hidden,
  makeBusy,
  named,
  newLine,
  showProgress,
  stopRuns,
  tellToStop,
} from "./busy.js"
import { bodyOf, freshNonce, inOrder, renewed, run, sayingOf, unlessStopped } from "./exchange.js"
import { clearProblems, dismissErrors, say, showProblems, toast } from "./messages.js"
import { adapt, grow, putRows, swap } from "./swap.js"

const UNREACHED = { level: "error", message: say("The server could not be reached. Your entries are kept: try again.") }
// A page that posted itself at its start could do so for ever.
const OUTDATED = { level: "error", message: say("This page has ended. Reload it to go on.") }

/**
 * A function `submit(event, {value, button, data, isAsked})` for the events of one form. `data` says more
 * about what happened; what nobody has asked for (`isAsked` is false) takes neither the focus nor the sight.
 * An event in mode "once" never runs beside itself; one in mode "always_last" runs once more, with the
 * newest entries, if it was asked for meanwhile. What takes a value that the browser keeps waits for what may
 * change it. An answer older than one already shown is dropped, be it of the event or of a component (answers
 * overtake each other), and so are those of events that this one cancels.
 */
export function submitter(form, world = {}) {
  const { read = (form) => new FormData(form), show = showAnswer, busy = makeBusy, tell = toast, ...rest } = world
  const lines = new Map()
  const shown = new Map()
  const enter = inOrder()

  submit.stop = (name) => stopRuns(form, lines.get(name))
  return submit

  async function submit(event, options = {}) {
    const { value = event.name, button = buttonOf(form, event), data, isAsked = true } = options
    const isQuiet = event.live || !isAsked
    for (const name of event.cancels ?? []) cancel(form, lines.get(name))
    const line = lines.get(event.name) ?? newLine()
    lines.set(event.name, line)
    if (line.running.size > 0 && event.mode === "always_last") line.wanted = options
    if (line.running.size > 0 && event.mode !== "multiple") return

    const ticket = ++line.sent
    const stop = new AbortController()
    line.running.add(stop)
    const settle = busy(form, event, button, isQuiet)
    const place = enter(event)
    let sent = read(form)
    if (!isQuiet) clearProblems(form, event.inputs)
    try {
      if (place.turn) {
        await unlessStopped(place.turn, stop.signal)
        sent = renewed(sent, read(form), place.after)
      }
      const body = bodyOf(sent, event, value)
      if (data) body.append("iface-data", JSON.stringify(data))
      let isGood = true
      for await (const answer of exchange(form, line, body, { ...rest, signal: stop.signal })) {
        if (answer.type === "run") named(form, line, stop, answer.run)
        // Not before: a message that stays true while somebody types must not flicker.
        else if (ticket > line.shown && isQuiet) clearProblems(form, event.inputs)
        if (answer.type === "run" || ticket < line.shown || isOvertaken(answer, shown)) continue
        line.shown = ticket
        isGood &&= answer.type !== "error"
        show(form, answer, { event, sent, value, isQuiet, isAsked })
      }
      settle(isGood)
    } catch (error) {
      settle(false)
      if (!stop.signal.aborted) console.error(error)
      if (!stop.signal.aborted) tell({ ...UNREACHED, of: event.name })
    }
    place.leave()
    line.running.delete(stop)
    line.ids.delete(stop)
    line.isStopping = false
    if (line.wanted && line.running.size === 0) {
      const wanted = line.wanted
      line.wanted = null
      await submit(event, wanted)
    }
  }
}

/** A submit whose answer was lost keeps its nonce: if it did run, the same entries show its result again. */
async function* exchange(form, line, body, { send, wait, signal }) {
  const saying = sayingOf(body)
  const nonce = line.lost?.saying === saying ? line.lost.nonce : freshNonce()
  line.lost = null
  body.append("iface-nonce", nonce)
  try {
    const orphaned = (id) => tellToStop(form, id)
    const told = run(form.getAttribute("action"), hidden(form, "session").value, body, { send, wait, signal, orphaned })
    for await (const answer of told) {
      if (answer.isLost) line.lost = { saying, nonce }
      yield answer
    }
  } catch (error) {
    if (!signal.aborted) line.lost = { saying, nonce }
    throw error
  }
}

/** Show one event of an answer. Types that this page does not know are left out. */
export function showAnswer(form, answer, { event, sent, value, isQuiet = false, isAsked = true }) {
  const [{ type }, of] = [answer, event.name]
  if (type === "output") swap(form, answer.component, answer.html, sent)
  else if (type === "rows") putRows(form, answer)
  else if (type === "grow") grow(form, answer.component, answer.text)
  else if (type === "progress" || type === "line") showProgress(form, event, answer)
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

/** Whether the page shows what came of a later submit; if not, `shown` notes this one. */
function isOvertaken({ component, layout, revision }, shown) {
  if (revision === undefined || (component ?? layout) === undefined) return false
  const of = component === undefined ? `layout ${layout}` : component
  if (revision < (shown.get(of) ?? 0)) return true
  shown.set(of, revision)
  return false
}

/** Let the browser post the form, for an answer that is a page. */
function postPage(form, value) {
  const event = form.ownerDocument.createElement("input")
  Object.assign(event, { type: "hidden", name: "iface-event", value })
  form.insertAdjacentElement("beforeend", event)
  hidden(form, "nonce").value = freshNonce()
  HTMLFormElement.prototype.submit.call(form)
}
