// What happens to sound and film. Their own events do not bubble: they are caught on their way down.

const PLAYER = "[data-player]"
const VERBS = { play: ["play"], pause: ["pause"], ended: ["stop", "end"] }
const FAR = 1e9 // seconds, beyond the end of anything

/** Look after the players in `part`, which may have begun to load before this script did. */
export function prepare(part) {
  for (const player of part.querySelectorAll(PLAYER)) {
    if (player.error) explain(player)
    else if (player.readyState > 0) measure(player)
  }
}

/** A recording does not say how long it is: the browser finds out when it looks for the end. */
export function measure(player) {
  if (player.duration !== Infinity || player.dataset.measuring !== undefined) return

  player.dataset.measuring = ""
  player.addEventListener("seeked", () => {
    player.addEventListener("seeked", () => delete player.dataset.measuring, { once: true })
    player.currentTime = 0
  }, { once: true })
  player.currentTime = FAR
}

/** The names under which the page hears of an event of a player. */
export function verbsOf({ type, target }) {
  return target.matches?.(PLAYER) && target.dataset.measuring === undefined ? VERBS[type] : []
}

function explain(player) {
  const note = player.closest("[data-component]").querySelector("[data-unplayable]")
  if (note) note.hidden = false
}

if (globalThis.document) {
  prepare(document)
  document.addEventListener("iface:shown", ({ target }) => prepare(target.parentElement))
  for (const type of Object.keys(VERBS)) {
    document.addEventListener(type, (happening) => {
      for (const verb of verbsOf(happening)) {
        happening.target.dispatchEvent(new CustomEvent(`iface:${verb}`, { bubbles: true }))
      }
    }, true)
  }
  document.addEventListener("loadedmetadata", ({ target }) => target.matches?.(PLAYER) && measure(target), true)
  document.addEventListener("error", ({ target }) => target.matches?.(PLAYER) && explain(target), true)
}
