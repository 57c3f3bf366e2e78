// A picture beyond choosing a file: taken with a camera, and asked for one of its points.

import { take } from "./_upload.js"

/** Offer the camera where there is one to ask for: over https, and on this machine. */
export function prepare(part, { devices = navigator.mediaDevices } = {}) {
  for (const button of part.querySelectorAll("[data-camera]")) button.hidden = !devices?.getUserMedia
  // For browsers that do not take lengths from attributes.
  for (const place of part.querySelectorAll(".iface-upload:is([data-height], [data-width])")) {
    for (const name of ["height", "width"]) if (place.dataset[name]) place.style.setProperty(`--iface-${name}`, place.dataset[name])
  }
}

/** Show what the camera sees in place of the button; without leave, a message beside the field. */
async function look(zone) {
  const camera = zone.querySelector(".iface-camera")
  const problem = zone.closest("[data-component]").querySelector(".iface-error")
  const wanted = { facingMode: "user", width: { ideal: 1920 }, ...JSON.parse(camera.dataset.constraints).video }
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: wanted })
    if (!zone.isConnected) return end(stream)
    problem.textContent = ""
    camera.querySelector("video").srcObject = stream
    show(zone, true)
    camera.querySelector("[data-shoot]").focus()
  } catch {
    problem.textContent = camera.dataset.denied
  }
}

/** Take what is seen at this moment as a file. */
async function shoot(zone) {
  const camera = zone.querySelector(".iface-camera")
  const video = camera.querySelector("video")
  if (video.videoWidth === 0) return
  const canvas = document.createElement("canvas")
  Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight })
  const drawing = canvas.getContext("2d")
  if (camera.dataset.mirror !== undefined) {
    drawing.translate(canvas.width, 0)
    drawing.scale(-1, 1)
  }
  drawing.drawImage(video, 0, 0)
  leave(zone)
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.95))
  await take(zone, [new File([blob], "webcam.jpg", { type: blob.type })])
}

function leave(zone) {
  const video = zone.querySelector(".iface-camera video")
  end(video.srcObject)
  video.srcObject = null
  show(zone, false)
}

function end(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop()
}

function show(zone, isLooking) {
  zone.querySelector(".iface-camera").hidden = !isLooking
  for (const part of zone.querySelectorAll(".iface-preview, .iface-pick, [data-camera]")) part.hidden = isLooking
}

/** The pixel of a picture at a place of the page, as [x, y] from its upper left. */
export function pixelAt({ naturalWidth, naturalHeight }, { left, top, width, height }, x, y) {
  const within = (share, size) => Math.min(Math.max(Math.floor(share * size), 0), size - 1)
  return [within((x - left) / width, naturalWidth), within((y - top) / height, naturalHeight)]
}

function choose(button, x, y) {
  const picture = button.querySelector("img")
  const index = pixelAt(picture, picture.getBoundingClientRect(), x, y)
  const detail = { index, value: null, selected: true }
  button.closest("[data-component]").dispatchEvent(new CustomEvent("iface:select", { bubbles: true, detail }))
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

/** Where the mark of the keyboard stands, in hundredths of the picture; shown from the first arrow on. */
function mark(button, [right, down], step) {
  const sign = button.querySelector("span")
  const moved = (old, by) => Math.min(Math.max(Number(old ?? 50) + by * step, 0), 99.9)
  sign.dataset.x = moved(sign.dataset.x, right)
  sign.dataset.y = moved(sign.dataset.y, down)
  Object.assign(sign.style, { left: `${sign.dataset.x}%`, top: `${sign.dataset.y}%` })
  sign.hidden = false
}

function chooseMarked(button) {
  const { left, top, width, height } = button.querySelector("img").getBoundingClientRect()
  const { x = 50, y = 50 } = button.querySelector("span").dataset
  choose(button, left + (x / 100) * width, top + (y / 100) * height)
}

if (globalThis.document) {
  prepare(document)
  document.addEventListener("iface:shown", ({ target }) => prepare(target.parentElement))
  document.addEventListener("click", (happening) => {
    const button = happening.target.closest?.("[data-camera], [data-shoot], [data-close-camera], [data-points]")
    if (!button) return
    const zone = button.closest("[data-upload]")
    if (button.dataset.camera !== undefined) look(zone)
    else if (button.dataset.shoot !== undefined) shoot(zone)
    else if (button.dataset.closeCamera !== undefined) leave(zone)
    else if (happening.detail > 0) choose(button, happening.clientX, happening.clientY)
    else chooseMarked(button) // pressed with a key
  })
  document.addEventListener("keydown", (happening) => {
    const button = happening.target.closest?.("[data-points]")
    if (!button || !ARROWS[happening.key]) return
    happening.preventDefault()
    mark(button, ARROWS[happening.key], happening.shiftKey ? 10 : 1)
  })
}
