// A message that is being edited. Nothing of it is sent until it is saved.

/** The field that is typed in. */
export const FIELD = ".iface-edit textarea"

/** Put a field with `text` in the place of a message, until `leave`. */
export function edit(message, text) {
  const { save, cancel, edit: label } = message.closest(".iface-talk").dataset
  const box = Object.assign(document.createElement("div"), { className: "iface-edit" })
  const field = Object.assign(document.createElement("textarea"), { value: text, rows: 2, dir: "auto", ariaLabel: label })
  const row = Object.assign(document.createElement("div"), { className: "iface-answers" })
  for (const [verb, words] of [["cancel", cancel], ["save", save]]) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: words })
    Object.assign(button.dataset, { verb, variant: verb === "save" ? "primary" : "secondary" })
    row.append(button)
  }
  box.append(field, row)
  message.dataset.editing = ""
  message.querySelector(".iface-bubble").after(box)
  field.focus()
}

/** Show the message again. */
export function leave(message) {
  delete message.dataset.editing
  message.querySelector(".iface-edit")?.remove()
  message.querySelector("[data-verb=edit]")?.focus()
}
