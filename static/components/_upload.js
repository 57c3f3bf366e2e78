// Files on their way to the server: what is chosen, dropped or pasted goes there at once and as it is. The
// server answers with an id, and then with the component as it looks with that file.

import { at, hidden } from "../busy.js"
import { clearProblems, showProblems, toast } from "../messages.js"
import { swap } from "../swap.js"

const FILE = "[data-upload] input[type=file]"
const TEXT = "textarea[name]" // stands before the files of the same name, and may be typed in meanwhile
const sending = new WeakMap()

/** Let the script send what is chosen: a file input without a name is left out of the form. */
export function prepare(part) {
  for (const input of part.querySelectorAll(FILE)) {
    if (!input.name) continue
    input.dataset.name = input.name
    input.removeAttribute("name")
  }
  for (const button of part.querySelectorAll("[data-upload] [data-remove]")) button.hidden = false
}

/** Send files for the component around `zone`, then show it with them. Resolves when it is shown, or refused. */
export async function take(zone, files, { show = refresh } = {}) {
  const form = zone.closest("form")
  const chosen = zone.dataset.many === undefined ? [...files].slice(-1) : [...files]
  if (chosen.length === 0) return
  if (sending.has(zone)) return toast({ level: "warning", message: zone.dataset.wait })
  clearProblems(form, [nameOf(zone)])
  const stop = new AbortController()
  sending.set(zone, stop)
  zone.dataset.uploading = ""
  let told = null
  try {
    const { post, tell, words } = await import("./_transfer.js")
    const most = Number(form.dataset.largestFile)
    const large = chosen.find(({ size }) => size > most)
    if (large) return refuse(zone, zone.dataset.tooLarge.replace("{size}", words(most)))
    told = tell(zone, chosen)
    const ids = []
    for (const file of chosen) {
      const answer = await post(file, form, told(file), stop.signal)
      if (!answer.id) return refuse(zone, [answer.problem, answer.fix].join(" "))
      ids.push(answer.id)
    }
    if (stop.signal.aborted) return
    form.dataset.hasFiles = ""
    await show(zone, zone.dataset.many === undefined ? ids : [...held(zone), ...ids], ["upload", "input", "change"])
  } catch (error) {
    if (!stop.signal.aborted) refuse(zone, zone.dataset.failed)
  } finally {
    sending.delete(zone)
    delete zone.dataset.uploading
    told?.(null)
  }
}

/** Show the component with the files of these ids, and say what happened to it. */
export async function refresh(zone, ids, verbs) {
  const [form, component] = [zone.closest("form"), zone.closest("[data-component]")]
  const body = new FormData()
  body.append("component", component.dataset.component)
  for (const { value } of component.querySelectorAll(TEXT)) body.append(nameOf(zone), value)
  for (const id of ids) body.append(nameOf(zone), id)
  const headers = { Accept: "application/json", "X-Iface-Session": hidden(form, "session").value }
  const answer = await fetch(at(form, "-/fragment"), { method: "POST", body, headers, credentials: "same-origin" })
  const said = await answer.json()
  const [event] = said.events ?? [{ type: "error", fields: { [nameOf(zone)]: `${said.problem} ${said.fix}` } }]
  if (event.type === "error") return showProblems(form, event.fields ?? {})
  const typed = [...form.querySelectorAll(`[data-component="${event.component}"] ${TEXT}`)].map(({ value }) => value)
  swap(form, event.component, event.html, new FormData())
  const shown = form.querySelector(`[data-component="${event.component}"]`)
  shown.querySelectorAll(TEXT).forEach((field, place) => field.value === typed[place] || (field.value = typed[place]))
  for (const verb of verbs) shown.dispatchEvent(new CustomEvent(`iface:${verb}`, { bubbles: true }))
}

function refuse(zone, message) {
  showProblems(zone.closest("form"), { [nameOf(zone)]: message })
}

function held(zone) {
  return [...zone.querySelectorAll("input[type=checkbox]")].map(({ value }) => value)
}

function nameOf(zone) {
  return zone.querySelector("input[type=file]").dataset.name
}

if (globalThis.document) listen(document)

function listen(page) {
  const zoneOf = ({ target }) => target.closest?.("[data-upload]")
  const over = (happening, isOver) => {
    const zone = zoneOf(happening)
    if (!zone?.querySelector("input[type=file]") || !happening.dataTransfer?.types.includes("Files")) return null
    happening.preventDefault()
    zone.toggleAttribute("data-over", isOver)
    return zone
  }
  prepare(page)
  page.addEventListener("iface:shown", ({ target }) => prepare(target.parentElement))
  page.addEventListener("change", (happening) => {
    if (!happening.target.matches(FILE)) return
    happening.stopPropagation()
    take(zoneOf(happening), happening.target.files)
    happening.target.value = ""
  }, true)
  page.addEventListener("dragover", (happening) => over(happening, true))
  page.addEventListener("dragleave", (happening) => over(happening, false))
  page.addEventListener("drop", (happening) => {
    const zone = over(happening, false)
    if (zone) take(zone, happening.dataTransfer.files)
  })
  page.addEventListener("paste", (happening) => {
    const zone = zoneOf(happening)
    if (zone?.querySelector("input[type=file]") && happening.clipboardData.files.length > 0) take(zone, happening.clipboardData.files)
  })
  page.addEventListener("click", (happening) => {
    const [zone, file] = [zoneOf(happening), happening.target.closest?.("[data-remove]")]
    if (happening.target.closest?.("[data-cancel]")) sending.get(zone)?.abort()
    if (!zone || !file) return
    const gone = file.closest(".iface-held").querySelector("input[type=checkbox]").value
    const left = held(zone).filter((id) => id !== gone)
    refresh(zone, left, left.length > 0 ? ["delete", "input", "change"] : ["clear", "delete", "input", "change"])
  })
  page.addEventListener("submit", (happening) => {
    const zone = happening.target.querySelector?.("[data-uploading]")
    if (!zone) return
    happening.preventDefault()
    happening.stopImmediatePropagation()
    toast({ level: "warning", message: zone.dataset.wait })
  }, true)
}
