import assert from "node:assert/strict"
import { test } from "node:test"

import { repeats } from "../../static/swap.js"

test("a field repeats what was sent if its value is the same", () => {
  assert.equal(repeats({ name: "q", value: "a" }, new Map([["q", "a"]])), true)
  assert.equal(repeats({ name: "q", value: "" }, new Map([["q", "a"]])), false)
})

test("line ends do not make a difference", () => {
  assert.equal(repeats({ name: "q", value: "a\nb" }, new Map([["q", "a\r\nb"]])), true)
})

test("a field that was not sent repeats nothing", () => {
  assert.equal(repeats({ name: "q", value: "" }, new Map()), false)
  assert.equal(repeats({ name: "", value: "" }, new Map()), false)
})
