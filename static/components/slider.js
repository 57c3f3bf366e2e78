// A slider's second input, for typing the number: shows it and keeps the two in step.

/** Give the slider in `component` its number to type in. */
export function enhance(component) {
  for (const number of component.querySelectorAll(".iface-slide > input[type=number]")) number.hidden = false
}

/** Bring the other input of a slider to what was entered in this one. */
export function follow({ target, type }) {
  const [range, number] = target.closest?.(".iface-slide")?.querySelectorAll("input") ?? []
  if (target === range) number.value = range.value
  if (target !== number) return

  if (number.value !== "") range.value = number.value
  // While it is typed, a number may be out of range; once it is entered, it is what the slider made of it.
  if (type === "change") number.value = range.value
}

if (globalThis.document) {
  enhance(document)
  document.addEventListener("iface:shown", ({ target }) => enhance(target))
  // Before the listeners on the form, so that they read the newest value.
  for (const type of ["input", "change"]) document.addEventListener(type, follow, { capture: true })
}
