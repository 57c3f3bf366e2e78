import assert from "node:assert/strict"
import { test } from "node:test"

import { start } from "../../static/components/timer.js"
import { element } from "./fakes.js"

function page(seconds, active = "true") {
  const ticks = []
  const intervals = new Map()
  let last = 0
  const clock = {
    setInterval: (call, every) => (intervals.set(++last, { call, every }), last),
    clearInterval: (id) => intervals.delete(id),
  }
  const world = { page: { hidden: false }, clock }
  const timer = (seconds, active = "true") =>
    element({ dataset: { component: "3", seconds, active }, dispatchEvent: ({ type, bubbles }) => ticks.push([type, bubbles]) })
  const running = new Map()
  start(element({ found: { "[data-seconds]": [timer(seconds, active)] } }), running, world)
  return { ticks, intervals, world, put: (...changes) => start(timer(...changes), running, world) }
}

const only = (intervals) => [...intervals.values()]

test("a timer ticks every so many seconds", () => {
  const { ticks, intervals } = page("2.5")
  const [{ call, every }] = only(intervals)
  call()
  assert.equal(every, 2500)
  assert.deepEqual(ticks, [["iface:tick", true]])
})

test("a timer that is not active does not tick", () => {
  assert.equal(page("1", "false").intervals.size, 0)
})

test("a timer does not tick while the page is out of sight", () => {
  const { ticks, intervals, world } = page("1")
  world.page.hidden = true
  only(intervals)[0].call()
  assert.deepEqual(ticks, [])
  world.page.hidden = false
  only(intervals)[0].call()
  assert.equal(ticks.length, 1)
})

test("a timer that is put in takes the place of the one before", () => {
  const { intervals, put } = page("1")
  put("5")
  assert.deepEqual(only(intervals).map(({ every }) => every), [5000])
  put("5", "false")
  assert.equal(intervals.size, 0)
})

test("no timer ticks more than ten times a second, nor without an interval", () => {
  assert.equal(only(page("0.001").intervals)[0].every, 100)
  assert.equal(page("0").intervals.size, 0)
})
