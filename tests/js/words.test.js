import assert from "node:assert/strict"
import { test } from "node:test"

import { say } from "../../static/toast.js"

test("a sentence is said as the page brought it", () => {
  assert.equal(say("Done", { Done: "Fertig" }), "Fertig")
})

test("what the page did not bring is said in English", () => {
  assert.equal(say("Done"), "Done")
})

test("a sentence that is the name of a property is no other's", () => {
  assert.equal(say("constructor"), "constructor")
})
