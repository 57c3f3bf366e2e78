// From what a visitor does to the events of the page. All listeners are on the form, so that what is
// put in later is heard too.

import { isSwapping } from "./swap.js"

const PAUSE = 150 // milliseconds without typing before a live event is sent
const TYPED = 'textarea, input:not([type="checkbox"], [type="radio"])'
const PLACED = "[data-component], [data-layout]"
const VERBS = {
  input: ["input", "change"],
  change: ["release", "select"],
  focusin: ["focus"],
  focusout: ["blur"],
  keyup: ["key_up"],
}

/** Call `submit(event, {value, button, data, isAsked})` for each event that something on the form triggers. */
export function listen(form, events, submit, { clock = globalThis } = {}) {
  form.addEventListener("click", (happening) => dropSecond(form, happening))
  form.addEventListener("submit", (happening) => pressed(form, events, submit, happening))
  form.addEventListener("keydown", (happening) => entered(form, events, submit, happening))
  for (const [type, verbs] of Object.entries(VERBS)) {
    const waiting = new Map()
    form.addEventListener(type, (happening) => {
      if (isSwapping) return
      const { target } = happening
      const data = dataOf(happening)
      for (const event of triggered(events, target, ...verbs)) {
        const pause = ["input", "keyup"].includes(type) && target.matches(TYPED) ? PAUSE : 0
        if (pause === 0) submit(event, { data })
        else clock.clearTimeout(waiting.get(event.name))
        if (pause > 0) waiting.set(event.name, clock.setTimeout(() => submit(event, { data }), pause))
      }
    })
  }
  // A verb that no element has by itself is said by the component's own script, as a timer says "iface:tick".
  for (const verb of new Set(events.flatMap(({ triggers }) => triggers.map(({ verb }) => verb)))) {
    form.addEventListener(`iface:${verb}`, ({ target, detail }) => {
      const options = { data: detail ?? undefined, isAsked: verb !== "tick" }
      for (const event of triggered(events, target, verb)) submit(event, options)
    })
  }
  for (const event of startedBy(events, 0, "load")) submit(event, { isAsked: false })
}

/** The events that one of the verbs of an element's component, or of the layout around it, starts. */
export function triggered(events, element, ...verbs) {
  const { component, layout } = element.closest?.(PLACED)?.dataset ?? {}
  return startedBy(events, Number(component ?? layout), ...verbs)
}

/**
 * The live events whose fields an event fills, as an example does; not where it shows their outputs too,
 * as Clear does.
 */
export function followers(events, { name, outputs }) {
  return events.filter(
    (one) =>
      one.live &&
      one.name !== name &&
      one.triggers.some(({ component }) => outputs.includes(component)) &&
      !one.outputs.some((id) => outputs.includes(id)),
  )
}

/** The name in a button's value, which may go on with a colon and an argument. */
export function nameIn(value) {
  return value.split(":", 1)[0]
}

function startedBy(events, component, ...verbs) {
  return events.filter(({ triggers }) =>
    triggers.some((trigger) => trigger.component === component && verbs.includes(trigger.verb)),
  )
}

/** What a listener may want to know beyond the values: which choice was made, or which key was pressed. */
function dataOf({ type, target, key }) {
  if (type === "keyup") return { key, input_value: target.value ?? "" }
  if (type !== "change") return undefined
  if (target.tagName === "SELECT") return optionOf(target)
  if (target.list) {
    const index = [...target.list.options].findIndex(({ value }) => value === target.value)
    return { index: index < 0 ? null : index, value: target.value, selected: true }
  }
  if (!["checkbox", "radio"].includes(target.type)) return undefined
  const all = [...target.closest(PLACED).querySelectorAll("input")]
  return { index: all.indexOf(target), value: target.value, selected: target.checked }
}

/** A list of which several can be chosen does not say which of them was: it is the one that has changed. */
function optionOf(select) {
  // The first may stand for no choice at all.
  const options = [...select.options].filter(({ value }) => value !== "")
  const before = chosen.get(select) ?? options.filter(({ defaultSelected }) => defaultSelected)
  const now = options.filter(({ selected }) => selected)
  chosen.set(select, now)
  const option = now.find((one) => !before.includes(one)) ?? before.find((one) => !now.includes(one))
  if (!option) return undefined
  return { index: options.indexOf(option), value: option.value, selected: option.selected }
}

const chosen = new WeakMap()

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
  const shown = submit(event, { value: button.value, button: button === main ? undefined : button })
  Promise.resolve(shown).then(() => followers(events, event).forEach((live) => submit(live)))
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
