// The camera: its picture is shown while it records, in the place where the film will be.

import { listen } from "./_recorder.js"

const TYPES = {
  mp4: ["video/mp4;codecs=avc1.42E01E,mp4a.40.2", "video/mp4"],
  webm: ["video/webm;codecs=vp9,opus", "video/webm;codecs=vp8,opus", "video/webm"],
}

/** What the browser can record, in the order that suits: of the asked-for kind first. */
export function types({ dataset }) {
  return dataset.format === "mp4" ? [...TYPES.mp4, ...TYPES.webm] : [...TYPES.webm, ...TYPES.mp4]
}

/** The recording as a file. */
export function finish(blob, name) {
  return new File([blob], `${name}.${blob.type.startsWith("video/mp4") ? "mp4" : "webm"}`, { type: blob.type })
}

/** Show what the camera sees. */
export function watch(stream, box) {
  const seen = box.querySelector("video")
  seen.srcObject = stream
  seen.play().catch(() => {}) // it is taken away before it has begun
}

const ask = ({ dataset }) => ({ video: true, audio: dataset.silent === undefined })

if (globalThis.document) listen("video", { ask, types, watch, finish })
