import assert from "node:assert/strict"
import { test } from "node:test"

import { copy, edit, pressed, release, typed } from "../../static/components/code.js"
import { clock, element } from "./fakes.js"

/** The text after a key, with the selection as "[...]" or the caret as "|". */
function after(marked, key, isShifted = false) {
  const [start, last] = [marked.search(/[|[]/), marked.indexOf("]")]
  const text = marked.replace(/[|[\]]/g, "")
  const change = edit(text, start, last < 0 ? start : last - 1, key, isShifted)
  if (!change) return null
  const all = text.slice(0, change.from) + change.insert + text.slice(change.to)
  const marks = change.start === change.end ? "|" : `[${all.slice(change.start, change.end)}]`
  return all.slice(0, change.start) + marks + all.slice(change.end)
}

test("Tab goes to the next fourth column", () => {
  assert.equal(after("|", "Tab"), "    |")
  assert.equal(after("ab|", "Tab"), "ab  |")
  assert.equal(after("a\nabcd|", "Tab"), "a\nabcd    |")
})

test("Tab is a tab in a line that begins with one", () => {
  assert.equal(after("\ta|", "Tab"), "\ta\t|")
})

test("Tab moves all selected lines in, but for empty ones", () => {
  assert.equal(after("a[b\n\nc]", "Tab"), "    a[b\n\n    c]")
})

test("Shift and Tab move lines out", () => {
  assert.equal(after("    a|", "Tab", true), "a|")
  assert.equal(after("[  a\n\tb]", "Tab", true), "[a\nb]")
  assert.equal(after("a|", "Tab", true), null)
})

test("a new line begins where the last did", () => {
  assert.equal(after("  a|b", "Enter"), "  a\n  |b")
  assert.equal(after("a|", "Enter"), null)
})

function field() {
  const keys = { dataset: { text: "Escape" }, hidden: true }
  const around = element({ found: { ".iface-keys": keys } })
  const written = []
  const target = {
    value: "",
    selectionStart: 0,
    selectionEnd: 0,
    dataset: {},
    closest: () => around,
    ownerDocument: { execCommand: (...said) => written.push(said[2]) },
    setSelectionRange: () => {},
  }
  return { target, keys, written }
}

function press(target, key, more = {}) {
  const happening = { target, key, preventDefault: () => (happening.isPrevented = true), ...more }
  pressed(happening)
  return Boolean(happening.isPrevented)
}

test("Tab leaves a field in which nothing was typed", () => {
  assert.equal(press(field().target, "Tab"), false)
})

test("Tab indents once something was typed, and that is said", () => {
  const { target, keys, written } = field()
  typed(target)
  assert.equal(keys.textContent, "Escape")
  assert.equal(press(target, "Tab"), true)
  assert.deepEqual(written, ["    "])
})

test("Tab leaves again after Escape, and after the field was left", () => {
  const { target, keys } = field()
  typed(target)
  press(target, "Escape")
  assert.equal(keys.hidden, true)
  assert.equal(press(target, "Tab"), false)
  typed(target)
  release(target)
  assert.equal(press(target, "Tab"), false)
})

test("a key with Control, or within a composed character, keeps its meaning", () => {
  const { target } = field()
  typed(target)
  assert.equal(press(target, "Tab", { ctrlKey: true }), false)
  assert.equal(press(target, "Enter", { isComposing: true }), false)
})

test("the copy button copies the code, says so, and has its name again", async () => {
  const time = clock()
  const copied = []
  const status = { textContent: "" }
  const box = element({ found: { code: { textContent: "a\nb\n" }, "[role=status]": status } })
  const button = { textContent: "Copy", dataset: { done: "Copied" }, closest: () => box }
  await copy(button, { clipboard: { writeText: async (text) => copied.push(text) }, clock: time })
  assert.deepEqual(copied, ["a\nb"])
  assert.equal(button.textContent, "Copied")
  assert.equal(status.textContent, "Copied")
  time.pass(2000)
  assert.equal(button.textContent, "Copy")
})
