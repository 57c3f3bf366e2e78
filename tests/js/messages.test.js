import assert from "node:assert/strict"
import { test } from "node:test"

import { announce, clearProblem, clearProblems, dismissErrors, say, showProblems, toast } from "../../static/messages.js"
import { clock, element } from "./fakes.js"

function world() {
  const places = { "iface-toasts": element(), "iface-status": element() }
  const page = { createElement: () => element(), getElementById: (id) => places[id] }
  return { page, clock: clock(), places }
}

test("a message is put in as text, never as HTML", () => {
  const box = toast({ message: "<b>no</b>" }, world())
  assert.equal(box.children[0].children[0].textContent, "<b>no</b>")
})

test("a message goes by itself after its seconds", () => {
  const here = world()
  const box = toast({ message: "Saved.", duration: 3 }, here)
  here.clock.pass(2900)
  assert.ok(!box.isRemoved)
  here.clock.pass(100)
  assert.ok(box.isRemoved)
})

test("a message stays while it is pointed at", () => {
  const here = world()
  const box = toast({ message: "Saved.", duration: 3 }, here)
  box.happen("mouseenter")
  here.clock.pass(60_000)
  assert.ok(!box.isRemoved)
  box.happen("mouseleave")
  here.clock.pass(3000)
  assert.ok(box.isRemoved)
})

test("an error without a duration stays until it is dismissed", () => {
  const here = world()
  const box = toast({ level: "error", message: "No." }, here)
  here.clock.pass(600_000)
  assert.ok(!box.isRemoved)
  box.children[1].happen("click")
  assert.ok(box.isRemoved)
})

test("an error interrupts a screen reader", () => {
  assert.equal(toast({ level: "error", message: "No." }, world()).getAttribute("role"), "alert")
})

test("a new try takes the errors away", () => {
  const old = element()
  dismissErrors({ page: element({ found: { '.iface-toast[data-level="error"]': [old] } }) })
  assert.ok(old.isRemoved)
})

test("what is quick is not announced as work", () => {
  const here = world()
  const told = announce(here)
  here.clock.pass(200)
  told("Done")
  here.clock.pass(1000)
  assert.equal(here.places["iface-status"].textContent, "Done")
})

test("what takes longer is announced", () => {
  const here = world()
  announce(here)
  here.clock.pass(300)
  assert.equal(here.places["iface-status"].textContent, "Working…")
})

test("an error that is there already is not put there again", () => {
  const here = world()
  const first = toast({ level: "error", message: "No." }, here)
  const second = toast({ level: "error", message: "No." }, here)
  assert.equal(first, second)
  assert.equal(here.places["iface-toasts"].children.length, 1)
})

test("what nobody asked for takes away its own errors only", () => {
  const [own, other] = ["tick", "run"].map((of) => element({ dataset: { of } }))
  const page = element({ found: { '.iface-toast[data-level="error"]': [own, other] } })
  dismissErrors({ of: "tick", page })
  assert.ok(own.isRemoved)
  assert.ok(!other.isRemoved)
})

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

test("a sentence is said as the page brought it", () => {
  assert.equal(say("Done", { Done: "Fertig" }), "Fertig")
})

test("what the page did not bring is said in English", () => {
  assert.equal(say("Done"), "Done")
})

test("a sentence that is the name of a property is no other's", () => {
  assert.equal(say("constructor"), "constructor")
})
