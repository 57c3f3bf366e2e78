// The microphone: while it records, its level goes by; what was recorded becomes a WAV file.

import { listen } from "./_recorder.js"

const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"]
const ENDINGS = { "audio/webm": ".weba", "audio/mp4": ".m4a", "audio/ogg": ".ogg" }
const BAR = 3 // pixels, and as many between two
const RATE = 48000

/** The recording as a WAV, which every program can read; as it came where the browser cannot read it itself. */
export async function finish(blob, name) {
  try {
    const { write } = await import("./_wav.js")
    const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await blob.arrayBuffer())
    const channels = Array.from({ length: sound.numberOfChannels }, (_, place) => sound.getChannelData(place))
    return new File([write(channels, sound.sampleRate)], `${name}.wav`, { type: "audio/wav" })
  } catch {
    return new File([blob], `${name}${ENDINGS[blob.type.split(";")[0]] ?? ""}`, { type: blob.type })
  }
}

/** Show how loud it is, the newest at the end; what is returned draws it once. */
export function watch(stream, box) {
  const canvas = box.querySelector("canvas")
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  const [samples, levels] = [new Float32Array(analyser.fftSize), []]
  context.createMediaStreamSource(stream).connect(analyser)
  stream.getTracks()[0].addEventListener("ended", () => context.close())
  return (isHeard) => {
    if (!box.isConnected || stream.getTracks()[0].readyState === "ended") return
    if (isHeard) {
      analyser.getFloatTimeDomainData(samples)
      levels.push(Math.max(...samples.map(Math.abs)))
    }
    draw(canvas, levels)
  }
}

function draw(canvas, levels) {
  const ratio = devicePixelRatio || 1
  const { clientWidth: width, clientHeight: height } = canvas
  Object.assign(canvas, { width: width * ratio, height: height * ratio })
  const pen = canvas.getContext("2d")
  const count = Math.floor(width / (2 * BAR))
  pen.scale(ratio, ratio)
  pen.fillStyle = getComputedStyle(canvas).color
  levels.splice(0, levels.length - count)
  levels.forEach((level, index) => {
    // What is half as loud is heard as little softer: the root is nearer to what is heard.
    const size = Math.max(2, Math.sqrt(level) * height)
    pen.fillRect(width - (levels.length - index) * 2 * BAR, (height - size) / 2, BAR, size)
  })
}

if (globalThis.document) listen("audio", { ask: () => ({ audio: true }), types: () => TYPES, watch, finish })
