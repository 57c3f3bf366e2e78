// The runs of one event of a page: those that go on, and how to end them.

export function newLine() {
  return { running: new Set(), ids: new Map(), isStopping: false, sent: 0, shown: 0, wanted: null, lost: null }
}

/** A run of the line has an id by now. */
export function named(form, line, stop, id) {
  line.ids.set(stop, id)
  if (line.isStopping) tellToStop(form, id)
}

/** Ask the server to stop what runs; a run that has no id yet is stopped as soon as it has one. */
export function stopRuns(form, line) {
  if (!line) return
  line.isStopping = line.running.size > line.ids.size
  for (const id of line.ids.values()) tellToStop(form, id)
}

/** From now on nobody waits for the answers of a line. */
export function cancel(form, line) {
  stopRuns(form, line)
  for (const stop of line?.running ?? []) stop.abort()
  line?.running.clear()
  if (line) line.wanted = null
}

/** Ask the server to stop the run with this id. */
export async function tellToStop(form, id) {
  const body = new FormData()
  body.append("run", id)
  const headers = { "X-Iface-Session": hidden(form, "session").value }
  // Who cannot reach the server is told so by the run itself.
  await fetch("-/stop", { method: "POST", body, headers }).catch(() => {})
}

// A field named "action" or "elements" hides the form's own property of that name, so none of them is used.
export function hidden(form, name) {
  return form.querySelector(`input[name="iface-${name}"]`)
}
