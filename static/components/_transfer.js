// One file on its way, how much of it has gone, and sizes in words.

import { at, hidden } from "../busy.js"

/** One file as it is, with its name beside it; `progress` is told how much has gone. */
export function post(file, form, progress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open("POST", at(form, "-/upload"))
    request.setRequestHeader("Accept", "application/json")
    request.setRequestHeader("Content-Type", "application/octet-stream")
    request.setRequestHeader("X-Iface-Session", hidden(form, "session").value)
    request.setRequestHeader("X-Iface-Name", encodeURIComponent(file.name || "file"))
    request.responseType = "json"
    request.upload.addEventListener("progress", ({ loaded }) => progress(loaded))
    request.addEventListener("load", () => (request.response ? resolve(request.response) : reject(new Error())))
    for (const type of ["error", "abort"]) request.addEventListener(type, reject)
    signal.addEventListener("abort", () => request.abort())
    request.send(file)
  })
}

/** Show how much of the files has gone: `told(file)` gives what counts one file's bytes, `told(null)` ends it. */
export function tell(zone, files) {
  const row = zone.querySelector(".iface-uploading")
  const whole = files.reduce((sum, { size }) => sum + size, 0) || 1
  const [bar, text] = row.children
  let before = 0
  bar.value = 0
  text.textContent = ""
  row.hidden = false
  return (file) => {
    if (!file) {
      row.hidden = true
      return
    }
    const start = before
    before += file.size
    return (loaded) => {
      bar.value = Math.min(start + loaded, whole) / whole
      text.textContent = `${Math.floor(bar.value * 100)} % · ${words(whole)}`
    }
  }
}

/** A number of bytes as people say it. */
export function words(bytes) {
  const [unit, size] = [["GB", 1e9], ["MB", 1e6], ["kB", 1e3], ["B", 1]].find(([, one]) => bytes >= one) ?? ["B", 1]
  return `${(bytes / size).toFixed(bytes / size < 10 && size > 1 ? 1 : 0)} ${unit}`
}
