// From what a visitor does to the events of the page. All listeners are on the form, so that what is
// put in later is heard too.

import { isSwapping } from "./swap.js"

const PAUSE = 150 // milliseconds without typing before a live event is sent
const TYPED = 'textarea, input:not([type="checkbox"], [type="radio"])'
const VERBS = {
  input: ["input", "change"],
  change: ["release", "select"],
  focusin: ["focus"],
  focusout: ["blur"],
}

/** Call `submit(event, {value, button})` for each event that something on the form triggers. */
export function listen(form, events, submit, { clock = globalThis } = {}) {
  form.addEventListener("click", (happening) => dropSecond(form, happening))
  form.addEventListener("submit", (happening) => pressed(form, events, submit, happening))
  form.addEventListener("keydown", (happening) => entered(form, events, submit, happening))
  for (const [type, verbs] of Object.entries(VERBS)) {
    const waiting = new Map()
    form.addEventListener(type, ({ target }) => {
      if (isSwapping) return
      for (const event of triggered(events, target, ...verbs)) {
        const pause = type === "input" && target.matches(TYPED) ? PAUSE : 0
        if (pause === 0) submit(event)
        else clock.clearTimeout(waiting.get(event.name))
        if (pause > 0) waiting.set(event.name, clock.setTimeout(() => submit(event), pause))
      }
    })
  }
  for (const event of events) if (event.triggers.some(({ verb }) => verb === "load")) submit(event)
}

/** The events that one of the verbs of an element's component starts. */
export function triggered(events, element, ...verbs) {
  const component = Number(element.closest?.("[data-component]")?.dataset.component)
  return events.filter(({ triggers }) =>
    triggers.some((trigger) => trigger.component === component && verbs.includes(trigger.verb)),
  )
}

/** The name in a button's value, which may go on with a colon and an argument. */
export function nameIn(value) {
  return value.split(":", 1)[0]
}

/** A double click on the main button is one submit, however soon it is answered; other buttons may mean it. */
function dropSecond(form, happening) {
  const button = happening.target.closest("button[name=iface-event]")
  const main = form.querySelector("[data-default]")
  if (happening.detail > 1 && button && main && button.value === main.value) happening.preventDefault()
}

function pressed(form, events, submit, happening) {
  const main = form.querySelector("[data-default]")
  const button = happening.submitter ?? main
  const event = events.find(({ name }) => name === nameIn(button?.value ?? ""))
  if (!event) return // the server knows more than this page does: let the browser post the form

  happening.preventDefault()
  // What Enter presses is not to be seen: the event's own button is shown as busy.
  submit(event, { value: button.value, button: button === main ? undefined : button })
  for (const other of triggered(events, button, "click")) {
    if (other !== event) submit(other, { button })
  }
}

function entered(form, events, submit, happening) {
  const { target } = happening
  const area = target.tagName === "TEXTAREA"
  if (happening.key !== "Enter" || happening.isComposing || !(area || target.tagName === "INPUT")) return
  if (area && !(happening.ctrlKey || happening.metaKey)) return

  const asked = triggered(events, target, "submit")
  const main = form.querySelector("[data-default]")
  if (asked.length > 0) happening.preventDefault()
  for (const event of asked) submit(event)
  if (asked.length === 0 && area && main && !main.disabled) form.requestSubmit(main)
}
