// Sound as a WAV file, which every program can read.

const HEADER = 44 // bytes
const WIDTH = 2 // bytes of a sample

/** The bytes of a WAV file of these channels: arrays of numbers from -1 to 1, all of one length. */
export function write(channels, rate) {
  const [{ length }] = channels
  const block = channels.length * WIDTH
  const view = new DataView(new ArrayBuffer(HEADER + length * block))
  let place = 0
  const mark = (letters) => [...letters].forEach((letter) => view.setUint8(place++, letter.charCodeAt()))
  const long = (number) => (view.setUint32(place, number, true), (place += 4))
  const short = (number) => (view.setInt16(place, number, true), (place += 2))

  mark("RIFF"), long(HEADER - 8 + length * block), mark("WAVE")
  mark("fmt "), long(16), short(1), short(channels.length), long(rate), long(rate * block), short(block), short(8 * WIDTH)
  mark("data"), long(length * block)
  for (let index = 0; index < length; index += 1) {
    for (const channel of channels) short(Math.round(Math.max(-1, Math.min(1, channel[index])) * 32767))
  }
  return view.buffer
}
