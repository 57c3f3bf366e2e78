// A press on a file input that looks like a button is said like that of a button.

if (globalThis.document) {
  document.addEventListener("click", ({ target }) => {
    if (!target.matches?.(".iface-uploadbutton input[type=file]")) return
    target.closest("[data-component]").dispatchEvent(new CustomEvent("iface:click", { bubbles: true }))
  })
}
