import assert from "node:assert/strict"
import { test } from "node:test"

import { enhance, follow } from "../../static/components/slider.js"

function slider() {
  const both = [{ value: "4" }, { value: "4" }]
  const around = { querySelectorAll: () => both }
  for (const input of both) input.closest = () => around
  return both
}

test("the number follows the line", () => {
  const [range, number] = slider()
  range.value = "7"
  follow({ target: range, type: "input" })
  assert.equal(number.value, "7")
})

test("the line follows the number", () => {
  const [range, number] = slider()
  number.value = "9"
  follow({ target: number, type: "input" })
  assert.equal(range.value, "9")
})

test("an empty number leaves the line, and is filled again once it is left", () => {
  const [range, number] = slider()
  number.value = ""
  follow({ target: number, type: "input" })
  assert.equal(range.value, "4")
  follow({ target: number, type: "change" })
  assert.equal(number.value, "4")
})

test("other fields are left alone", () => {
  follow({ target: { closest: () => null }, type: "input" })
})

test("the number is in sight once there is a script", () => {
  const number = { hidden: true }
  enhance({ querySelectorAll: () => [number] })
  assert.equal(number.hidden, false)
})
