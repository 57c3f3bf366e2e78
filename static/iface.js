// Takes the page's form over from the browser: what is pressed, entered or changed is sent by a script,
// and the answer is put in place. Until this has loaded, and without it, the form posts itself.

import { tellOfLife } from "./life.js"
import { listen } from "./live.js"
import { clearProblem } from "./problems.js"
import { submitter } from "./submit.js"

const form = document.getElementById("iface-form")
const events = JSON.parse(document.getElementById("iface-events").textContent)
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
