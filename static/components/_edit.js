// A message that is being edited. Nothing of it is sent until it is saved.

/** Put a field with `text` in the place of a message. */
export function edit(message, text) {
  if (message.dataset.editing !== undefined) return
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
