import assert from "node:assert/strict"
import { test } from "node:test"

import { clearProblem, clearProblems, showProblems } from "../../static/problems.js"
import { element } from "./fakes.js"

function control(name, around = {}) {
  const container = element()
  const component = element({ found: { ".iface-error": container } })
  const self = element({ name, found: { "[data-component]": component, ...around } })
  return Object.assign(self, { container, component })
}

const form = (...controls) => element({ found: { "input, textarea, select": controls } })

test("a message stands beside its field and marks it", () => {
  const age = control("age")
  showProblems(form(control("name"), age), { age: "Enter a number from 0 to 120." })
  assert.equal(age.container.textContent, "Enter a number from 0 to 120.")
  assert.equal(age.getAttribute("aria-invalid"), "true")
})

test("the cursor goes to the first bad field of the page, not of the answer", () => {
  const [name, age] = [control("name"), control("age")]
  showProblems(form(name, age), { age: "no", name: "no" })
  assert.ok(name.isFocused)
  assert.ok(!age.isFocused)
})

test("a part that is closed opens for its bad field", () => {
  const details = { open: false, parentElement: { closest: () => null } }
  showProblems(form(control("age", { details })), { age: "no" })
  assert.ok(details.open)
})

test("radio buttons are marked as a group", () => {
  const group = element()
  showProblems(form(control("pet", { "[role=radiogroup]": group })), { pet: "Choose one." })
  assert.equal(group.getAttribute("aria-invalid"), "true")
})

const HIDDEN = "[hidden]:not([data-folded])"

test("the messages of fields that are not in sight come back", () => {
  const unseen = control("secret", { [HIDDEN]: {} })
  assert.deepEqual(showProblems(form(unseen), { secret: "bad", gone: "missing" }), ["bad", "missing"])
  assert.ok(!unseen.isFocused)
})

test("the cursor stays where it is while somebody types", () => {
  const age = control("age")
  showProblems(form(age), { age: "no" }, { takesFocus: false })
  assert.equal(age.container.textContent, "no")
  assert.ok(!age.isFocused)
})

test("a new submit takes away the messages of its own inputs only", () => {
  const [name, age] = [control("name"), control("age")]
  const page = form(name, age)
  showProblems(page, { age: "no", name: "no" })
  clearProblems(page, ["age"])
  assert.equal(age.container.textContent, "")
  assert.equal(age.getAttribute("aria-invalid"), null)
  assert.equal(name.container.textContent, "no")
})

test("a field that is changed loses its message", () => {
  const age = control("age")
  showProblems(form(age), { age: "no" })
  clearProblem(age)
  assert.equal(age.container.textContent, "")
})

test("the messages of what the browser keeps come back: nobody sees its field", () => {
  const kept = Object.assign(control("kept"), { type: "hidden" })
  assert.deepEqual(showProblems(form(kept), { kept: "bad" }), ["bad"])
})

test("a part that is folded is asked to open for its bad field", () => {
  const age = control("age")
  showProblems(form(age), { age: "no" })
  assert.deepEqual(age.dispatched, ["iface:reach"])
})
