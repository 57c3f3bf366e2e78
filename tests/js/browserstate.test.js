import assert from "node:assert/strict"
import { test } from "node:test"

import { keep, recall } from "../../static/components/browserstate.js"
import { element } from "./fakes.js"

const field = (value) => element({ value, dataset: { storageKey: "the key" } })
const around = (one) => element({ found: { "[data-storage-key]": [one] } })

function storage(kept = {}) {
  return { kept, getItem: (key) => kept[key] ?? null, setItem: (key, text) => (kept[key] = text) }
}

test("a field gets the text that is kept under its key, as it is", () => {
  const one = field('"default"')
  recall(around(one), () => storage({ "the key": '{"odd"' }))
  assert.equal(one.value, '{"odd"')
})

test("where nothing is kept the server's text stays", () => {
  const one = field('"default"')
  recall(around(one), () => storage())
  assert.equal(one.value, '"default"')
})

test("what an answer gives is kept", () => {
  const browser = storage()
  keep(field('"new"'), () => browser)
  assert.deepEqual(browser.kept, { "the key": '"new"' })
})

test("other components are not kept", () => {
  const browser = storage()
  keep(element({ value: "secret" }), () => browser)
  assert.deepEqual(browser.kept, {})
})

test("a browser that keeps nothing is no error", () => {
  const refuse = () => {
    throw new Error("denied")
  }
  const one = field('"default"')
  recall(around(one), refuse)
  keep(one, refuse)
  assert.equal(one.value, '"default"')
})
