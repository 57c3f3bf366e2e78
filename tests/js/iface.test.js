import assert from "node:assert/strict"
import { test } from "node:test"

import { tellOfLife } from "../../static/iface.js"

function page(revision, place = ".") {
  const sent = []
  const listeners = {}
  let repeated
  const fields = { "[name=iface-revision]": { value: revision }, "[name=iface-session]": { value: "the session" } }
  tellOfLife({ querySelector: (name) => fields[name], getAttribute: () => place, dataset: {} }, {
    here: { addEventListener: (name, listener) => (listeners[name] = listener) },
    send: (address, session) => sent.push([address, session]),
    every: (action, after) => (repeated = { action, after }),
  })
  return { sent, listeners, repeated }
}

test("an open page says so every 15 minutes", () => {
  const { sent, repeated } = page("1")
  repeated.action()
  assert.equal(repeated.after, 900_000)
  assert.deepEqual(sent, [["-/alive", "the session"]])
})

test("a page that is left says so once", () => {
  const { sent, listeners } = page("1")
  listeners.pagehide({ persisted: false })
  assert.deepEqual(sent, [["-/leave", "the session"]])
})

test("a form in another page says it where its demo is", () => {
  const { sent, listeners } = page("1", "../demo/")
  listeners.pagehide({ persisted: false })
  assert.deepEqual(sent, [["../demo/-/leave", "the session"]])
})

test("a page that the browser keeps is not left, and lives on when it comes back", () => {
  const { sent, listeners } = page("1")
  listeners.pagehide({ persisted: true })
  listeners.pageshow({ persisted: true })
  assert.deepEqual(sent, [["-/alive", "the session"]])
})

test("a page of which nothing is kept says nothing", () => {
  const { sent, listeners, repeated } = page("0")
  repeated.action()
  listeners.pagehide({ persisted: false })
  assert.deepEqual(sent, [])
})
