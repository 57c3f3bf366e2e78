import assert from "node:assert/strict"
import { test } from "node:test"

import { enhance } from "../../static/components/html.js"

test("an element gets the style that stands beside it", () => {
  const element = { dataset: { style: "color:red" }, style: {} }
  enhance({ querySelectorAll: () => [element] })
  assert.equal(element.style.cssText, "color:red")
})
