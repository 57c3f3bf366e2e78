// Timers: each says "iface:tick" every so many seconds, while it is active and the page is in sight.

const LEAST = 0.1 // seconds

/** Start the timers in `part`, in the place of those that ran under the same ids. */
export function start(part, running, { page = document, clock = globalThis } = {}) {
  for (const timer of timersIn(part)) {
    const { component, seconds, active } = timer.dataset
    clock.clearInterval(running.get(component))
    running.delete(component)
    if (active !== "true" || !(Number(seconds) > 0)) continue

    const every = Math.max(Number(seconds), LEAST) * 1000
    running.set(component, clock.setInterval(() => page.hidden || tick(timer), every))
  }
}

function timersIn(part) {
  const within = [...part.querySelectorAll("[data-seconds]")]
  return part.dataset?.seconds === undefined ? within : [part, ...within]
}

function tick(timer) {
  timer.dispatchEvent(new CustomEvent("iface:tick", { bubbles: true }))
}

if (globalThis.document) {
  const running = new Map()
  start(document, running)
  document.addEventListener("iface:shown", ({ target }) => start(target, running))
}
