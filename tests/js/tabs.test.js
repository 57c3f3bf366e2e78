import assert from "node:assert/strict"
import { test } from "node:test"

import { adapt, enhance, reach } from "../../static/components/tabs.js"
import { element } from "./fakes.js"

/** Tabs with a part for each label; a label that begins with a dash is not visible, one in brackets is disabled. */
function tabsOf(...labels) {
  const happened = []
  const list = element({ matches: () => false })
  const around = element({ matches: () => false, dispatchEvent: ({ type }) => happened.push(`tabs ${type}`) })
  labels.forEach((label, index) => list.children.push(link(label, index)))
  around.children = [list, ...labels.map((label, index) => part(label, index, around, happened))]
  around.querySelector = () => list
  around.matches = (selector) => selector === ".iface-tabs[data-ready]" && "ready" in around.dataset
  const [, ...panels] = around.children
  return { around, list, tabs: list.children, panels, happened, page: { querySelectorAll: () => [around] } }
}

function link(label, index) {
  const self = element({ textContent: label, hidden: label.startsWith("-") })
  if (label.startsWith("(")) self.setAttribute("aria-disabled", "true")
  return Object.assign(self, { index, closest: () => self, focus: () => (self.isFocused = true) })
}

function part(label, index, parentElement, happened) {
  const heading = element({ textContent: label })
  const self = element({ parentElement, id: `part-${index}`, hidden: label.startsWith("-") })
  return Object.assign(self, {
    dataset: { layout: String(index) },
    matches: (selector) => [".iface-tab", "[data-ready] > .iface-tab"].includes(selector),
    querySelector: () => heading,
    toggleAttribute: (_, isOn) => (self.isFolded = isOn),
    dispatchEvent: ({ type, detail }) => happened.push(`${label} ${type} ${detail.index}`),
  })
}

function made(selected, ...labels) {
  const all = tabsOf(...labels)
  if (selected !== null) all.around.dataset.selected = String(selected)
  enhance(all.page)
  return all
}

const shown = ({ panels }) => panels.filter(({ hidden }) => !hidden).map(({ dataset }) => dataset.layout).join()
const press = ({ list, tabs }, index, key) => list.happen("keydown", { key, target: tabs[index], preventDefault() {} })
const click = ({ list, tabs }, index) => list.happen("click", { target: tabs[index], preventDefault() {} })

test("the part that is selected is shown, and its tab says so", () => {
  const all = made(1, "a", "b", "c")
  assert.equal(shown(all), "1")
  assert.deepEqual(all.tabs.map((tab) => tab.getAttribute("aria-selected")), ["false", "true", "false"])
  assert.deepEqual(all.tabs.map(({ tabIndex }) => tabIndex), [-1, 0, -1])
})

test("without a selection the first part that can be opened is shown", () => {
  assert.equal(shown(made(null, "-a", "(b)", "c")), "2")
})

test("tabs and parts name each other", () => {
  const { tabs, panels } = made(0, "a")
  assert.equal(tabs[0].getAttribute("aria-controls"), "part-0")
  assert.equal(panels[0].getAttribute("aria-labelledby"), tabs[0].id)
  assert.equal(panels[0].getAttribute("role"), "tabpanel")
})

test("a click shows the part, and tells the page once", () => {
  const all = made(0, "a", "b")
  click(all, 1)
  click(all, 1)
  assert.equal(shown(all), "1")
  assert.deepEqual(all.happened, ["b iface:select 1", "tabs iface:select", "tabs iface:change"])
})

test("a tab that is disabled cannot be opened", () => {
  const all = made(0, "a", "(b)")
  click(all, 1)
  assert.equal(shown(all), "0")
})

test("the arrow keys go round, past what cannot be opened", () => {
  const all = made(0, "a", "(b)", "c", "-d")
  press(all, 0, "ArrowRight")
  assert.equal(shown(all), "2")
  assert.ok(all.tabs[2].isFocused)
  press(all, 2, "ArrowRight")
  assert.equal(shown(all), "0")
  press(all, 0, "ArrowLeft")
  assert.equal(shown(all), "2")
})

test("Home and End go to the ends", () => {
  const all = made(1, "a", "b", "c")
  press(all, 1, "End")
  assert.equal(shown(all), "2")
  press(all, 2, "Home")
  assert.equal(shown(all), "0")
})

test("other keys do nothing", () => {
  const all = made(0, "a", "b")
  press(all, 0, "x")
  assert.equal(shown(all), "0")
})

test("what stands in a folded part is reached by opening it", () => {
  const all = made(0, "a", "b")
  all.around.closest = () => null
  reach({ closest: () => all.panels[1] })
  assert.equal(shown(all), "1")
  assert.deepEqual(all.happened, [])
})

test("a part that cannot be opened is hidden, not folded", () => {
  const { panels } = made(0, "a", "b", "-c")
  assert.deepEqual(panels.map(({ isFolded }) => isFolded), [false, true, false])
})

test("an answer may select a part", () => {
  const all = made(0, "a", "b")
  all.around.dataset.selected = "1"
  adapt(all.around)
  assert.equal(shown(all), "1")
})

test("when the selected part is no longer visible, another is shown", () => {
  const all = made(1, "a", "b")
  all.panels[1].hidden = true
  adapt(all.panels[1])
  assert.equal(shown(all), "0")
  assert.ok(all.tabs[1].hidden)
})

test("a part that becomes visible gets its tab, and waits there", () => {
  const all = made(0, "a", "-b")
  all.panels[1].hidden = false
  adapt(all.panels[1])
  assert.equal(shown(all), "0")
  assert.equal(all.tabs[1].hidden, false)
})
