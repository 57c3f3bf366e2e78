// A text with files: Enter sends it, its buttons say what they are for, and a long text that is pasted
// becomes a file.

import { take } from "./_upload.js"

const FIELD = ".iface-compose textarea"

/** Say a verb of the component around an element; without a listener to "submit", press the form's main button. */
export function say(element, verb) {
  const component = element.closest("[data-component]")
  const isHeard = component.querySelector("textarea").dataset.submits !== undefined
  const main = element.closest("form")?.querySelector("[data-default]")
  if (verb === "submit" && !isHeard) return main && !main.disabled ? element.closest("form").requestSubmit(main) : undefined
  component.dispatchEvent(new CustomEvent(`iface:${verb}`, { bubbles: true }))
}

/** Whether a key sends the text: Enter alone, and not while a word is being composed. */
export function sends({ key, shiftKey, ctrlKey, altKey, metaKey, isComposing }) {
  return key === "Enter" && !(shiftKey || ctrlKey || altKey || metaKey || isComposing)
}

/** What was pasted as a file, where it is a text longer than the field takes; null for anything else. */
export function asFile(clipboard, { longest, pasted }) {
  const text = clipboard.getData("text/plain")
  const isLong = clipboard.files.length === 0 && Number(longest) > 0 && text.length > Number(longest)
  return isLong ? new File([text], pasted, { type: "text/plain" }) : null
}

if (globalThis.document) {
  document.addEventListener("keydown", (happening) => {
    const { target } = happening
    if (!target.matches?.(FIELD) || target.readOnly || !sends(happening)) return
    happening.preventDefault()
    if (target.value.trim() || target.closest("[data-component]").querySelector(".iface-held")) say(target, "submit")
  })
  document.addEventListener("click", (happening) => {
    const button = happening.target.closest?.(".iface-compose [data-press]")
    if (!button) return
    happening.preventDefault()
    if (!button.disabled && button.ariaBusy !== "true") say(button, button.dataset.press)
  })
  document.addEventListener("paste", (happening) => {
    const zone = happening.target.matches?.(FIELD) && happening.target.closest("[data-upload]")
    const file = zone && asFile(happening.clipboardData, zone.dataset)
    if (!file) return
    happening.preventDefault()
    take(zone, [file])
  })
}
