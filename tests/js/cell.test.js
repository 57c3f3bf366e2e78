import assert from "node:assert/strict"
import { test } from "node:test"

import { addresses, schemeOf } from "../../static/notebook/cell.js"
import { element } from "./fakes.js"

const TOLD = { address: "http://127.0.0.1:7860/", prefix: null }

function notebook(href, { baseUrl, ...more } = {}) {
  const config = baseUrl ? { textContent: JSON.stringify({ baseUrl }) } : null
  return { location: new URL(href), document: { getElementById: () => config, body: element() }, ...more }
}

async function found(told, here) {
  return (await addresses(told, here)).map(({ address }) => address)
}

function page(onBody = {}, onRoot = {}) {
  return { body: element({ attributes: onBody }), documentElement: element({ attributes: onRoot }) }
}

test("a notebook of this machine asks by its own host, then by its server", async () => {
  const here = notebook("http://localhost:8888/lab", { baseUrl: "/" })
  assert.deepEqual(await found(TOLD, here), ["http://localhost:7860/", "http://localhost:8888/proxy/7860/"])
})

test("a notebook at ::1 asks where the page listens", async () => {
  assert.deepEqual(await found(TOLD, notebook("http://[::1]:8888/lab")), ["http://127.0.0.1:7860/"])
})

test("a notebook of another machine asks by its server alone", async () => {
  const here = notebook("https://hub.example/user/ada/lab/tree/a.ipynb", { baseUrl: "/user/ada/" })
  assert.deepEqual(await found(TOLD, here), ["https://hub.example/user/ada/proxy/7860/"])
})

test("on a hub the server comes first, even on this machine", async () => {
  const here = notebook("http://localhost:8000/user/ada/lab")
  const told = { ...TOLD, prefix: "/user/ada/" }
  assert.deepEqual(await found(told, here), ["http://localhost:8000/user/ada/proxy/7860/", "http://localhost:7860/"])
})

test("an editor on this machine has no server to ask by", async () => {
  assert.deepEqual(await found(TOLD, notebook("vscode-webview://abc/index.html")), ["http://127.0.0.1:7860/"])
})

test("Colab is asked for its own address of the port", async () => {
  const kernel = { proxyPort: async (port) => `https://colab.example/${port}/` }
  const here = notebook("https://x.googleusercontent.com/out.html", { google: { colab: { kernel } } })
  assert.deepEqual(await found(TOLD, here), ["https://colab.example/7860/"])
})

test("where a notebook gives no way there is none", async () => {
  assert.deepEqual(await found(TOLD, notebook("https://notebooks.example/a")), [])
})

test("each notebook says in its own way whether it is dark", () => {
  assert.equal(schemeOf(page({ "data-jp-theme-light": "true" })), "light")
  assert.equal(schemeOf(page({ "data-jp-theme-light": "false" })), "dark")
  assert.equal(schemeOf(page({ "data-vscode-theme-kind": "vscode-dark" })), "dark")
  assert.equal(schemeOf(page({ "data-vscode-theme-kind": "vscode-high-contrast" })), "dark")
  assert.equal(schemeOf(page({ "data-vscode-theme-kind": "vscode-high-contrast-light" })), "light")
  assert.equal(schemeOf(page({}, { theme: "dark" })), "dark")
  assert.equal(schemeOf(page()), "")
})
