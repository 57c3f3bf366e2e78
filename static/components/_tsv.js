// Cells as text and back: what a table shows, what is typed, and what is copied from and to spreadsheets.

const NUMBER = /^-?(0|[1-9]\d{0,17})(\.\d+)?([eE][-+]?\d{1,3})?$/
const DATE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[-+]\d{2}:?\d{2})?)?$/

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
