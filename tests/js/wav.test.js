import assert from "node:assert/strict"
import { test } from "node:test"

import { write } from "../../static/components/_wav.js"

const text = (view, place) => String.fromCharCode(...new Uint8Array(view.buffer, place, 4))

test("a file says what it holds", () => {
  const view = new DataView(write([new Float32Array(10), new Float32Array(10)], 48000))
  assert.deepEqual([0, 8, 12, 36].map((place) => text(view, place)), ["RIFF", "WAVE", "fmt ", "data"])
  assert.equal(view.byteLength, 44 + 40)
  assert.deepEqual([view.getUint32(4, true), view.getUint32(40, true)], [36 + 40, 40])
  assert.deepEqual([20, 22, 32, 34].map((place) => view.getUint16(place, true)), [1, 2, 4, 16])
  assert.deepEqual([24, 28].map((place) => view.getUint32(place, true)), [48000, 192000])
})

test("samples stand side by side, and none is too loud", () => {
  const view = new DataView(write([[0, 1, 2], [-1, 0.5, -2]], 8000))
  const samples = [0, 1, 2, 3, 4, 5].map((place) => view.getInt16(44 + 2 * place, true))
  assert.deepEqual(samples, [0, -32767, 32767, 16384, 32767, -32767])
})
