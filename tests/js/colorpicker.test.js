import assert from "node:assert/strict"
import { test } from "node:test"

import { colour, enhance, follow } from "../../static/components/colorpicker.js"

function picker() {
  const both = [{ value: "#000000" }, { value: "#000000" }]
  const around = { querySelectorAll: () => both }
  for (const input of both) input.closest = () => around
  return both
}

/** Whether the event was kept from going on. */
function happens(target, type) {
  let isStopped = false
  follow({ target, type, stopPropagation: () => (isStopped = true) })
  return isStopped
}

test("a colour is three or six digits, with # or without", () => {
  assert.equal(colour(" #ABC "), "#aabbcc")
  assert.equal(colour("3157d5"), "#3157d5")
  for (const text of ["", "#", "#12", "#12345", "red", "#gggggg"]) assert.equal(colour(text), null)
})

test("the text follows the colour", () => {
  const [swatch, text] = picker()
  swatch.value = "#112233"
  assert.equal(happens(swatch, "input"), false)
  assert.equal(text.value, "#112233")
})

test("the colour follows the text once it is whole, and nobody hears of half a colour", () => {
  const [swatch, text] = picker()
  text.value = "#112"
  assert.equal(happens(text, "input"), true)
  assert.equal(swatch.value, "#000000")
  text.value = "#112233"
  assert.equal(happens(text, "input"), false)
  assert.equal(swatch.value, "#112233")
})

test("what was entered and is no colour becomes what is shown", () => {
  const [, text] = picker()
  text.value = "red"
  assert.equal(happens(text, "change"), true)
  assert.equal(text.value, "#000000")
})

test("three digits that were entered are a colour", () => {
  const [swatch, text] = picker()
  text.value = "abc"
  assert.equal(happens(text, "change"), false)
  assert.deepEqual([swatch.value, text.value], ["#aabbcc", "#aabbcc"])
})

test("other fields are left alone", () => {
  follow({ target: { closest: () => null }, type: "input" })
})

test("the text is in sight once there is a script", () => {
  const text = { hidden: true }
  enhance({ querySelectorAll: () => [text] })
  assert.equal(text.hidden, false)
})
