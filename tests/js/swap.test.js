import assert from "node:assert/strict"
import { test } from "node:test"

import { adapt, placed, repeats } from "../../static/swap.js"
import { element } from "./fakes.js"

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

const formOf = (layout) => element({ found: { '[data-layout="7"]': layout } })

test("what a component shows is found from another page too", () => {
  const html = '<a href="file/1">1</a><iframe src="frame/html/2/"></iframe><a href="other/3">3</a> href=&#34;file/4'
  const there = { getAttribute: () => "../demo/" }
  assert.equal(placed({ getAttribute: () => "." }, html), html)
  assert.equal(
    placed(there, html),
    '<a href="../demo/file/1">1</a><iframe src="../demo/frame/html/2/"></iframe><a href="other/3">3</a> href=&#34;file/4',
  )
})

test("a layout is changed as it stands, in what the answer names", () => {
  const name = element()
  const layout = element({ hidden: true, open: true, found: { ":scope > :is(summary, h2)": name } })
  adapt(formOf(layout), { layout: 7, visible: true, label: "Less" })
  assert.deepEqual([layout.hidden, layout.open, name.textContent], [false, true, "Less"])
  assert.deepEqual(layout.dispatched, ["iface:adapted"])
})

test("a layout that is not on the page changes nothing", () => {
  adapt(formOf(null), { layout: 8, visible: true })
})
