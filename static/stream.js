// The events in an answer: a list that comes at once, or a stream of lines. `next` says how many there were
// up to and with an event.

const SILENT = 10 // seconds; a stream that lives says so every 1.5 seconds

/** Give the events of an answer as they come. Throws when it breaks off, or cannot be read. */
export async function* eventsOf(answer, { silent = SILENT } = {}) {
  const after = Number(new URLSearchParams(answer.url?.split("?")[1]).get("after") ?? 0)
  const isStream = answer.headers?.get("Content-Type")?.startsWith("text/event-stream")
  if (isStream) yield* streamed(answer.body, after, silent)
  else yield* listed(await answer.json(), after)
}

function* listed(said, after) {
  const { events, problem, fix, fields, type, next } = said
  if (type === "waiting") {
    yield said
    return
  }
  // What stands at the door refuses in two sentences, without a list.
  if (problem) yield { type: "error", title: problem, message: fix, fields }
  else if (!Array.isArray(events)) throw Object.assign(new TypeError("the answer has no events"), { isFinal: true })
  else {
    let count = after
    for (const event of events) {
      if (event.type !== "waiting") count += 1
      yield { ...event, next: next ?? count }
    }
    // The list is whole: nothing follows, unless it says so itself.
    if (events.some(({ type }) => type === "waiting")) return
  }
  yield { type: "end" }
}

async function* streamed(body, after, silent) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let [rest, count] = ["", after]
  try {
    for (;;) {
      const { done, value } = await within(silent, reader.read())
      if (done) throw new TypeError("the stream broke off")
      const parts = (rest + value).split("\n\n")
      rest = parts.pop()
      for (const part of parts.filter((one) => one.startsWith("data:"))) {
        const said = JSON.parse(part.slice(5))
        const event = Array.isArray(said) ? { type: "grow", component: said[0], text: said[1] } : said
        if (event.type === "seen") count = event.next
        else if (event.type !== "run" && event.type !== "end") count += 1
        yield event.type === "run" || event.type === "end" ? event : { ...event, next: count }
        if (event.type === "end") return
      }
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}

/** What a promise gives; throws if it does not within so many seconds. */
export async function within(seconds, promise) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new TypeError("nothing came"), { isSilent: true })), seconds * 1000)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
