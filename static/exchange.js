// One submit as HTTP: what is sent, and how long an answer is waited for.

const LONGEST = 600 // seconds

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
 * Send a body until it is answered; the list of what the answer says.
 * While the server asks to wait, the same body goes again: its nonce keeps it from running twice.
 * Throws when the server cannot be reached, says what we cannot read, or `signal` is aborted.
 */
export function post(address, session, body, { send = fetch, wait = pause, signal } = {}) {
  const answered = answersTo(address, session, body, { send, wait, signal })
  if (!signal) return answered

  // At once, whatever is waited for.
  const stopped = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)))
  return Promise.race([answered, stopped])
}

async function answersTo(address, session, body, { send, wait, signal }) {
  for (let waited = 0; ; ) {
    const answer = await send(address, {
      method: "POST",
      body,
      signal,
      headers: { Accept: "application/json", "X-Iface-Session": session },
      credentials: "same-origin",
    })
    const said = await answer.json()
    const waiting = [said, ...(said.events ?? [])].find(({ type }) => type === "waiting")
    if (answer.status !== 202 || !waiting) return eventsIn(said)
    if (waited >= LONGEST) throw new Error(`no answer after ${LONGEST} seconds`)

    const after = Math.max(waiting.after || 0, 0.1)
    await wait(after)
    waited += after
  }
}

/** What stands at the door refuses in two sentences, without a list. */
function eventsIn({ events, problem, fix, fields }) {
  if (Array.isArray(events)) return events
  if (problem) return [{ type: "error", title: problem, message: fix, fields }]
  throw new TypeError("the answer has no events")
}

function pause(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}
