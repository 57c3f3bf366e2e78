import assert from "node:assert/strict"
import { test } from "node:test"

import { hear, schemeAround, start } from "../../static/components/_frames.js"
import { element } from "./fakes.js"

/** A page with one frame, and what is sent to it. */
function page() {
  const sent = []
  const contentWindow = { postMessage: (message, origin) => sent.push([message, origin]) }
  const failed = element({ hidden: true })
  const content = element({ textContent: '{"data": []}' })
  const owner = element({ dataset: { component: "3" } })
  const frame = element({
    contentWindow,
    hidden: true,
    style: {},
    parentElement: element({ found: { "script[data-content]": content, "[data-failed]": failed } }),
    found: { "[data-component]": owner },
  })
  const whole = element({ found: { "iframe[data-frame]": frame } })
  return { whole, frame, contentWindow, sent, failed, heights: new Map() }
}

const light = () => "light"

test("a frame is shown and sent what stands beside it, in the page's colours", () => {
  const { whole, frame, sent, heights } = page()
  start(whole, heights, light)
  assert.equal(frame.hidden, false)
  assert.deepEqual(sent, [[{ iface: "show", content: '{"data": []}', scheme: "light" }, "*"]])
})

test("a frame that is ready is sent it again", () => {
  const { whole, contentWindow, sent, heights } = page()
  hear({ source: contentWindow, data: { iface: "ready" } }, whole, heights, light)
  assert.equal(sent.length, 1)
})

test("a frame is as high as it asks, and so is the one in its place", () => {
  const first = page()
  hear({ source: first.contentWindow, data: { iface: "height", height: 300 } }, first.whole, first.heights, light)
  assert.equal(first.frame.style.blockSize, "300px")
  const next = page()
  start(next.whole, first.heights, light)
  assert.equal(next.frame.style.blockSize, "300px")
})

test("a frame cannot be higher than a page should be", () => {
  const { whole, frame, contentWindow, heights } = page()
  hear({ source: contentWindow, data: { iface: "height", height: 1e9 } }, whole, heights, light)
  assert.equal(frame.style.blockSize, "10000px")
})

test("a height that is no number is not taken", () => {
  const { whole, frame, contentWindow, heights } = page()
  for (const height of ["1px; color: red", null, -1, NaN]) {
    hear({ source: contentWindow, data: { iface: "height", height } }, whole, heights, light)
  }
  assert.equal(frame.style.blockSize, undefined)
})

test("a frame that fails gives way to a sentence", () => {
  const { whole, frame, contentWindow, failed, heights } = page()
  hear({ source: contentWindow, data: { iface: "failed" } }, whole, heights, light)
  assert.deepEqual([frame.hidden, failed.hidden], [true, false])
})

test("what others send is not heard", () => {
  const { whole, sent, contentWindow, heights } = page()
  hear({ source: {}, data: { iface: "ready" } }, whole, heights, light)
  hear({ source: null, data: { iface: "ready" } }, whole, heights, light)
  hear({ source: contentWindow, data: null }, whole, heights, light)
  assert.deepEqual(sent, [])
})

test("the page's own scheme comes before the visitor's", () => {
  const around = (colorScheme, matches) =>
    schemeAround({}, { styleOf: () => ({ colorScheme }), media: () => ({ matches }) })
  assert.equal(around("dark", false), "dark")
  assert.equal(around("light", true), "light")
  assert.equal(around("light dark", true), "dark")
  assert.equal(around("normal", false), "light")
})
