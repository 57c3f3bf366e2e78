// Code: Tab indents while somebody types, a new line begins where the last did, and a button copies.

const INDENT = "    "
const SHOWN = 2000 // milliseconds that the copy button says that it has copied
const FIELD = ".iface-code textarea"

/** Bring out what works only with a script. */
export function enhance(part) {
  for (const button of part.querySelectorAll(".iface-copy")) button.hidden = false
}

/**
 * What a key does to a text of which `start` to `end` is selected, as `{from, to, insert, start, end}`:
 * the part to replace, by what, and the selection afterwards. null where the key keeps its meaning.
 */
export function edit(text, start, end, key, isShifted) {
  const first = text.lastIndexOf("\n", start - 1) + 1
  if (key === "Enter") {
    const indent = text.slice(first, start).match(/^[ \t]+/)?.[0]
    return indent ? replaced(start, end, `\n${indent}`) : null
  }
  if (!isShifted && !text.slice(start, end).includes("\n")) {
    const unit = text.slice(first, start).startsWith("\t") ? "\t" : INDENT
    const spaces = unit === "\t" ? unit : " ".repeat(INDENT.length - ((start - first) % INDENT.length))
    return replaced(start, end, spaces)
  }
  const lines = text.slice(first, end)
  const insert = isShifted ? lines.replace(/^(\t| {1,4})/gm, "") : lines.replace(/^(?=.)/gm, INDENT)
  if (insert === lines) return null
  const moved = lines.split("\n", 1)[0].length - insert.split("\n", 1)[0].length
  return { from: first, to: end, insert, start: Math.max(first, start - moved), end: first + insert.length }
}

function replaced(from, to, insert) {
  return { from, to, insert, start: from + insert.length, end: from + insert.length }
}

/**
 * A field takes Tab once something has been typed in it, until Escape or until it is left: who only
 * passes by is never held.
 */
export function pressed(happening) {
  const { target, key, shiftKey, ctrlKey, altKey, metaKey, isComposing } = happening
  if (isComposing || ctrlKey || altKey || metaKey) return
  if (key === "Escape" && target.dataset.indents !== undefined) return release(target)
  if (key === "Tab" && target.dataset.indents === undefined) return
  if (key !== "Tab" && (key !== "Enter" || shiftKey)) return

  const change = edit(target.value, target.selectionStart, target.selectionEnd, key, shiftKey)
  if (change || key === "Tab") happening.preventDefault()
  if (change) write(target, change)
}

/** Typing in a field makes Tab its own; the line below says how to get it back. */
export function typed(target) {
  if (target.dataset.indents !== undefined) return
  target.dataset.indents = ""
  say(target, (keys) => keys.dataset.text)
}

/** Give Tab back to the page. */
export function release(target) {
  if (target.dataset.indents === undefined) return
  delete target.dataset.indents
  say(target, () => "")
}

function say(target, text) {
  const keys = target.closest(".iface-code").querySelector(".iface-keys")
  keys.textContent = text(keys)
  keys.hidden = keys.textContent === ""
}

/** As if it were typed, so that it can be undone. */
function write(target, { from, to, insert, start, end }) {
  target.setSelectionRange(from, to)
  // An old command, and the only one that keeps the way back.
  if (!target.ownerDocument.execCommand("insertText", false, insert)) {
    target.setRangeText(insert)
    target.dispatchEvent(new Event("input", { bubbles: true }))
  }
  target.setSelectionRange(start, end)
}

/** Copy the code beside the button, and say so for a while. */
export async function copy(button, { clipboard = navigator.clipboard, clock = globalThis } = {}) {
  const box = button.closest(".iface-box")
  const code = box.querySelector("code")
  try {
    await clipboard.writeText(code.textContent.replace(/\n$/, ""))
  } catch {
    // A page that is not served by https has no clipboard, and others may be denied theirs.
    copySelected(code)
  }
  const said = box.querySelector("[role=status]")
  button.dataset.label ??= button.textContent
  button.textContent = said.textContent = button.dataset.done
  clock.setTimeout(() => {
    button.textContent = button.dataset.label
    said.textContent = ""
  }, SHOWN)
}

function copySelected(code) {
  const page = code.ownerDocument
  const selection = page.getSelection()
  selection.selectAllChildren(code)
  page.execCommand("copy")
  selection.removeAllRanges()
}

if (globalThis.document) {
  enhance(document)
  document.addEventListener("iface:shown", ({ target }) => enhance(target))
  const inField = (act) => (happening) => happening.target.matches?.(FIELD) && act(happening)
  document.addEventListener("keydown", inField(pressed))
  document.addEventListener("input", inField(({ target }) => typed(target)))
  document.addEventListener("focusout", inField(({ target }) => release(target)))
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.(".iface-code .iface-copy")
    if (button) copy(button)
  })
}
