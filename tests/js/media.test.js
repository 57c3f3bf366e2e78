import assert from "node:assert/strict"
import { test } from "node:test"

import { measure, verbsOf } from "../../static/components/_media.js"
import { clock } from "../../static/components/_recorder.js"
import { types } from "../../static/components/video.js"

const player = (more) => ({ matches: () => true, dataset: {}, ...more })

test("the end of a film is heard under both its names", () => {
  assert.deepEqual(verbsOf({ type: "ended", target: player() }), ["stop", "end"])
})

test("what is no player of ours says nothing", () => {
  assert.deepEqual(verbsOf({ type: "play", target: player({ matches: () => false }) }), [])
})

test("a recording's length is looked for once, and nobody hears of it", () => {
  const heard = []
  const recording = player({ duration: Infinity, addEventListener: (type, call) => heard.push(call) })
  measure(recording)
  measure(recording)
  assert.equal(recording.currentTime, 1e9)
  assert.deepEqual(verbsOf({ type: "ended", target: recording }), [])
  heard.shift()()
  heard.shift()()
  assert.equal(recording.currentTime, 0)
  assert.deepEqual(verbsOf({ type: "ended", target: recording }), ["stop", "end"])
  assert.equal(heard.length, 0)
})

test("what says how long it is stays where it is", () => {
  const film = player({ duration: 12, currentTime: 3 })
  measure(film)
  assert.equal(film.currentTime, 3)
})

test("a length is said as on a clock", () => {
  assert.deepEqual([0, 9.9, 75].map(clock), ["0:00", "0:09", "1:15"])
})

test("the kind of film that is asked for comes first, and the other is better than none", () => {
  assert.match(types({ dataset: { format: "mp4" } })[0], /mp4/)
  assert.match(types({ dataset: {} })[0], /webm/)
  assert.equal(types({ dataset: {} }).length, types({ dataset: { format: "mp4" } }).length)
})
