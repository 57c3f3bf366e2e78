// Styles of a program's own HTML: they come beside it, for the page's policy refuses them within.

/** Set the styles that stand beside the elements in `part`. They have been made safe by the server. */
export function enhance(part) {
  for (const element of part.querySelectorAll(".iface-html [data-style]")) {
    element.style.cssText = element.dataset.style
  }
}

if (globalThis.document) {
  enhance(document)
  document.addEventListener("iface:shown", ({ target }) => enhance(target.parentElement ?? target))
}
