// Tells the server that the page is open, and that it was left: its session is kept for as long as that.

import { at } from "./busy.js"

const EVERY = 15 * 60 // seconds

/**
 * Say so every 15 minutes, and once when the page is left. A page that the browser keeps to come back to
 * is not left; a page of which the server has kept nothing, and for which nothing runs, has nothing to say.
 */
export function tellOfLife(form, { here = window, send = beacon, every = setInterval } = {}) {
  const isKnown = () => value(form, "revision") !== "0" || form.dataset.hasFiles !== undefined
  const told = (address) => {
    if (isKnown() || form.querySelector("[aria-busy]")) send(at(form, address), value(form, "session"))
  }
  every(() => told("-/alive"), EVERY * 1000)
  here.addEventListener("pagehide", ({ persisted }) => persisted || told("-/leave"))
  here.addEventListener("pageshow", ({ persisted }) => persisted && told("-/alive"))
}

/** Sent even while the page goes away. */
function beacon(address, session) {
  const body = new FormData()
  body.append("iface-session", session)
  navigator.sendBeacon(address, body)
}

function value(form, name) {
  return form.querySelector(`[name=iface-${name}]`).value
}
