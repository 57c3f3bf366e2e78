// In a notebook's cell: puts the page in the place of the line that stands there, as high as the page is and in
// the notebook's colours. Where no page answers, the line stays, with a sentence that says what is missing.
// It is written into the cell's output: what it needs comes with `told`, and it imports nothing.

const HERE = ["localhost", "127.0.0.1", "[::1]"]
const DELAY = 1000 // milliseconds until the line is shown meanwhile
const PATIENCE = 2500 // milliseconds that a document which has loaded may be silent
const LONGEST = 20_000 // milliseconds until one that has not loaded is given up

const HIDDEN = { visibility: "hidden", display: "block", width: "calc(100% - 2px)", height: "0", border: "0" }
const SHOWN = { visibility: "visible", border: "1px solid rgb(128 128 128 / 0.25)", borderRadius: "12px" }

/**
 * Show the page in `place`, whose first child is the line.
 *
 * `told` has the page's `title`, its `address` as the kernel's machine sees it, its `mark`, the notebook
 * server's `prefix` where the kernel knows it, and the frame's `height` in pixels, or null for the page's own.
 */
export async function show(place, told, here = window) {
  if (place.dataset.shown !== undefined) return
  place.dataset.shown = ""
  const line = place.children[0]
  line.hidden = true
  const late = here.setTimeout(() => (line.hidden = false), DELAY)
  const tried = []
  for (const { address, isProxied } of await addresses(told, here)) {
    const status = isProxied ? await statusOf(address, here) : 200
    tried.push({ address, isProxied, status })
    if (status === 200 && (await framed(place, address, told, here))) {
      here.clearTimeout(late)
      line.hidden = true
      return
    }
  }
  here.clearTimeout(late)
  line.hidden = false
  line.append(` ${missing(told, tried)}`)
  link(line, tried.find(({ status }) => status === 200)?.address, told)
}

/** Where the page may be found from this browser, the likeliest first. */
export async function addresses({ address, prefix }, here = window) {
  const { port } = new URL(address)
  const proxyPort = here.google?.colab?.kernel?.proxyPort
  if (proxyPort) return [{ address: await proxyPort(Number(port)) }]
  const direct = new URL(address)
  const isHere = HERE.includes(here.location.hostname)
  // The same name as the notebook's makes it the same site; nothing of ours listens at ::1.
  if (isHere && here.location.hostname !== "[::1]") direct.hostname = here.location.hostname
  const found = isHere || here.location.protocol === "vscode-webview:" ? [{ address: direct.href }] : []
  const base = here.location.protocol.startsWith("http") && (prefix || baseOf(here.document))
  if (!base) return found
  const proxied = { address: new URL(`${base}proxy/${port}/`, here.location.href).href, isProxied: true }
  // On a hub the kernel often has a machine, or a network, of its own.
  return prefix ? [proxied, ...found] : [...found, proxied]
}

/** Whether the notebook is "light" or "dark"; "" where it does not say. */
export function schemeOf({ body, documentElement }) {
  const jupyter = body.getAttribute("data-jp-theme-light")
  if (jupyter) return jupyter === "true" ? "light" : "dark"
  const known = body.getAttribute("data-vscode-theme-kind") ?? documentElement.getAttribute("theme") ?? ""
  return known ? (/dark|high-contrast$/.test(known) ? "dark" : "light") : ""
}

/** Put the page into a frame, which is seen when the page says that it is the right one. Whether it did. */
function framed(place, address, { title, mark, height }, here) {
  const { document } = here
  const frame = document.createElement("iframe")
  const told = new URLSearchParams({ launch: mark, scheme: schemeOf(document), ...(height && { height }) })
  const allow = "camera; microphone; clipboard-read; clipboard-write; fullscreen"
  Object.assign(frame, { title, allow, src: `${address}#${told}` })
  Object.assign(frame.style, HIDDEN)
  return new Promise((resolve) => {
    const giveUp = () => (frame.remove(), resolve(false))
    let waiting = here.setTimeout(giveUp, LONGEST)
    frame.addEventListener("load", () => {
      here.clearTimeout(waiting)
      if (frame.style.visibility === "hidden") waiting = here.setTimeout(giveUp, PATIENCE)
    })
    here.addEventListener("message", ({ source, data }) => {
      if (source !== frame.contentWindow || data?.iface !== "page") return
      here.clearTimeout(waiting)
      Object.assign(frame.style, SHOWN, { height: `${height ?? Number(data.height)}px` })
      here.google?.colab?.output?.resizeIframeToContent?.()
      resolve(true)
    })
    follow(document, here, () => frame.contentWindow?.postMessage({ iface: "cell", scheme: schemeOf(document) }, "*"))
    place.append(frame)
  })
}

function follow(document, { MutationObserver }, tell) {
  const observer = new MutationObserver(tell)
  for (const element of [document.body, document.documentElement]) {
    observer.observe(element, { attributeFilter: ["data-jp-theme-light", "data-vscode-theme-kind", "theme"] })
  }
}

/** Where the notebook server's own addresses begin, as its page says. */
function baseOf(document) {
  const config = document.getElementById("jupyter-config-data")
  return config ? JSON.parse(config.textContent).baseUrl : document.body.dataset.baseUrl
}

async function statusOf(address, { fetch }) {
  const answer = await fetch(`${address}-/health`).catch(() => null)
  return answer?.status ?? 0
}

function missing({ address }, tried) {
  const direct = tried.find(({ isProxied }) => !isProxied)
  const proxied = tried.find(({ isProxied }) => isProxied)
  const { port } = new URL(address)
  if (tried.length === 0) return `This notebook gives no way to port ${port} of the machine where its kernel runs.`
  if (direct) return "Nothing answers there. Run this cell again; if the kernel runs on another machine, install jupyter-server-proxy there."
  if (proxied.status === 404) return "It cannot be shown here, as the notebook's server has no jupyter-server-proxy: install it there, and start the server anew."
  return "Nothing answers there. Run this cell again."
}

function link(line, address, { mark }) {
  const anchor = line.querySelector("a")
  if (anchor && address) anchor.href = `${address}#launch=${mark}`
}
