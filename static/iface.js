// Takes the page's form over from the browser: what is pressed, entered or changed is sent by a script,
// and the answer is put in place. Until this has loaded, and without it, the form posts itself. It also
// tells the server that the page is open, and that it was left: its session is kept for as long as that.

import { at } from "./busy.js"
import { listen } from "./live.js"
import { clearProblem } from "./messages.js"
import { submitter } from "./submit.js"

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

async function takeOver(form, events) {
  const plain = submitter(form)
  // Few pages have functions of their own for the browser.
  const submit = form.dataset.program ? (await import("./own/program.js")).programmed(form, plain) : plain

  listen(form, events, submit)
  form.addEventListener("click", ({ target }) => {
    const stop = target.closest("[data-stop]")
    if (stop) plain.stop(stop.dataset.stop)
  })
  tellOfLife(form)
  // A notebook's page knows a word that its cell knows too.
  if (form.querySelector("[name=iface-launch]")) import("./notebook/framed.js").then(({ join }) => join(form))

  form.addEventListener("input", (happening) => clearProblem(happening.target))

  // A page that comes back from the browser's memory has no answer to wait for.
  addEventListener("pageshow", (happening) => {
    if (!happening.persisted) return
    for (const busy of document.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy")
    form.querySelector("input[name=iface-event]")?.remove()
  })
}

if (globalThis.document) {
  const events = JSON.parse(document.getElementById("iface-events").textContent)
  await takeOver(document.getElementById("iface-form"), events)
}
