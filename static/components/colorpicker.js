// A colour's second input, for its text: shows it and keeps the two in step.

const WHOLE = /^#?(?:[0-9a-f]{3}|[0-9a-f]{6})$/i

/** Give the colours in `part` their texts to type in. */
export function enhance(part) {
  for (const text of part.querySelectorAll(".iface-colour > input[type=text]")) text.hidden = false
}

/** The colour that a text says, as "#rrggbb"; null where it says none. */
export function colour(text) {
  const said = text.trim()
  if (!WHOLE.test(said)) return null
  const digits = said.replace("#", "").toLowerCase()
  return `#${digits.length === 3 ? digits.replace(/./g, "$&$&") : digits}`
}

/** Bring the other input of a colour to what was entered in this one. */
export function follow(happening) {
  const { target, type } = happening
  const [swatch, text] = target.closest?.(".iface-colour")?.querySelectorAll("input") ?? []
  if (target === swatch) text.value = swatch.value
  if (target !== text) return

  const said = colour(text.value)
  // While it is typed, three digits are half of a colour, and nothing that anybody waits for.
  const isWhole = said !== null && (type === "change" || text.value.trim().length > 5)
  if (isWhole) swatch.value = said
  else happening.stopPropagation()
  // Once it is entered, the text is that of the colour that is shown.
  if (type === "change") text.value = swatch.value
}

if (globalThis.document) {
  enhance(document)
  document.addEventListener("iface:shown", ({ target }) => enhance(target))
  // Before the listeners on the form, so that they read the newest value.
  for (const type of ["input", "change"]) document.addEventListener(type, follow, { capture: true })
}
