// A page that a notebook's cell shows: tells the cell how high it is, and takes the notebook's colours.

/** Join the page to the cell around it, if the cell means this page: its address says the same word as the form. */
export function join(form, page = window) {
  const { document, location, parent } = page
  const told = new URLSearchParams(location.hash.slice(1))
  if (told.get("launch") !== form.querySelector("[name=iface-launch]").value) return

  // The page may be the answer to the door's post: a reload asks for it anew, and a post of the form itself stays here.
  page.history.replaceState(null, "", location.href)
  form.setAttribute("action", `.${location.hash}`)
  if (parent === page) return

  const root = document.documentElement
  const main = document.querySelector("main")
  const isOwn = root.dataset.theme !== undefined // the program's own word on light and dark
  const paint = (scheme) => {
    if (isOwn || !["light", "dark"].includes(scheme)) return
    root.dataset.theme = scheme
    document.dispatchEvent(new page.Event("iface:scheme"))
  }
  root.dataset.framed = told.has("height") ? "window" : "whole"
  paint(told.get("scheme"))
  page.addEventListener("message", ({ source, data }) => {
    if (source === parent && data?.iface === "cell") paint(data.scheme)
  })
  const tell = () => parent.postMessage({ iface: "page", height: main.offsetHeight }, "*")
  // At once: a frame that is out of sight is observed only when it comes into sight.
  tell()
  new page.ResizeObserver(tell).observe(main)
}
