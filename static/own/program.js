// The program's own functions for the browser: what one returns takes the place of what was entered.

const CHOICE = "input[type=checkbox], input[type=radio]"

/** A `submit` that runs the function of an event first; the module that has them is asked for once. */
export function programmed(form, submit, load = (address) => import(new URL(address, document.baseURI))) {
  const loading = load(form.dataset.program)
  loading.then(({ default: functions }) => functions[""]?.())
  return async function run(event, options = {}) {
    if (event.takes) {
      const { default: functions } = await loading
      const returned = await functions[event.name](...event.takes.map((id) => valueOf(componentOf(form, id))))
      put(form, event.sent ? event.takes : event.outputs, returned)
    }
    if (event.sent !== false) await submit(event, options)
  }
}

/** What a component shows: a number, a text, whether a box is ticked, or a list of what is chosen. */
export function valueOf(component) {
  const choices = choicesIn(component)
  const chosen = choices.filter(({ checked }) => checked).map(({ value }) => value)
  if (choices[0]?.type === "radio") return chosen[0] ?? null
  if (choices.length > 0) return component.matches("fieldset") ? chosen : chosen.length > 0
  const control = controlIn(component)
  if (!control) return component.querySelector(".iface-box, .iface-prose")?.textContent.trim() ?? null
  if (control.multiple) return [...control.selectedOptions].map(({ value }) => value)
  if (["number", "range"].includes(control.type)) return control.value === "" ? null : Number(control.value)
  return control.value
}

/** Let a component show a value. */
export function setValue(component, value) {
  const choices = choicesIn(component)
  const wanted = [value].flat().map(String)
  const control = controlIn(component)
  if (choices.length > 1 || component.matches("fieldset")) {
    for (const choice of choices) choice.checked = wanted.includes(choice.value)
  } else if (choices.length === 1) choices[0].checked = Boolean(value)
  else if (control?.multiple) for (const option of control.options) option.selected = wanted.includes(option.value)
  else if (control) for (const one of component.querySelectorAll("input, textarea, select")) one.value = value ?? ""
  else (component.querySelector(".iface-box, .iface-prose") ?? component).textContent = value ?? ""
}

/** Values for components: one for one, a list for several; nothing leaves them as they are. */
function put(form, ids, returned) {
  if (returned === undefined || ids.length === 0) return
  const values = ids.length === 1 && !(Array.isArray(returned) && returned.length === 1) ? [returned] : [returned].flat(1)
  ids.slice(0, values.length).forEach((id, place) => {
    const component = componentOf(form, id)
    if (component && values[place] !== undefined) setValue(component, values[place])
  })
}

function componentOf(form, id) {
  return form.querySelector(`[data-component="${Number(id)}"]`)
}

function choicesIn(component) {
  return [...(component?.querySelectorAll(CHOICE) ?? [])]
}

function controlIn(component) {
  return component?.querySelector("textarea, select, input:not([type=hidden])")
}
