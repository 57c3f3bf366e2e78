import assert from "node:assert/strict"
import { test } from "node:test"

import { call } from "../../static/own/api.js"

const answering = (status, said) => ({ status, ok: status < 400, json: async () => said })

test("a call carries its session, and its body as it was typed", async () => {
  const sent = []
  const send = async (...one) => (sent.push(one), answering(200, { data: [1] }))
  assert.deepEqual(await call("add", "token", '{"a": 1}', { send }), { status: 200, text: '{\n  "data": [\n    1\n  ]\n}' })
  assert.equal(sent[0][0], "add")
  assert.equal(sent[0][1].headers["X-Iface-Session"], "token")
  assert.equal(sent[0][1].body, '{"a": 1}')
})

test("what takes longer is asked for until it is over", async () => {
  const answers = [
    answering(202, { run: "id" }),
    answering(200, { events: [{ type: "waiting", after: 0.4 }], next: 0 }),
    answering(200, { events: [{ type: "result", data: ["done"] }], next: 1 }),
  ]
  const asked = []
  const send = async (address) => (asked.push(address), answers.shift())
  const { status, text } = await call("work", "token", "{}", { send, wait: async () => {} })
  assert.deepEqual([status, JSON.parse(text)], [200, { data: ["done"] }])
  assert.deepEqual(asked, ["work", "../-/runs/id", "../-/runs/id"])
})

test("what went wrong later has its status", async () => {
  const answers = [
    answering(202, { run: "id" }),
    answering(200, { events: [{ type: "error", status: 500, problem: "It failed.", fix: "Look." }], next: 1 }),
  ]
  const { status, text } = await call("work", "token", "{}", { send: async () => answers.shift() })
  assert.deepEqual([status, JSON.parse(text).problem], [500, "It failed."])
})

test("a run that is not kept any more is said", async () => {
  const answers = [answering(202, { run: "id" }), answering(404, { problem: "Gone.", fix: "" })]
  const { status } = await call("work", "token", "{}", { send: async () => answers.shift() })
  assert.equal(status, 404)
})
