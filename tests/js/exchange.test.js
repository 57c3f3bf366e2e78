import assert from "node:assert/strict"
import { test } from "node:test"

import { bodyOf, freshNonce, run, sayingOf } from "../../static/exchange.js"
import { answering, event } from "./fakes.js"

/** All events of a run, without what `run` notes for itself. */
async function post(...given) {
  const events = []
  for await (const event of run(...given)) events.push(event)
  return events
}

const HIDDEN = [["iface-session", "s"], ["iface-page", "p"], ["iface-nonce", "old"], ["iface-revision", "3"]]

test("a body has the page's own fields and what the event takes", () => {
  const body = bodyOf([...HIDDEN, ["name", "Ann"], ["other", "x"]], event({ inputs: ["name"] }))
  assert.deepEqual([...body], [["iface-page", "p"], ["iface-revision", "3"], ["name", "Ann"], ["iface-event", "run"]])
})

test("a field with several values sends all of them", () => {
  const body = bodyOf([["pets", "cat"], ["pets", "dog"]], event({ inputs: ["pets"] }))
  assert.deepEqual(body.getAll("pets"), ["cat", "dog"])
})

test("a field that is not in the form is not in the body", () => {
  assert.equal(bodyOf([], event({ inputs: ["ticked"] })).has("ticked"), false)
})

test("the argument of an example goes on with its event", () => {
  assert.equal(bodyOf([], event(), "run:4:b").get("iface-event"), "run:4:b")
})

test("a nonce is 22 characters that need no escaping in an address", () => {
  for (let i = 0; i < 200; i++) assert.match(freshNonce(), /^[\w-]{22}$/)
})

test("two nonces differ", () => {
  assert.notEqual(freshNonce(), freshNonce())
})

test("bodies that differ in nonce and revision alone say the same", () => {
  const [one, two] = ["1", "2"].map((revision) => bodyOf([["iface-revision", revision], ["a", "x"]], event({ inputs: ["a"] })))
  one.append("iface-nonce", "n")
  assert.equal(sayingOf(one), sayingOf(two))
})

test("bodies with another file of the same name do not say the same", () => {
  const saying = (text) => sayingOf(bodyOf([["f", new File([text], "a.txt", { lastModified: 1 })]], event({ inputs: ["f"] })))
  assert.notEqual(saying("one"), saying("three"))
})

test("the session goes as a header", async () => {
  let sent
  await post(".", "the id", new FormData(), { send: async (_, options) => ((sent = options), answering({ events: [] })) })
  assert.equal(sent.headers["X-Iface-Session"], "the id")
  assert.equal(sent.headers.Accept, "application/json, text/event-stream")
})

test("an answer counts whatever its status", async () => {
  const events = [{ type: "error", message: "no" }]
  assert.deepEqual(await post(".", "", new FormData(), { send: async () => answering({ events }, 422) }), events)
})

test("while it is asked to wait the very same body goes again", async () => {
  const bodies = []
  const waits = []
  const send = async (_, { body }) => {
    bodies.push(body)
    return bodies.length < 3 ? answering({ type: "waiting", after: 2 }, 202) : answering({ events: [{ type: "done" }] })
  }
  const events = await post(".", "", new FormData(), { send, wait: async (seconds) => waits.push(seconds) })
  assert.deepEqual(events, [{ type: "done" }])
  assert.deepEqual(waits, [2, 2])
  assert.equal(new Set(bodies).size, 1)
})

test("waiting ends after ten minutes", async () => {
  let waited = 0
  const send = async () => answering({ events: [{ type: "waiting", after: 60 }] }, 202)
  const wait = async (seconds) => (waited += seconds)
  await assert.rejects(post(".", "", new FormData(), { send, wait }), /no answer/)
  assert.equal(waited, 600)
})

test("a refusal in two sentences is an error like any other", async () => {
  const send = async () => answering({ problem: "This is too much.", fix: "Send less." }, 413)
  const [error] = await post(".", "", new FormData(), { send })
  assert.deepEqual([error.type, error.title, error.message], ["error", "This is too much.", "Send less."])
})

test("an answer that is not ours is an error", async () => {
  const page = async () => answering("<h1>Bad Gateway</h1>", 502)
  await assert.rejects(post(".", "", new FormData(), { send: page }))
  await assert.rejects(post(".", "", new FormData(), { send: async () => answering({ error: 1 }) }))
})

test("who is stopped waits no longer, whatever the server does", async () => {
  const stop = new AbortController()
  const answer = post(".", "", new FormData(), { send: () => new Promise(() => {}), signal: stop.signal })
  stop.abort()
  await assert.rejects(answer, { name: "AbortError" })
})

/** An answer that comes as a stream of these texts; it breaks off after the last. */
function streaming(...texts) {
  const body = new ReadableStream({
    start(controller) {
      for (const text of texts) controller.enqueue(new TextEncoder().encode(text))
      controller.close()
    },
  })
  return { status: 200, body, headers: new Headers({ "Content-Type": "text/event-stream" }) }
}

test("a stream's events come as they are", async () => {
  const send = async () => streaming('data:{"type":"run","run":"r"}\n\n:\n\ndata:[3," tok', 'en"]\n\ndata:{"type":"done"}\n\n', 'data:{"type":"end"}\n\n')
  assert.deepEqual(await post(".", "", new FormData(), { send }), [
    { type: "run", run: "r" },
    { type: "grow", component: 3, text: " token" },
    { type: "done" },
  ])
})

test("after a lost connection the rest is asked for, and nothing comes twice", async () => {
  const asked = []
  const send = async (address) => {
    asked.push(address)
    if (asked.length === 1) return streaming('data:{"type":"run","run":"r"}\n\ndata:[3,"a"]\n\n')
    if (asked.length === 2) throw new TypeError("Failed to fetch")
    return { ...answering({ events: [{ type: "done" }] }), url: "http://x/-/runs/r?after=1" }
  }
  const events = await post(".", "", new FormData(), { send, wait: async () => {} })
  assert.deepEqual(events.map(({ type }) => type), ["run", "grow", "done"])
  assert.deepEqual(asked.slice(1), ["-/runs/r?after=1", "-/runs/r?after=1"])
})

test("a run that goes on is asked for by its id", async () => {
  const asked = []
  const send = async (address) => {
    asked.push(address)
    if (asked.length === 1) return answering({ events: [{ type: "waiting", run: "r", after: 0.4 }] }, 202)
    return answering({ events: [{ type: "output", component: 1, html: "" }, { type: "done" }] })
  }
  await post(".", "", new FormData(), { send, wait: async () => {} })
  assert.deepEqual(asked, [".", "-/runs/r?after=0"])
})

test("a form in another page asks for its run where its demo is", async () => {
  const asked = []
  const send = async (address) => {
    asked.push(address)
    return answering({ events: asked.length === 1 ? [{ type: "waiting", run: "r", after: 0.4 }] : [{ type: "done" }] }, 202)
  }
  await post("../demo/", "", new FormData(), { send, wait: async () => {} })
  assert.deepEqual(asked, ["../demo/", "../demo/-/runs/r?after=0"])
})

test("a run that cannot be reached for a minute is given up", async () => {
  let count = 0
  const send = async () => {
    if (count++ === 0) return answering({ events: [{ type: "waiting", run: "r" }] }, 202)
    throw new TypeError("Failed to fetch")
  }
  await assert.rejects(post(".", "", new FormData(), { send, wait: async () => {} }), /Failed to fetch/)
})
