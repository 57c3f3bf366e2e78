// One submit as HTTP: what is sent, and what comes back, as it comes.

import { eventsOf, within } from "./stream.js"
import { say } from "./messages.js"

const LONGEST = 600 // seconds until a submit that has not begun is given up
const GONE = 20 // seconds until a server is that has not answered it at all
const LOST = 60 // seconds until a run that cannot be reached any more is
const LATE = 3 // seconds until the visitor is told that we try again
const PATIENCE = 30 // seconds for an answer about a run
const TRYING = { type: "line", text: say("The server does not answer. Trying again…") }

/** What is sent for an event: our own fields, and those that it takes. */
export function bodyOf(entries, event, value = event.name) {
  const body = new FormData()
  for (const [name, entry] of entries) {
    const ours = name.startsWith("iface-") && !["iface-session", "iface-event", "iface-nonce"].includes(name)
    if (ours || event.inputs.includes(name)) body.append(name, entry)
  }
  body.append("iface-event", value)
  return body
}

/** 22 letters, digits, - and _ that nobody can guess. Works on pages without https, too. */
export function freshNonce(random = crypto) {
  const bytes = random.getRandomValues(new Uint8Array(16))
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").slice(0, 22)
}

/**
 * What a body says, whatever its nonce: equal for two submits of the same entries.
 * A file is told by its name, size and time.
 */
export function sayingOf(body) {
  const told = [...body].filter(([name]) => !["iface-nonce", "iface-revision", "iface-mark"].includes(name))
  return JSON.stringify(told.map(([name, entry]) => [name, entry.name ?? entry, entry.size, entry.lastModified]))
}

/**
 * Send a body, and give what the answer says, event by event.
 *
 * While the server asks to wait, or a proxy has lost patience with it, the same body goes again: its nonce
 * keeps it from running twice. A run that goes on has an id; by it the rest is asked for, after as many events
 * as have been seen, so that a lost connection costs nothing but another request. Throws when the server cannot
 * be reached, says what we cannot read, or `signal` is aborted; `orphaned` is then called with the id of a run
 * that nobody waits for, as soon as it has one.
 */
export async function* run(address, session, body, { send = fetch, wait = pause, signal, orphaned } = {}) {
  const place = address === "." ? "" : address
  let [id, seen, waited, lost, accept] = [null, 0, 0, 0, "application/json, text/event-stream"]
  for (;;) {
    let [pauseFor, sent, answer] = [0, null, null]
    const options = { headers: { Accept: accept, "X-Iface-Session": session }, credentials: "same-origin" }
    try {
      if (id) sent = within(PATIENCE, send(`${place}-/runs/${id}?after=${seen}`, { signal, ...options }))
      else sent = send(address, { method: "POST", body, ...options })
      answer = await unlessStopped(sent, signal)
      for await (const { next, ...event } of unlessStoppedEach(eventsOf(answer), signal)) {
        if (lost > LATE) yield { type: "line", text: "" }
        lost = 0
        seen = next ?? seen
        if (event.type === "end") return
        if (event.type === "waiting") [id, pauseFor] = [event.run ?? null, Math.max(event.after || 0, 0.1)]
        else if (event.type === "run") id = event.run
        if (!id) seen = 0
        if (event.type === "run" || (event.type === "waiting" && id)) yield { type: "run", run: id }
        else if (event.type !== "waiting" && event.type !== "seen") yield event
      }
    } catch (error) {
      if (signal?.aborted && !id && !answer) tellOf(sent, orphaned)
      const isNotOurs = answer && !(answer.status >= 500) && (error instanceof SyntaxError || error.isFinal)
      if (signal?.aborted || isNotOurs || lost >= (id ? LOST : GONE)) throw error
      // Something on the way keeps streams to itself.
      if (error.isSilent) accept = "application/json"
      pauseFor = Math.min(0.5 + lost / 2, 5)
      lost += pauseFor
      if (lost > LATE) yield TRYING
    }
    if (!id && (waited += pauseFor) > LONGEST) throw new Error(`no answer after ${LONGEST} seconds`)
    if (pauseFor > 0) await unlessStopped(wait(pauseFor), signal)
  }
}

/**
 * A function `enter(event)`: its place after the events before it that may change what the browser keeps (`keeps`)
 * and it takes. `turn` is a promise that they have ended, null where there are none; `leave` is called at its end.
 */
export function inOrder() {
  const last = new Map()
  return function enter({ inputs, keeps = [] }) {
    const place = { after: inputs.filter((name) => last.has(name)), turn: null }
    const before = place.after.map((name) => last.get(name))
    if (before.length > 0) place.turn = Promise.all(before)
    const ended = Promise.all([...before, new Promise((resolve) => (place.leave = resolve))])
    for (const name of keeps) last.set(name, ended)
    ended.then(() => keeps.forEach((name) => last.get(name) === ended && last.delete(name)))
    return place
  }
}

/** Entries in which the named fields, and our own, are those that stand there now. */
export function renewed(sent, now, names) {
  const isRenewed = ([name]) => names.includes(name) || name.startsWith("iface-")
  const entries = new FormData()
  for (const entry of [...sent].filter((one) => !isRenewed(one))) entries.append(...entry)
  for (const entry of [...now].filter(isRenewed)) entries.append(...entry)
  return entries
}

/** Wait for the id of a run that was asked for and is not wanted any more. */
async function tellOf(sent, orphaned = () => {}) {
  try {
    for await (const { run } of eventsOf(await sent)) if (run) return orphaned(run)
  } catch {
    // Then there is none.
  }
}

/** At once, whatever is waited for. */
export function unlessStopped(promise, signal) {
  if (!signal) return promise
  const stopped = new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener("abort", () => reject(signal.reason), { once: true })
  })
  return Promise.race([promise, stopped])
}

async function* unlessStoppedEach(values, signal) {
  for (;;) {
    const { done, value } = await unlessStopped(values.next(), signal)
    if (done) return
    yield value
  }
}

function pause(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}
