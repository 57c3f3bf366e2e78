// Tabs: the links to the parts become a list of tabs, of which one is selected and its part shown.
// A part that is not selected is folded: hidden, but ready to be opened. Its scripts come when it is.

const KEYS = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }

/** Make tabs of all links and parts in `page`. */
export function enhance(page) {
  for (const tabs of page.querySelectorAll(".iface-tabs")) {
    const list = listOf(tabs)
    list.setAttribute("role", "tablist")
    for (const panel of panelsOf(tabs)) {
      const tab = tabOf(panel)
      tab.id = `${panel.id}-tab`
      tab.setAttribute("role", "tab")
      tab.setAttribute("aria-controls", panel.id)
      panel.setAttribute("role", "tabpanel")
      panel.setAttribute("aria-labelledby", tab.id)
    }
    list.addEventListener("click", (happening) => clicked(tabs, happening))
    list.addEventListener("keydown", (happening) => moved(tabs, happening))
    tabs.dataset.ready = ""
    settle(tabs)
  }
}

/** Show one part of its tabs, and fold the others. */
export function select(panel) {
  for (const other of panelsOf(panel.parentElement)) {
    const isIt = other === panel
    const tab = tabOf(other)
    tab.setAttribute("aria-selected", String(isIt))
    tab.tabIndex = isIt ? 0 : -1
    other.hidden = !isIt
    other.toggleAttribute("data-folded", !isIt && canBeOpened(tab))
  }
  panel.parentElement.dataset.selected = panel.dataset.layout
  for (const opened of [panel, ...panel.querySelectorAll(".iface-tab")]) if (!folded(opened)) bring(opened)
}

/** Load the scripts of what a part shows; those that are there are not loaded again. */
function bring({ dataset }) {
  for (const word of dataset.scripts?.split(" ") ?? []) import(`./${word}.js`)
}

/** Open whatever parts an element stands in. */
export function reach(element) {
  for (let panel = folded(element); panel; panel = folded(panel.parentElement)) select(panel)
}

/** Follow a change that an answer has made to tabs, or to one part. */
export function adapt(element) {
  if (element.matches(".iface-tabs[data-ready]")) settle(element)
  if (!element.matches("[data-ready] > .iface-tab")) return

  const tab = tabOf(element)
  tab.hidden = element.hidden
  tab.textContent = element.querySelector(":scope > h2").textContent
  settle(element.parentElement)
}

function settle(tabs) {
  const open = panelsOf(tabs).filter((panel) => canBeOpened(tabOf(panel)))
  const asked = open.find(({ dataset }) => dataset.layout === tabs.dataset.selected)
  if (open.length > 0) select(asked ?? open[0])
}

function clicked(tabs, happening) {
  const tab = happening.target.closest("[role=tab]")
  if (!tab) return
  happening.preventDefault() // it still is a link
  if (canBeOpened(tab)) choose(tabs, tab)
}

function moved(tabs, happening) {
  const step = KEYS[happening.key]
  if (!step || happening.altKey || happening.ctrlKey || happening.metaKey) return
  const all = panelsOf(tabs).map(tabOf).filter(canBeOpened)
  const forward = tabs.matches(":dir(rtl)") && Number.isFinite(step) ? -step : step
  const place = all.indexOf(happening.target.closest("[role=tab]")) + forward
  const around = Number.isFinite(place) ? (place + all.length) % all.length : place < 0 ? 0 : all.length - 1
  happening.preventDefault()
  all[around].focus()
  choose(tabs, all[around])
}

/** What a visitor selects is told to the page: `select` of the part, `select` and `change` of the tabs. */
function choose(tabs, tab) {
  if (tab.getAttribute("aria-selected") === "true") return
  const index = [...listOf(tabs).children].indexOf(tab)
  const panel = panelsOf(tabs)[index]
  select(panel)
  const detail = { index, value: tab.textContent, selected: true }
  for (const [element, verb] of [[panel, "select"], [tabs, "select"], [tabs, "change"]]) {
    element.dispatchEvent(new CustomEvent(`iface:${verb}`, { bubbles: true, detail }))
  }
}

function canBeOpened(tab) {
  return !tab.hidden && tab.getAttribute("aria-disabled") !== "true"
}

function folded(element) {
  return element?.closest(".iface-tab[data-folded]")
}

function listOf(tabs) {
  return tabs.querySelector(":scope > .iface-tablist")
}

function panelsOf(tabs) {
  return [...tabs.children].filter((child) => child.matches(".iface-tab"))
}

function tabOf(panel) {
  return listOf(panel.parentElement).children[panelsOf(panel.parentElement).indexOf(panel)]
}

if (globalThis.document) {
  enhance(document)
  document.addEventListener("iface:reach", ({ target }) => reach(target))
  document.addEventListener("iface:adapted", ({ target }) => adapt(target))
}
