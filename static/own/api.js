// The page of the API: a call is sent and its answer shown below it, without a new page.

const PAUSE = 400 // milliseconds between two looks at a run that takes longer

/** What a call comes to, as `{status, text}`; one that takes long is asked for again until it is over. */
export async function call(name, session, body, { send = fetch, wait = pause } = {}) {
  const headers = { "Content-Type": "application/json", "X-Iface-Session": session }
  const answer = await send(name, { method: "POST", headers, body })
  let { status } = answer
  let said = await answer.json()
  if (status === 202) ({ status, said } = await followed(said.run, send, wait))
  return { status, text: JSON.stringify(said, null, 2) }
}

async function followed(run, send, wait) {
  for (;;) {
    const answer = await send(`../-/runs/${run}`, { headers: { Accept: "application/json" } })
    const said = await answer.json()
    const result = said.events?.find(({ type }) => type === "result" || type === "error")
    if (!answer.ok || !said.events) return { status: answer.status, said }
    if (result?.type === "result") return { status: 200, said: { data: result.data } }
    if (result) return { status: result.status, said: { problem: result.problem, fix: result.fix, fields: result.fields } }
    await wait(PAUSE)
  }
}

/** Send what stands in a form, and show the answer in its place. */
export async function submitted(form, options) {
  const button = form.querySelector("button[type=submit]")
  if (button.ariaBusy === "true") return

  const entries = new FormData(form)
  const problem = form.querySelector("form > .iface-error")
  button.ariaBusy = "true"
  problem.hidden = true
  try {
    show(form, await call(form.dataset.name, entries.get("iface-session"), entries.get("body"), options))
  } catch {
    problem.hidden = false
  } finally {
    button.ariaBusy = "false"
  }
}

function show(form, { status, text }) {
  const shown = form.querySelector("template").content.cloneNode(true)
  shown.querySelector("pre").dataset.status = status
  shown.querySelector("code").textContent = text
  form.querySelector(".iface-answer").replaceChildren(shown)
}

/** Where the page really is, in the calls to copy: a proxy may know it by another address than the server. */
export function settle(page, from, to) {
  if (from === to) return
  const place = page.createTreeWalker(page.body, 4) // texts
  const root = (address) => address.replace(/api\/$/, "")
  while (place.nextNode()) place.currentNode.data = place.currentNode.data.replaceAll(root(from), root(to))
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

if (globalThis.document) {
  const main = document.querySelector(".iface-api")
  settle(document, main.dataset.base, new URL("./", location).href)
  document.addEventListener("submit", (happening) => {
    happening.preventDefault()
    submitted(happening.target)
  })
}
