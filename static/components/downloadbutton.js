// A link to a file is pressed like a button: events may follow.

if (globalThis.document) {
  document.addEventListener("click", ({ target }) => {
    const link = target.closest?.("a.iface-downloadbutton")
    link?.dispatchEvent(new CustomEvent("iface:click", { bubbles: true }))
  })
}
