import assert from "node:assert/strict"
import { test } from "node:test"

import { announce, dismissErrors, toast } from "../../static/toast.js"
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
