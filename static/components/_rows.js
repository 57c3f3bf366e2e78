// The rows of a table: the elements that they are made of, and cells as text and back, as they are shown, typed,
// and copied from and to spreadsheets.

const OWN = 120 // pixels of a new column
const NUMBER = /^-?(0|[1-9]\d{0,17})(\.\d+)?([eE][-+]?\d{1,3})?$/
const DATE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[-+]\d{2}:?\d{2})?)?$/

/** The row that shows the cells at `place`. */
export function rowOf(page, cells, place) {
  const row = page.createElement("tr")
  row.setAttribute("aria-rowindex", place + 2)
  row.dataset.place = place
  if (cells.about.numbered) {
    const number = row.appendChild(page.createElement("th"))
    number.scope = "row"
    number.className = "iface-sheet-number"
    number.textContent = cells.index(place) + 1
  }
  for (let column = 0; column < cells.width; column++) {
    fill(row.appendChild(page.createElement("td")), cells, place, column)
  }
  return row
}

/** Show a cell in its element. */
export function fill(element, cells, place, column) {
  const { text, html, kind, isBad } = cells.look(place, column)
  element.dataset.holds = kind
  if (html === undefined) element.textContent = text
  else element.innerHTML = html // made safe by the server
  element.toggleAttribute("data-bad", Boolean(isBad))
  if (isBad) element.setAttribute("aria-invalid", "true")
  else element.removeAttribute("aria-invalid")
  if (cells.about.interactive && cells.isFixed(place, column)) element.setAttribute("aria-readonly", "true")
}

/** One more header, for a column of the visitor's own. */
export function addHead(table) {
  const page = table.ownerDocument
  const head = table.tHead.rows[0].appendChild(page.createElement("th"))
  head.scope = "col"
  table.querySelector("colgroup").appendChild(page.createElement("col")).width = OWN
  if (!table.width.endsWith("%")) table.width = Number(table.width) + OWN
}

/** What holds the place of rows that are not drawn, "before" or "after" the others: its height is theirs. */
export function gap(body, side) {
  const page = body.ownerDocument
  const part = page.createElement("tbody")
  part.className = "iface-sheet-gap"
  part.setAttribute("aria-hidden", "true")
  body[side](part)
  return part.appendChild(page.createElement("tr")).appendChild(page.createElement("td"))
}

/** The text of a cell as it is shown: all numbers of a column with the same digits after the point. */
export function shown(value, digits = 0) {
  if (value === true) return "✓"
  if (value === false) return "✗"
  const isEven = typeof value === "number" && digits > 0 && (value === 0 || Math.abs(value) >= 10 ** -digits)
  return isEven && Math.abs(value) < 1e15 ? value.toFixed(digits) : written(value)
}

/** The text of a cell as it is typed and copied. */
export function written(value) {
  return value === null ? "" : String(value)
}

/** What a typed text stands for in a column of this kind; the text itself where it stands for nothing. */
export function typed(text, kind) {
  const plain = text.trim()
  if (text === "") return null
  if ((kind === "number" || kind === "auto") && NUMBER.test(plain) && isFinite(plain)) return Number(plain)
  if (kind === "bool" && ["true", "✓"].includes(plain.toLowerCase())) return true
  if (kind === "bool" && ["false", "✗"].includes(plain.toLowerCase())) return false
  return kind === "date" ? plain : text
}

/** Whether the server will take a value in a column of this kind. */
export function fits(value, kind) {
  if (value === null) return true
  if (kind === "number") return typeof value === "number"
  if (kind === "bool") return typeof value === "boolean"
  return kind !== "date" || (DATE.test(value) && !isNaN(Date.parse(value.slice(0, 10))))
}

/** Rows of texts with tabs between the cells, as spreadsheets take them. */
export function toTsv(rows) {
  const quoted = (text) => (/["\t\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return rows.map((row) => row.map(quoted).join("\t")).join("\n")
}

/** The rows of texts in what was copied from a spreadsheet. A cell in quotes may hold tabs and line ends. */
export function fromTsv(text) {
  const rows = [[]]
  const cell = /("(?:[^"]|"")*"(?=[\t\n]|$)|[^\t\n]*)(\t|\n|$)/y
  const whole = text.replace(/\r\n?/g, "\n").replace(/\n$/, "")
  for (let end = ""; cell.lastIndex <= whole.length; ) {
    const [, found, next] = cell.exec(whole)
    end = next
    rows.at(-1).push(found.startsWith('"') && found.length > 1 && found.endsWith('"') ? unquoted(found) : found)
    if (end === "") break
    if (end === "\n") rows.push([])
  }
  return rows
}

function unquoted(text) {
  return text.slice(1, -1).replaceAll('""', '"')
}
