// Frames without rights: each gets what stands beside it, and the page's colours, and is as high as it asks.
// Whichever of the two is there last speaks first: the page sends when it shows a frame, and when it is asked.

const FRAMES = "iframe[data-frame]"
const HIGHEST = 10_000 // pixels

/** Show the frames in `part`; one that was there before is as high at once as it was. */
export function start(part, heights, schemeOf) {
  for (const frame of framesIn(part)) {
    const height = heights.get(ownerOf(frame))
    if (height) frame.style.blockSize = `${height}px`
    frame.hidden = false
    send(frame, schemeOf(frame))
  }
}

/** Do what a frame of the page asks for. Others may send messages too. */
export function hear({ source, data }, page, heights, schemeOf) {
  const frame = source && framesIn(page).find(({ contentWindow }) => contentWindow === source)
  if (!frame) return
  if (data?.iface === "ready") send(frame, schemeOf(frame))
  if (data?.iface === "failed") fail(frame)
  if (data?.iface === "height" && data.height > 0) {
    const height = Math.min(Number(data.height), HIGHEST)
    heights.set(ownerOf(frame), height)
    frame.style.blockSize = `${height}px`
  }
}

/** Whether the page around an element is "light" or "dark". */
export function schemeAround(element, { styleOf = getComputedStyle, media = matchMedia } = {}) {
  const schemes = styleOf(element).colorScheme.split(" ")
  if (schemes.includes("dark") !== schemes.includes("light")) return schemes.includes("dark") ? "dark" : "light"
  return media("(prefers-color-scheme: dark)").matches ? "dark" : "light"
}

function send(frame, scheme) {
  const content = frame.parentElement.querySelector("script[data-content]").textContent
  // A frame without rights has an origin that cannot be named; what may stand in it is up to the page's policy.
  frame.contentWindow?.postMessage({ iface: "show", content, scheme }, "*")
}

function fail(frame) {
  frame.hidden = true
  frame.parentElement.querySelector("[data-failed]").hidden = false
}

function framesIn(part) {
  return [...part.querySelectorAll(FRAMES)]
}

function ownerOf(frame) {
  return frame.closest("[data-component]")?.dataset.component
}

if (globalThis.document) {
  const heights = new Map()
  start(document, heights, schemeAround)
  document.addEventListener("iface:shown", ({ target }) => start(target, heights, schemeAround))
  addEventListener("message", (message) => hear(message, document, heights, schemeAround))
  const repaint = () => start(document, heights, schemeAround)
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint)
  document.addEventListener("iface:scheme", repaint)
}
