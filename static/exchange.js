// One submit as HTTP: what is sent, and what comes back, as it comes.

import { eventsOf } from "./stream.js"

const LONGEST = 600 // seconds until a submit that has not begun is given up
const LOST = 60 // seconds until a run that cannot be reached any more is

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
  const told = [...body].filter(([name]) => name !== "iface-nonce" && name !== "iface-revision")
  return JSON.stringify(told.map(([name, entry]) => [name, entry.name ?? entry, entry.size, entry.lastModified]))
}

/**
 * Send a body, and give what the answer says, event by event.
 *
 * While the server asks to wait, the same body goes again: its nonce keeps it from running twice. A run that
 * goes on has an id; by it the rest is asked for, after as many events as have been seen, so that a lost
 * connection costs nothing but another request. Throws when the server cannot be reached, says what we cannot
 * read, or `signal` is aborted.
 */
export async function* run(address, session, body, { send = fetch, wait = pause, signal } = {}) {
  const headers = { Accept: "application/json, text/event-stream", "X-Iface-Session": session }
  const options = { signal, headers, credentials: "same-origin" }
  let [id, seen, waited, lost] = [null, 0, 0, 0]
  for (;;) {
    let pauseFor = 0
    try {
      const asked = id ? [`-/runs/${id}?after=${seen}`, options] : [address, { method: "POST", body, ...options }]
      const answer = await unlessStopped(send(...asked), signal)
      for await (const { next, ...event } of unlessStoppedEach(eventsOf(answer), signal)) {
        lost = 0
        seen = next ?? seen
        if (event.type === "end") return
        if (event.type === "waiting") [id, pauseFor] = [event.run ?? null, Math.max(event.after || 0, 0.1)]
        else if (event.type === "run") id = event.run
        if (event.type === "run" || (event.type === "waiting" && id)) yield { type: "run", run: id }
        else if (event.type !== "waiting" && event.type !== "seen") yield event
      }
      if (!id && pauseFor === 0) return
    } catch (error) {
      if (signal?.aborted || !id || error.isFinal || lost >= LOST) throw error
      pauseFor = Math.min(0.5 + lost / 2, 5)
      lost += pauseFor
    }
    if (!id && (waited += pauseFor) > LONGEST) throw new Error(`no answer after ${LONGEST} seconds`)
    if (pauseFor > 0) await unlessStopped(wait(pauseFor), signal)
  }
}

/** At once, whatever is waited for. */
function unlessStopped(promise, signal) {
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
