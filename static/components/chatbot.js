// Conversations: what is done with a message becomes an event of the component.

import "./_talk.js"

const MOST = 190_000 // characters that the server takes of one event's data
const SHOWN = 2_000 // milliseconds that a button says that it has copied
const CHAT = ".iface-chatbot"
const OWN = ".iface-edit textarea" // what an edited message is typed in
const judged = new Map() // by component and place: the text that was judged, and how

/** What a message says, as it was written. */
export function textOf(message) {
  const texts = [...message.querySelectorAll("[data-text]")].filter((text) => text.closest("[data-message]") === message)
  return texts.map((text) => text.dataset.source ?? text.textContent.replace(/\n$/, "")).join("\n\n")
}

/** Where a message stands: its number, or its row and side where the program knows pairs. */
export function placeOf({ dataset: { message, row, role } }, hasRows) {
  return hasRows ? [Number(row), role === "user" ? 0 : 1] : Number(message)
}

/** What happened, with a shorter text under `name` where all of it would not be taken. */
export function fitting(detail, name = "value") {
  let told = detail
  while (JSON.stringify(told).length > MOST && told[name]) {
    told = { ...told, [name]: told[name].slice(0, told[name].length / 2) }
  }
  return told
}

function say(element, verb, detail) {
  const told = { bubbles: true, detail: { ...detail, verb } }
  element.closest(CHAT).dispatchEvent(new CustomEvent(`iface:${verb}`, told))
}

const hasRows = (element) => element.closest(".iface-talk").dataset.rows !== undefined

// What each button does, by its verb.
const verbs = {
  async copy(button, message) {
    const code = button.closest(".iface-snippet")?.querySelector("pre")
    const value = code ? code.textContent : textOf(message)
    if (!(await copied(value))) return
    const { copied: done, copy } = button.closest(".iface-talk").dataset
    Object.assign(button, { ariaLabel: done, title: done })
    button.dataset.done = ""
    setTimeout(() => (delete button.dataset.done, Object.assign(button, { ariaLabel: copy, title: copy })), SHOWN)
    say(button, "copy", fitting({ value }))
  },
  like(button, message) {
    const isTakenBack = button.ariaPressed === "true"
    const value = textOf(message)
    judged.set(keyOf(message), { value, how: isTakenBack ? null : button.dataset.liked })
    judge(message)
    const liked = { true: true, false: false }[button.dataset.liked] ?? button.dataset.liked
    say(button, "like", fitting({ index: placeOf(message, hasRows(message)), value, liked: isTakenBack ? null : liked }))
  },
  retry: askedAgain("retry"),
  undo: askedAgain("undo"),
  clear: (button) => say(button, "clear"),
  // Few conversations are ever edited.
  edit: async (button, message) => (await import("./_edit.js")).edit(message, textOf(message)),
  cancel: (button, message) => leave(message),
  save(button, message) {
    const { value } = message.querySelector(OWN)
    const previous_value = textOf(message)
    leave(message)
    const detail = { index: placeOf(message, hasRows(message)), previous_value, value }
    if (value !== previous_value) say(message, "edit", fitting(detail, "previous_value"))
  },
  option_select: (button, message) =>
    say(button, "option_select", { index: placeOf(message, hasRows(message)), value: button.dataset.value }),
  example_select({ dataset: { index, value } }) {
    say(this, "example_select", { index: Number(index), value: { text: value, files: [] } })
  },
}

/** Show a message again that was edited. */
function leave(message) {
  delete message.dataset.editing
  message.querySelector(".iface-edit")?.remove()
  message.querySelector("[data-verb=edit]")?.focus()
}

/** The last thing that the user said is what is answered anew, or taken back. */
function askedAgain(verb) {
  return (button, message) => {
    const all = [...message.closest(".iface-log").querySelectorAll(":scope > .iface-message")]
    const asked = all.slice(0, all.indexOf(message)).findLast(({ dataset }) => dataset.role === "user")
    if (!asked) return
    const index = hasRows(asked) ? Number(asked.dataset.row) : Number(asked.dataset.message)
    say(button, verb, fitting({ index, value: textOf(asked) }))
  }
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false // a page without https has no clipboard
  }
}

function keyOf(message) {
  return `${message.closest(CHAT).dataset.component} ${message.dataset.message}`
}

/** Show how a message was judged, as long as it still says the same. */
function judge(message) {
  const { value, how } = judged.get(keyOf(message)) ?? {}
  const isSame = value === undefined || value === textOf(message)
  for (const button of message.querySelectorAll("[data-verb=like]")) {
    button.ariaPressed = String(isSame && button.dataset.liked === how)
  }
}

if (globalThis.document) {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.(`${CHAT} [data-verb]`)
    const message = target.closest?.(`${CHAT} .iface-message`)
    if (button) verbs[button.dataset.verb].call(button, button, message)
    else if (message?.dataset.selects !== undefined && !target.closest("a, button, summary, audio, video, textarea")) select(message)
  })
  document.addEventListener("keydown", (happening) => {
    const { target, key } = happening
    if (key === "Enter" && target.matches?.(`${CHAT} [data-selects]`)) select(target)
    if (!target.matches?.(OWN)) return
    // What is edited is no field of the page: nothing of it is for the page's own listeners.
    happening.stopPropagation()
    const message = target.closest(".iface-message")
    if (key === "Escape") leave(message)
    if (key === "Enter" && (happening.ctrlKey || happening.metaKey)) verbs.save(null, message)
  }, true)
  for (const type of ["input", "change", "keyup"]) {
    document.addEventListener(type, (happening) => happening.target.matches?.(OWN) && happening.stopPropagation(), true)
  }
  document.addEventListener("iface:shown", ({ target }) => {
    if (judged.size > 0) for (const message of target.querySelectorAll(`.iface-message:has([data-verb=like])`)) judge(message)
  })
}

function select(message) {
  say(message, "select", fitting({ index: placeOf(message, hasRows(message)), value: textOf(message) }))
}
