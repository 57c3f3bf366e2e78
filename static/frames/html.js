// Runs in a frame without rights: holds a program's own HTML, with its scripts, and tells the page its height.

const style = document.createElement("style")
style.textContent = "body { margin: 0; font: 0.9375rem / 1.55 ui-sans-serif, system-ui, sans-serif }"
document.head.append(style)

let shown
addEventListener("message", ({ source, data }) => {
  if (source !== parent || data?.iface !== "show") return
  document.documentElement.style.colorScheme = data.scheme
  if (data.content === shown) return
  shown = data.content
  // Unlike innerHTML, a fragment runs the scripts in it.
  document.body.replaceChildren(document.createRange().createContextualFragment(JSON.parse(shown)))
})

new ResizeObserver(() => parent.postMessage({ iface: "height", height: document.body.scrollHeight }, "*"))
  .observe(document.body)
parent.postMessage({ iface: "ready" }, "*")
