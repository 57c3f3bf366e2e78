// What a reader sees of a conversation: its end is kept in sight until they scroll away from it, what is new is
// told to screen readers, and what a component in a message needs is loaded.

const NEAR = 64 // pixels from the end that count as the end
const LOG = ".iface-log"
// Of each conversation: whether its end is in sight, and how many messages were there, and were told.
const seen = new Map()

/** Bring a conversation that has just been shown to where its reader was. */
export function settle(talk) {
  const log = talk.querySelector(LOG)
  const messages = [...log.querySelectorAll(":scope > .iface-message")]
  const before = seen.get(idOf(log)) ?? { isAtEnd: true, count: messages.length, told: messages.length }
  const said = messages.filter((message) => !message.querySelector(".iface-typing")).length
  seen.set(idOf(log), { ...before, count: messages.length, told: Math.min(before.told, said) })
  for (const name of ["height", "minHeight", "maxHeight"]) {
    if (log.dataset[name]) log.style[name] = log.dataset[name]
  }
  const fresh = messages.slice(before.count)
  for (const message of fresh) message.dataset.new = ""
  tell(log)
  for (const code of log.querySelectorAll("pre")) addCopy(talk, code)
  for (const part of log.querySelectorAll("[data-needs]")) bring(part.dataset.needs.split(" ").filter(Boolean))
  resized.observe(log)
  grown.observe(log, { childList: true, characterData: true, subtree: true })
  finished.observe(log.closest("[data-component]"), { attributeFilter: ["aria-busy"] })
  keep(log)
}

/** Keep the end of a log in sight where its reader is there; show the way back where they are not. */
export function keep(log) {
  const state = seen.get(idOf(log))
  if (!state) return
  if (state.isAtEnd && log.parentElement.dataset.follows !== undefined) log.scrollTop = log.scrollHeight
  look(log)
}

/** Go to the newest message, and stay there. */
export function goToEnd(log) {
  seen.get(idOf(log)).isAtEnd = true
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches
  log.scrollTo({ top: log.scrollHeight, behavior: isCalm ? "instant" : "smooth" })
  log.focus({ preventScroll: true })
}

export function isAtEnd({ scrollHeight, scrollTop, clientHeight }) {
  return scrollHeight - scrollTop - clientHeight < NEAR
}

function look(log) {
  log.parentElement.querySelector(".iface-newest").hidden = isAtEnd(log)
}

function scrolled(log) {
  const state = seen.get(idOf(log))
  if (!state) return
  state.isAtEnd = isAtEnd(log)
  look(log)
}

function idOf(log) {
  return log.closest("[data-component]").dataset.component
}

/** An answer is read out once it is whole: the log itself is put in anew, or grows word by word. */
function tell(log) {
  if (log.closest("[data-component]").ariaBusy === "true") return
  const state = seen.get(idOf(log))
  const all = [...log.querySelectorAll(":scope > .iface-message")]
  const messages = all.slice(state.told).filter(({ dataset }) => dataset.role !== "user")
  state.told = all.length
  if (messages.length === 0) return
  teller ??= document.querySelector(".iface").appendChild(document.createElement("div"))
  Object.assign(teller, { className: "iface-hidden", ariaLive: "polite" })
  teller.textContent = messages.map((message) => message.querySelector(".iface-turn").innerText).join("\n")
}

let teller

function addCopy(talk, code) {
  if (code.closest(".iface-snippet, .iface-part")) return
  const [around, button] = [document.createElement("div"), document.createElement("button")]
  around.className = "iface-snippet"
  Object.assign(button, { type: "button", ariaLabel: talk.dataset.copy, title: talk.dataset.copy })
  button.dataset.verb = "copy"
  code.replaceWith(around)
  around.append(code, button)
}

function bring(addresses) {
  for (const address of addresses) {
    const { href } = new URL(address, import.meta.url)
    if (brought.has(href)) continue
    brought.add(href)
    if (href.endsWith(".js")) import(href)
    else if (![...document.styleSheets].some((sheet) => sheet.href === href)) {
      // A page that is not ours lets in what has its nonce, as our first style sheet has.
      const { nonce } = document.querySelector("link[rel=stylesheet][nonce]") ?? { nonce: "" }
      document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href, nonce }))
    }
  }
}

const brought = new Set()
const grown =
  globalThis.MutationObserver &&
  new MutationObserver((changes) => {
    const logs = new Set(changes.map(({ target }) => (target.closest ? target : target.parentElement)?.closest(LOG)))
    for (const log of logs) if (log) keep(log)
  })

const finished =
  globalThis.MutationObserver &&
  new MutationObserver((changes) => changes.forEach(({ target }) => target.querySelectorAll(LOG).forEach(tell)))

// In a tab that is not shown a log has no height to scroll in.
const resized = globalThis.ResizeObserver && new ResizeObserver((changes) => changes.forEach(({ target }) => keep(target)))

if (globalThis.document) {
  for (const talk of document.querySelectorAll(".iface-talk")) settle(talk)
  document.addEventListener("iface:shown", ({ target }) => target.querySelectorAll(".iface-talk").forEach(settle))
  document.addEventListener("scroll", ({ target }) => target.matches?.(LOG) && scrolled(target), { capture: true, passive: true })
  // A picture has its height only once it is there.
  for (const type of ["load", "loadedmetadata"]) {
    document.addEventListener(type, ({ target }) => target.closest?.(LOG) && keep(target.closest(LOG)), true)
  }
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.(".iface-newest")
    if (button) goToEnd(button.parentElement.querySelector(LOG))
  })
}
