// Parts of a text: colours of the program's own, and what it means to select one.

/** Give parts their colours, and make buttons of those that an event waits for. */
export function enhance(part, waits) {
  for (const one of part.querySelectorAll(".iface-highlightedtext [data-colour]")) {
    const { colour } = one.dataset
    if (CSS.supports("color", colour)) one.style.setProperty("--iface-tone", colour)
  }
  for (const mark of part.querySelectorAll(".iface-highlightedtext mark")) {
    if (!waits(Number(mark.closest("[data-component]").dataset.component))) continue
    mark.setAttribute("role", "button")
    mark.tabIndex = 0
  }
}

/** What a part is, as an event's data: its place, and its text with its label or score. */
export function dataOf(part) {
  const { place, score } = part.dataset
  const label = part.querySelector("small, .iface-hidden")?.textContent.trim() ?? null
  const [text] = part.childNodes // an empty part has none, or its label alone
  const token = text?.nodeType === 3 ? text.data : ""
  return { index: Number(place), value: [token, score ? Number(score) : label], selected: true }
}

/** Say that a part was selected. */
export function select(part) {
  part.dispatchEvent(new CustomEvent("iface:select", { bubbles: true, detail: dataOf(part) }))
}

/** The ids of the components whose parts an event waits for. */
export function awaited(events) {
  const triggers = events.flatMap((event) => event.triggers)
  return new Set(triggers.filter(({ verb }) => verb === "select").map(({ component }) => component))
}

if (globalThis.document) {
  const ids = awaited(JSON.parse(document.getElementById("iface-events").textContent))
  const waits = (id) => ids.has(id)
  const partOf = ({ target }) => target.closest?.(".iface-highlightedtext [data-place]")
  enhance(document, waits)
  // Not the component itself: what an answer brings is asked for from where it stands.
  document.addEventListener("iface:shown", ({ target }) => enhance(target.parentElement ?? target, waits))
  document.addEventListener("click", (happening) => {
    const part = partOf(happening)
    // Who marks a piece of the text to copy it selects nothing.
    if (part && getSelection().isCollapsed) select(part)
  })
  document.addEventListener("keydown", (happening) => {
    const part = partOf(happening)
    if (!part || part !== happening.target || !["Enter", " "].includes(happening.key)) return
    happening.preventDefault()
    select(part)
  })
}
