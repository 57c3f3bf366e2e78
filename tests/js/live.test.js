import assert from "node:assert/strict"
import { test } from "node:test"

import { listen, nameIn, triggered } from "../../static/live.js"
import { clock, element, event } from "./fakes.js"

const on = (component, verb, changes) => event({ triggers: [{ component, verb }], ...changes })

function page(events, main = { value: "run" }) {
  const submitted = []
  const form = element({ found: { "[data-default]": main }, requestSubmit: (button) => submitted.push(button.value) })
  const time = clock()
  listen(form, events, ({ name }, { value } = {}) => submitted.push(value ?? name), { clock: time })
  return { form, time, submitted }
}

const field = (component, changes = {}) =>
  element({ tagName: "INPUT", isTyped: true, found: { "[data-component]": { dataset: { component } } }, ...changes })

function happening(changes) {
  const self = { preventDefault: () => (self.isPrevented = true), ...changes }
  return self
}

test("an event is triggered by its component and its verb", () => {
  const events = [on(3, "click", { name: "a" }), on(3, "submit", { name: "b" }), on(4, "click", { name: "c" })]
  assert.deepEqual(triggered(events, field(3), "click").map(({ name }) => name), ["a"])
})

test("a button's value may carry an argument with colons", () => {
  assert.equal(nameIn("load:4:b"), "load")
})

test("a pressed button is taken over from the browser, with its whole value", () => {
  const { form, submitted } = page([event({ name: "load" })])
  const pressed = happening({ submitter: element({ value: "load:4" }) })
  form.happen("submit", pressed)
  assert.deepEqual(submitted, ["load:4"])
  assert.ok(pressed.isPrevented)
})

test("a button of an unknown event is left to the browser", () => {
  const { form, submitted } = page([event()])
  const pressed = happening({ submitter: element({ value: "newer" }) })
  form.happen("submit", pressed)
  assert.deepEqual(submitted, [])
  assert.ok(!pressed.isPrevented)
})

test("a button starts every event that listens to it", () => {
  const { form, submitted } = page([on(2, "click", { name: "one" }), on(2, "click", { name: "two" })])
  const button = field(2, { value: "one" })
  form.happen("submit", happening({ submitter: button }))
  assert.deepEqual(submitted, ["one", "two"])
})

const click = (value, detail) =>
  happening({ detail, target: element({ found: { "button[name=iface-event]": value && { value } } }) })

test("the second click of a double click on the main button is dropped", () => {
  const { form } = page([event()])
  const second = click("run", 2)
  form.happen("click", second)
  assert.ok(second.isPrevented)
})

test("a single click, or one on another button or beside all of them, is not", () => {
  const { form } = page([event()])
  const clicks = [click("run", 1), click("run", 0), click("other", 2), click(null, 2)]
  for (const one of clicks) form.happen("click", one)
  assert.ok(clicks.every(({ isPrevented }) => !isPrevented))
})

test("typing is sent after a pause, once", () => {
  const { form, time, submitted } = page([on(1, "input")])
  form.happen("input", { target: field(1) })
  time.pass(100)
  form.happen("input", { target: field(1) })
  time.pass(100)
  assert.deepEqual(submitted, [])
  time.pass(50)
  assert.deepEqual(submitted, ["run"])
})

test("a choice is sent at once", () => {
  const { form, submitted } = page([on(1, "change")])
  form.happen("input", { target: field(1, { isTyped: false }) })
  assert.deepEqual(submitted, ["run"])
})

test("Enter in a field starts what listens to its submit, not the main event", () => {
  const { form, submitted } = page([on(1, "submit", { name: "search" })])
  const entered = happening({ target: field(1), key: "Enter" })
  form.happen("keydown", entered)
  assert.deepEqual(submitted, ["search"])
  assert.ok(entered.isPrevented)
})

test("Enter in a field without such an event is left to the browser", () => {
  const { form, submitted } = page([event()])
  const entered = happening({ target: field(1), key: "Enter" })
  form.happen("keydown", entered)
  assert.deepEqual(submitted, [])
  assert.ok(!entered.isPrevented)
})

test("Enter that ends the writing of a character starts nothing", () => {
  const { form, submitted } = page([on(1, "submit")])
  form.happen("keydown", happening({ target: field(1), key: "Enter", isComposing: true }))
  assert.deepEqual(submitted, [])
})

test("in a text of several lines Enter is a line break, and Control or Command with it submits", () => {
  const { form, submitted } = page([on(1, "submit", { name: "search" })])
  const target = field(1, { tagName: "TEXTAREA" })
  form.happen("keydown", happening({ target, key: "Enter" }))
  assert.deepEqual(submitted, [])
  form.happen("keydown", happening({ target, key: "Enter", ctrlKey: true }))
  form.happen("keydown", happening({ target, key: "Enter", metaKey: true }))
  assert.deepEqual(submitted, ["search", "search"])
})

test("Control with Enter starts the main event where the text has none of its own", () => {
  const { form, submitted } = page([event()])
  form.happen("keydown", happening({ target: field(1, { tagName: "TEXTAREA" }), key: "Enter", ctrlKey: true }))
  assert.deepEqual(submitted, ["run"])
})
