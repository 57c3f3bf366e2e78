// The events in an answer: a list that comes at once, or a stream of lines. `next` says how many there were
// up to and with an event.

/** Give the events of an answer as they come. */
export async function* eventsOf(answer) {
  const after = Number(new URL(answer.url || "http://here", "http://here").searchParams.get("after") ?? 0)
  if (answer.headers?.get("Content-Type")?.startsWith("text/event-stream")) yield* streamed(answer.body, after)
  else yield* listed(await answer.json(), after)
}

function* listed(said, after) {
  const { events, problem, fix, fields, type, next } = said
  // What stands at the door refuses in two sentences, without a list.
  if (problem) yield { type: "error", title: problem, message: fix, fields }
  else if (type === "waiting") yield said
  else if (!Array.isArray(events)) throw new TypeError("the answer has no events")
  else {
    let count = after
    for (const event of events) {
      if (event.type !== "waiting") count += 1
      yield { ...event, next: next ?? count }
    }
    // The list is whole: nothing follows, unless it says so itself.
    if (!events.some(({ type }) => type === "waiting")) yield { type: "end" }
  }
}

async function* streamed(body, after) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let [rest, count] = ["", after]
  for (;;) {
    const { done, value } = await reader.read()
    if (done) throw new TypeError("the stream broke off")
    const parts = (rest + value).split("\n\n")
    rest = parts.pop()
    for (const part of parts.filter((one) => one.startsWith("data:"))) {
      const said = JSON.parse(part.slice(5))
      const event = Array.isArray(said) ? { type: "grow", component: said[0], text: said[1] } : said
      if (event.type === "run" || event.type === "end") yield event
      else yield { ...event, next: ++count }
      if (event.type === "end") return
    }
  }
}
