// Pictures seen large: a dialog that goes from one to the next.

import { at } from "../busy.js"

/** The place that is `step` further among `count`; after the last comes the first. */
export function next(place, step, count) {
  return (place + step + count) % count
}

/** What a listener is told of one of them. */
export function told({ place, id, name, caption }, kind) {
  const value = { [kind]: { id, name, orig_name: name, url: `file/${id}` }, caption: caption || null }
  return { index: Number(place), value, selected: true }
}

function tilesOf(gallery) {
  return [...gallery.querySelectorAll(".iface-tile")]
}

function say(gallery, verb, detail) {
  gallery.dispatchEvent(new CustomEvent(`iface:${verb}`, { bubbles: true, detail }))
}

function kindOf(tile) {
  return tile.closest("[data-kind]").dataset.kind
}

/** Show the one at `place` large. */
function turnTo(gallery, place) {
  const [dialog, tiles] = [gallery.querySelector(".iface-viewer"), tilesOf(gallery)]
  const tile = tiles[place]
  const { id, name, caption } = tile.dataset
  const address = at(gallery.closest("form"), `file/${id}`)
  dialog.dataset.place = place
  dialog.querySelector("[data-stage]").replaceChildren(large(tile, address, caption || name))
  dialog.querySelector("figcaption").textContent = caption
  dialog.querySelector("[data-count]").textContent = `${place + 1} / ${tiles.length}`
  for (const step of dialog.querySelectorAll("[data-step]")) step.hidden = tiles.length < 2
  const link = dialog.querySelector("[data-download]")
  if (link) Object.assign(link, { href: address, download: name })
  for (const one of tiles) one.parentElement.toggleAttribute("data-selected", one === tile)
  say(gallery, "select", told(tile.dataset, kindOf(tile)))
}

function large(tile, address, text) {
  const seen = document.createElement(kindOf(tile) === "video" ? "video" : "img")
  if (seen.tagName === "VIDEO") return Object.assign(seen, { src: address, controls: true, autoplay: true, ariaLabel: text })
  const { width, height } = tile.querySelector("img").attributes
  if (width) Object.assign(seen, { width: width.value, height: height.value })
  return Object.assign(seen, { src: address, alt: text })
}

function open(gallery, place) {
  const dialog = gallery.querySelector(".iface-viewer")
  if (!dialog) return
  turnTo(gallery, place)
  dialog.showModal()
  say(gallery, "preview_open")
}

function stepOf(key, isReversed) {
  const steps = { ArrowRight: isReversed ? -1 : 1, ArrowLeft: isReversed ? 1 : -1 }
  return steps[key]
}

if (globalThis.document) {
  const galleryOf = ({ target }) => target.closest?.(".iface-gallery")
  const go = (gallery, step) => {
    const place = Number(gallery.querySelector(".iface-viewer").dataset.place)
    turnTo(gallery, next(place, step, tilesOf(gallery).length))
  }
  const prepare = (part) => {
    for (const place of part.querySelectorAll(".iface-gallery [data-height]")) place.style.setProperty("--iface-height", place.dataset.height)
  }
  prepare(document)
  document.addEventListener("iface:shown", ({ target }) => prepare(target.parentElement))
  document.addEventListener("click", (happening) => {
    const [gallery, { target }] = [galleryOf(happening), happening]
    if (!gallery) return
    const tile = target.closest("button.iface-tile")
    const step = target.closest("[data-step]")
    if (tile) open(gallery, Number(tile.dataset.place))
    else if (step) go(gallery, Number(step.dataset.step))
    // Beside the picture there is only the way back.
    else if (target.closest("[data-close]") || target.matches(".iface-viewer, figure, [data-stage]")) gallery.querySelector(".iface-viewer").close()
  })
  document.addEventListener("keydown", (happening) => {
    const dialog = happening.target.closest?.(".iface-viewer")
    const step = dialog && happening.target.tagName !== "VIDEO" && stepOf(happening.key, dialog.matches(":dir(rtl)"))
    if (!step) return
    happening.preventDefault()
    go(galleryOf(happening), step)
  })
  document.addEventListener("close", (happening) => {
    if (!happening.target.matches?.(".iface-viewer")) return
    const gallery = galleryOf(happening)
    happening.target.querySelector("[data-stage]").replaceChildren() // a film plays on otherwise
    tilesOf(gallery)[Number(happening.target.dataset.place)]?.focus()
    say(gallery, "preview_close")
  }, true)
}
