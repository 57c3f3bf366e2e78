import assert from "node:assert/strict"
import { test } from "node:test"

import { followers, listen, nameIn, triggered } from "../../static/live.js"
import { clock, element, event } from "./fakes.js"

const PLACED = "[data-component], [data-layout]"
const on = (component, verb, changes) => event({ triggers: [{ component, verb }], ...changes })

function page(events, main = { value: "run" }) {
  const submitted = []
  const given = []
  const form = element({ found: { "[data-default]": main }, requestSubmit: (button) => submitted.push(button.value) })
  const time = clock()
  const submit = ({ name }, options = {}) => {
    submitted.push(options.value ?? name)
    given.push(options)
  }
  listen(form, events, submit, { clock: time })
  return { form, time, submitted, given }
}

const field = (component, changes = {}) =>
  element({ tagName: "INPUT", isTyped: true, found: { [PLACED]: { dataset: { component } } }, ...changes })

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

test("load is asked for once, at the start, by nobody", () => {
  const { submitted, given } = page([on(0, "load", { name: "open" }), on(3, "load", { name: "other" })])
  assert.deepEqual(submitted, ["open"])
  assert.equal(given[0].isAsked, false)
})

test("a tick starts its events, and nobody has asked for them", () => {
  const { form, submitted, given } = page([on(3, "tick")])
  form.happen("iface:tick", { target: field(3) })
  form.happen("iface:tick", { target: field(4) })
  assert.deepEqual(submitted, ["run"])
  assert.equal(given[0].isAsked, false)
})

test("what a component's script says starts an event, with its details", () => {
  const { form, given } = page([on(3, "like")])
  form.happen("iface:like", { target: field(3), detail: { index: 2, liked: true } })
  assert.deepEqual(given, [{ data: { index: 2, liked: true }, isAsked: true }])
})

test("a layout can start an event", () => {
  const { form, submitted } = page([on(7, "select")])
  form.happen("iface:select", { target: element({ found: { [PLACED]: { dataset: { layout: "7" } } } }) })
  assert.deepEqual(submitted, ["run"])
})

test("a key that is let go is sent after a pause, with what was entered", () => {
  const { form, time, given } = page([on(1, "key_up")])
  for (const key of ["h", "i"]) form.happen("keyup", { type: "keyup", target: field(1, { value: "hi" }), key })
  time.pass(150)
  assert.deepEqual(given, [{ data: { key: "i", input_value: "hi" } }])
})

function chosen(target, ...others) {
  const component = { dataset: { component: 1 }, querySelectorAll: () => [...others, target] }
  const { form, given } = page([on(1, "select")])
  form.happen("change", { type: "change", target: Object.assign(target, element({ found: { [PLACED]: component } }), target) })
  return given[0].data
}

test("a choice comes with its place and its key", () => {
  const data = chosen({ type: "radio", value: "b", checked: true }, { value: "a" })
  assert.deepEqual(data, { index: 1, value: "b", selected: true })
})

test("a choice that is taken back is not selected", () => {
  assert.equal(chosen({ type: "checkbox", value: "a", checked: false }).selected, false)
})

const option = (value, selected = false, defaultSelected = false) => ({ value, selected, defaultSelected })

test("the first option of a list may stand for no choice, and does not count", () => {
  const data = chosen({ tagName: "SELECT", options: [option("", false, true), option("a"), option("b", true)] })
  assert.deepEqual(data, { index: 1, value: "b", selected: true })
})

test("of a list with several choices the one that has changed is told", () => {
  const options = [option("a", true, true), option("b"), option("c", true)]
  const list = { tagName: "SELECT", options }
  assert.deepEqual(chosen(list), { index: 2, value: "c", selected: true })
  options[0].selected = false
  assert.deepEqual(chosen(list), { index: 0, value: "a", selected: false })
})

test("a text that is one of its suggestions has their place, and another has none", () => {
  const list = { options: [{ value: "Rome" }, { value: "Oslo" }] }
  assert.deepEqual(chosen({ list, value: "Oslo" }), { index: 1, value: "Oslo", selected: true })
  assert.equal(chosen({ list, value: "Lima" }).index, null)
})

test("a text that is entered is no choice", () => {
  assert.equal(chosen({ type: "text", value: "a" }), undefined)
})

test("a live event follows what fills its fields, not what shows its outputs too", () => {
  const live = on(3, "input", { name: "run", live: true, outputs: [4] })
  assert.deepEqual(followers([live], { name: "example", outputs: [3] }), [live])
  assert.deepEqual(followers([live], { name: "clear", outputs: [3, 4] }), [])
})
