// Puts a component's new HTML in the place of the old, without taking the visitor's place on the page.

import { at } from "./busy.js"

const FOCUSABLE = "input, textarea, select, button, summary, a[href]"
const TYPED = 'textarea, input:not([type="checkbox"], [type="radio"])'

/** Whether the focus moves because of us: then it is nothing that a visitor does. */
export let isSwapping = false

/**
 * Replace the component `id` by the element in `html`.
 * `sent` are the form's entries when the submit was made: a field that the visitor is typing in stays
 * as it is if the answer only repeats what was sent.
 */
export function swap(form, id, html, sent) {
  const page = form.ownerDocument
  const old = form.querySelector(`[data-component="${Number(id)}"]`)
  const next = elementOf(page, placed(form, html))
  if (!old || !next) return

  const held = old.contains(page.activeElement) ? page.activeElement : null
  const place = held ? [...old.querySelectorAll(FOCUSABLE)].indexOf(held) : -1
  const heir = counterpart(next, held, place)
  if (heir && isTyped(held) && repeats(heir, sent)) return

  const scrolled = [...old.querySelectorAll("*")].map((element) => element.scrollTop)
  const selection = held && isTyped(held) ? [held.selectionStart, held.selectionEnd] : null
  isSwapping = true
  if (old.ariaBusy) next.ariaBusy = old.ariaBusy
  old.replaceWith(next)
  // What is put in later is not what was sent, even if it is the same again.
  for (const field of next.querySelectorAll("[name]")) sent.delete(field.name)
  ;[...next.querySelectorAll("*")].forEach((element, index) => {
    if (scrolled[index]) element.scrollTop = scrolled[index]
  })
  if (heir) take(heir, selection)
  isSwapping = false
  next.dispatchEvent(new CustomEvent("iface:shown", { bubbles: true }))
}

/**
 * Put rows in the place of those of a component from number `from` on; the rows before them stay as they are.
 * The component then says by `mark` what it shows.
 */
export function putRows(form, { component: id, from, html, mark }) {
  const component = form.querySelector(`[data-component="${Number(id)}"]`)
  const list = component?.querySelector("[data-list]")
  if (!list) return

  isSwapping = true
  const old = [...list.children].filter(({ dataset }) => Number(dataset.message) >= from)
  const hadFocus = old.some((row) => row.contains(form.ownerDocument.activeElement))
  for (const row of old) row.remove()
  list.insertAdjacentHTML("beforeend", placed(form, html))
  if (hadFocus) list.focus({ preventScroll: true })
  isSwapping = false
  component.querySelector("input[name=iface-mark]").value = `${id}:${mark}`
  component.dispatchEvent(new CustomEvent("iface:shown", { bubbles: true }))
}

/** The addresses in what a component shows, as they are found from this page; web/document.py does it at first. */
export function placed(form, html) {
  return html.replaceAll(/((?:src|href)=")((?:file|frame)\/)/g, (_, name, address) => name + at(form, address))
}

/** Append text to what a component shows; who has scrolled away from its end stays where they are. */
export function grow(form, id, text) {
  const component = form.querySelector(`[data-component="${Number(id)}"]`)
  const texts = component?.querySelectorAll("[data-text], textarea, input") ?? []
  const place = texts[texts.length - 1]
  if (!place) return

  const box = place.closest("[data-scroll]") ?? place
  const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40
  if (place.matches("textarea, input")) place.value += text
  else (lastBlock(place) ?? place).append(text)
  if (isAtEnd) box.scrollTop = box.scrollHeight
}

/** Where a text goes on that has paragraphs, lists or code in it. */
function lastBlock(place) {
  const block = [...place.querySelectorAll("p, li, h1, h2, h3, h4, h5, h6, td, pre code")].at(-1)
  if (block?.lastChild?.nodeType === 3) block.lastChild.data = block.lastChild.data.trimEnd()
  return block
}

/**
 * Change a layout as it stands, with all that is in it. What an answer does not name stays as it is;
 * `selected` is the id of one of the Tabs' own tabs.
 */
export function adapt(form, { layout, visible, open, label, selected }) {
  const element = form.querySelector(`[data-layout="${Number(layout)}"]`)
  if (!element) return

  if (visible !== undefined) element.hidden = !visible
  if (open !== undefined) element.open = open
  if (label !== undefined) element.querySelector(":scope > :is(summary, h2)").textContent = label
  if (selected !== undefined) element.dataset.selected = selected
  element.dispatchEvent(new CustomEvent("iface:adapted", { bubbles: true }))
}

/** Whether a new field has the value that was sent from the old one. */
export function repeats(field, sent) {
  const was = field.name ? sent.get(field.name) : null
  return typeof was === "string" && plain(was) === plain(field.value)
}

function elementOf(page, html) {
  const template = page.createElement("template")
  template.innerHTML = html
  return template.content.firstElementChild
}

function counterpart(next, held, place) {
  if (!held) return null
  if (place < 0) return next.matches(FOCUSABLE) ? next : null
  const same = held.id ? [...next.querySelectorAll("[id]")].find(({ id }) => id === held.id) : null
  return same ?? next.querySelectorAll(FOCUSABLE)[place] ?? null
}

function take(heir, selection) {
  heir.focus({ preventScroll: true })
  if (!selection || selection[0] === null) return // fields for numbers and addresses have no caret to set
  try {
    heir.setSelectionRange(...selection)
  } catch {
    // The new field is of another type.
  }
}

function isTyped(element) {
  return element.matches(TYPED)
}

function plain(text) {
  return text.replaceAll("\r\n", "\n")
}
