import assert from "node:assert/strict"
import { test } from "node:test"

import { awaited, dataOf } from "../../static/components/highlightedtext.js"
import { element, event } from "./fakes.js"

function part(dataset, childNodes, label) {
  const found = label === undefined ? {} : { "small, .iface-hidden": { textContent: ` ${label}` } }
  return element({ dataset, childNodes, found })
}

const text = (data) => ({ nodeType: 3, data })

test("a part is told by its place, its text and its label", () => {
  const data = dataOf(part({ place: "2" }, [text("Ada"), {}], "person"))
  assert.deepEqual(data, { index: 2, value: ["Ada", "person"], selected: true })
})

test("a score is told as the number that it is", () => {
  assert.deepEqual(dataOf(part({ place: "0", score: "-0.125" }, [text("a")], "-0.12")).value, ["a", -0.125])
})

test("a part without a label has none", () => {
  assert.deepEqual(dataOf(part({ place: "0" }, [text("a")])).value, ["a", null])
})

test("an empty part has an empty text", () => {
  assert.deepEqual(dataOf(part({ place: "0" }, [{ nodeType: 1 }], "x")).value, ["", "x"])
})

test("those are waited for whose selection an event has", () => {
  const events = [
    event({ triggers: [{ component: 1, verb: "select" }] }),
    event({ triggers: [{ component: 2, verb: "change" }] }),
  ]
  assert.deepEqual([...awaited(events)], [1])
})
