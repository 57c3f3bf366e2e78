import assert from "node:assert/strict"
import { test } from "node:test"

import { submitter } from "../../static/submit.js"
import { answering, element, event } from "./fakes.js"

function page(entries = []) {
  const session = { value: "s" }
  const form = element({ attributes: { action: "." }, found: { 'input[name="iface-session"]': session } })
  const log = { sent: [], shown: [], told: [], busy: [], answers: [] }
  const world = {
    read: () => new Map(entries),
    show: (_, answer) => log.shown.push(answer),
    busy: (_, busyEvent) => (log.busy.push(busyEvent.name), (isGood) => log.busy.push(isGood)),
    tell: (message) => log.told.push(message),
    wait: async () => {},
    send: (_, { body }) => {
      if (log.isOffline) return Promise.reject(new TypeError("offline"))
      log.sent.push(Object.fromEntries(body))
      return new Promise((resolve, reject) => log.answers.push({ give: (body) => resolve(answering(body)), fail: reject }))
    },
  }
  return { submit: submitter(form, world), log, entries }
}

const done = { events: [{ type: "done", revision: "1" }] }
const settled = () => new Promise((resolve) => setTimeout(resolve))

test("an answer is shown in its order", async () => {
  const { submit, log } = page()
  const run = submit(event())
  log.answers[0].give({ events: [{ type: "log" }, { type: "done" }] })
  await run
  assert.deepEqual(log.shown, [{ type: "log" }, { type: "done" }])
})

test("a second press while busy sends nothing", async () => {
  const { submit, log } = page()
  const run = submit(event())
  await submit(event())
  log.answers[0].give(done)
  await run
  assert.equal(log.sent.length, 1)
})

test("another event may run meanwhile", () => {
  const { submit, log } = page()
  submit(event())
  submit(event({ name: "other" }))
  assert.deepEqual(log.sent.map((body) => body["iface-event"]), ["run", "other"])
})

test("always_last runs once more at the end, with the newest entries", async () => {
  const { submit, log, entries } = page([["q", "a"]])
  const live = event({ mode: "always_last", inputs: ["q"] })
  const run = submit(live)
  submit(live)
  submit(live)
  entries[0] = ["q", "abc"]
  log.answers[0].give(done)
  await settled()
  log.answers[1].give(done)
  await run
  assert.deepEqual(log.sent.map(({ q }) => q), ["a", "abc"])
})

test("an answer older than one already shown is dropped", async () => {
  const { submit, log } = page()
  const runs = [submit(event({ mode: "multiple" })), submit(event({ mode: "multiple" }))]
  log.answers[1].give({ events: [{ type: "output", html: "newer" }] })
  await settled()
  log.answers[0].give({ events: [{ type: "output", html: "older" }] })
  await Promise.all(runs)
  assert.deepEqual(log.shown.map(({ html }) => html), ["newer"])
})

test("each submit has a nonce of its own", () => {
  const { submit, log } = page()
  submit(event({ mode: "multiple" }))
  submit(event({ mode: "multiple" }))
  assert.notEqual(log.sent[0]["iface-nonce"], log.sent[1]["iface-nonce"])
})

test("a server that cannot be reached is told, and the event can be tried again", async () => {
  const { submit, log } = page()
  const run = submit(event())
  log.isOffline = true
  log.answers[0].fail(new TypeError("offline"))
  await run
  log.isOffline = false
  assert.match(log.told[0].message, /could not be reached/)
  assert.deepEqual(log.busy, ["run", false])
  submit(event())
  assert.equal(log.sent.length, 2)
})

test("the same entries keep their nonce after a lost answer, so that they do not run twice", async () => {
  const { submit, log } = page([["q", "a"]])
  const run = submit(event({ inputs: ["q"] }))
  log.isOffline = true
  log.answers[0].fail(new TypeError("offline"))
  await run
  log.isOffline = false
  submit(event({ inputs: ["q"] }))
  assert.equal(log.sent[0]["iface-nonce"], log.sent[1]["iface-nonce"])
})

test("other entries get a new nonce after a lost answer", async () => {
  const { submit, log, entries } = page([["q", "a"]])
  const run = submit(event({ inputs: ["q"] }))
  log.isOffline = true
  log.answers[0].fail(new TypeError("offline"))
  await run
  log.isOffline = false
  entries[0] = ["q", "b"]
  submit(event({ inputs: ["q"] }))
  assert.notEqual(log.sent[0]["iface-nonce"], log.sent[1]["iface-nonce"])
})

test("an answer with an error does not end well", async () => {
  const { submit, log } = page()
  const run = submit(event())
  log.answers[0].give({ events: [{ type: "error", message: "no" }] })
  await run
  assert.deepEqual(log.busy, ["run", false])
})

test("what happened is sent along", () => {
  const { submit, log } = page()
  submit(event(), { data: { index: 1, value: "b" } })
  assert.equal(log.sent[0]["iface-data"], '{"index":1,"value":"b"}')
})

test("a chain's outputs are all shown in their order, also after an error", async () => {
  const { submit, log } = page()
  const run = submit(event())
  const events = [
    { type: "output", component: 1, html: "one" },
    { type: "error", message: "no" },
    { type: "output", component: 1, html: "two" },
    { type: "done", revision: "2" },
  ]
  log.answers[0].give({ events })
  await run
  assert.deepEqual(log.shown, events)
  assert.deepEqual(log.busy, ["run", false])
})

test("what a component shows is never replaced by what it showed before", async () => {
  const { submit, log } = page()
  const runs = [submit(event()), submit(event({ name: "other" }))]
  const output = (revision, component = 1) => ({ type: "output", component, revision })
  log.answers[1].give({ events: [output(2)] })
  await runs[1]
  log.answers[0].give({ events: [output(1), output(1, 7), { type: "layout", layout: 1, revision: 1 }] })
  await runs[0]
  assert.deepEqual(log.shown, [output(2), output(1, 7), { type: "layout", layout: 1, revision: 1 }])
})

test("an event that cancels another drops its answer and ends its work at once", async () => {
  const { submit, log } = page()
  const run = submit(event())
  submit(event({ name: "stop", cancels: ["run", "unknown"] }))
  await run
  assert.deepEqual(log.busy, ["run", "stop", false])
  log.answers[0].give({ events: [{ type: "output", html: "late" }] })
  await settled()
  assert.deepEqual(log.shown, [])
  assert.deepEqual(log.told, [])
})

test("what was cancelled can be asked for again, and is run again", async () => {
  const { submit, log } = page([["q", "a"]])
  const run = submit(event({ inputs: ["q"] }))
  submit(event({ name: "stop", cancels: ["run"] }))
  await run
  submit(event({ inputs: ["q"] }))
  assert.equal(log.sent.length, 3)
  assert.notEqual(log.sent[0]["iface-nonce"], log.sent[2]["iface-nonce"])
})

test("a cancelled event does not run once more at its end", async () => {
  const { submit, log } = page()
  const live = event({ mode: "always_last" })
  const run = submit(live)
  submit(live)
  submit(event({ name: "stop", cancels: ["run"] }))
  await run
  assert.deepEqual(log.sent.map((body) => body["iface-event"]), ["run", "stop"])
})

const answered = (log, place, body = done) => (log.answers[place].give(body), settled())
const adds = (name) => event({ name, inputs: ["kept", "q"], keeps: ["kept"] })

test("what the browser keeps is sent as the event before has left it, and what was entered as it was", async () => {
  const { submit, log, entries } = page([["kept", "0"], ["q", "a"], ["iface-revision", "1"]])
  submit(adds("one"))
  submit(adds("two"))
  submit(adds("three"))
  assert.equal(log.sent.length, 1)
  entries.splice(0, 3, ["kept", "1"], ["q", "b"], ["iface-revision", "2"])
  await answered(log, 0)
  assert.deepEqual(log.sent.map(({ kept, q }) => [kept, q]), [["0", "a"], ["1", "a"]])
  assert.equal(log.sent[1]["iface-revision"], "2")
  await answered(log, 1)
  assert.equal(log.sent.length, 3)
})

test("who only reads what the browser keeps lets nobody wait", () => {
  const { submit, log } = page()
  for (const name of ["one", "two"]) submit(event({ name, inputs: ["kept"] }))
  submit(adds("three"))
  assert.equal(log.sent.length, 3)
})

test("an event that names another kept value waits for nobody", () => {
  const { submit, log } = page()
  submit(adds("one"))
  submit(event({ name: "two", inputs: ["other"], keeps: ["other"] }))
  assert.equal(log.sent.length, 2)
})

test("an event that fails lets the next one go on", async () => {
  const { submit, log } = page()
  submit(adds("one"))
  submit(adds("two"))
  await answered(log, 0, { odd: true })
  assert.deepEqual(log.sent.map((body) => body["iface-event"]), ["one", "two"])
})

test("what waits can be cancelled, and is not sent", async () => {
  const { submit, log } = page()
  submit(adds("one"))
  const waiting = submit(adds("two"))
  submit(event({ name: "stop", cancels: ["two"] }))
  await waiting
  await answered(log, 0)
  assert.deepEqual(log.sent.map((body) => body["iface-event"]), ["one", "stop"])
  assert.deepEqual(log.busy, ["one", "two", "stop", false, true])
})
