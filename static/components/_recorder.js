// Recording: what the microphone or the camera gives becomes a file, and that is sent as if it were chosen.

import { clearProblems, showProblems, toast } from "../messages.js"
import { refresh, take } from "./_upload.js"

const EVERY = 100 // milliseconds between two looks at what is recorded
const NEXT = { start: "stop", stop: "start", pause: "resume", resume: "pause" }
const SHOWN = 600 // seconds: a limit above this is not worth saying

/**
 * Let the recorders of one kind ("audio" or "video") be used.
 *
 * `ask(box)` gives what the browser is asked for, `types(box)` the kinds of files in the order they are liked,
 * `watch(stream, box)` shows what is recorded and returns what draws it anew, and `finish(blob, name)` makes
 * the file.
 */
export function listen(kind, { ask, types, watch, finish }, page = document) {
  const running = new Map()
  const selector = `[data-record="${kind}"]`
  const say = (box, verb) => box.dispatchEvent(new CustomEvent(`iface:${verb}`, { bubbles: true }))

  const prepare = (part) => {
    for (const box of part.querySelectorAll(selector)) {
      // Without https a browser gives no microphone: then there is still the file.
      if (navigator.mediaDevices && globalThis.MediaRecorder) box.hidden = false
      else delete box.closest("[data-upload]").dataset.recorded
    }
    for (const [box, recording] of running) if (!box.isConnected) recording.end()
  }

  const start = async (box) => {
    const zone = box.closest("[data-upload]")
    const name = zone.querySelector("input[type=file]").dataset.name
    clearProblems(zone.closest("form"), [name])
    running.set(box, { end() {} })
    try {
      const stream = await navigator.mediaDevices.getUserMedia(ask(box))
      const recording = record(stream, box, types(box).find((type) => MediaRecorder.isTypeSupported(type)))
      running.set(box, recording)
      if (!box.isConnected) return recording.end()
      say(box, "start_recording")
      const blob = await recording.ended
      if (blob) await take(zone, [await finish(blob, box.dataset.called)], { show: shown })
    } catch (error) {
      console.warn(error)
      showProblems(zone.closest("form"), { [name]: box.dataset.denied })
    } finally {
      running.delete(box)
    }
  }

  /** The recording of a box: `ended` is what was recorded, null where nobody wants it any more. */
  const record = (stream, box, mimeType) => {
    const [recorder, draw, pieces] = [new MediaRecorder(stream, { mimeType }), watch(stream, box), []]
    const most = Number(box.dataset.most)
    let [spent, last, isWanted] = [0, performance.now(), true]
    show(box, "recording")
    const ticking = setInterval(() => {
      const now = performance.now()
      if (recorder.state === "recording") spent += (now - last) / 1000
      last = now
      box.querySelector("[role=timer]").textContent = most <= SHOWN ? `${clock(spent)} / ${clock(most)}` : clock(spent)
      draw?.(recorder.state === "recording")
      if (spent >= most && recorder.state !== "inactive") recorder.stop()
    }, EVERY)
    recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data))
    const ended = new Promise((resolve) => {
      recorder.addEventListener("stop", () => {
        clearInterval(ticking)
        for (const track of stream.getTracks()) track.stop()
        show(box, "idle")
        resolve(isWanted ? new Blob(pieces, { type: recorder.mimeType }) : null)
      })
    })
    recorder.start(1000)
    const end = () => {
      isWanted = false
      if (recorder.state !== "inactive") recorder.stop()
    }
    return { recorder, ended, end }
  }

  prepare(page)
  page.addEventListener("iface:shown", ({ target }) => prepare(target.parentElement))
  page.addEventListener("click", ({ target }) => {
    const button = target.closest?.(`${selector} button`)
    const box = button?.closest(selector)
    const { recorder } = running.get(box) ?? {}
    if (!button) return
    if (button.dataset.does === "start" && !running.has(box)) start(box)
    if (!recorder) return
    if (button.dataset.does === "stop") recorder.stop()
    if (button.dataset.does === "pause") recorder.pause()
    if (button.dataset.does === "resume") recorder.resume()
    if (button.dataset.does === "pause") say(box, "pause_recording")
    if (["pause", "resume"].includes(button.dataset.does)) show(box, recorder.state)
  })
  page.addEventListener("submit", (happening) => {
    const box = [...running.keys()].find((one) => happening.target.contains(one))
    if (!box) return
    happening.preventDefault()
    happening.stopImmediatePropagation()
    toast({ level: "warning", message: box.dataset.wait })
  }, true)
}

/** What a length in seconds is on a clock. */
export function clock(seconds) {
  const whole = Math.floor(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`
}

/** Show what can be done in a state: "idle", "recording" or "paused". The focus goes on to what may follow. */
function show(box, state) {
  const { activeElement } = document
  box.dataset.state = state
  for (const part of box.querySelectorAll("[data-in]")) part.hidden = !part.dataset.in.split(" ").includes(state)
  if (box.contains(activeElement)) box.querySelector(`[data-does="${NEXT[activeElement.dataset.does]}"]`)?.focus()
}

function shown(zone, ids) {
  return refresh(zone, ids, ["stop_recording", "input", "change"])
}
