// The elements that a table is made of.

const OWN = 120 // pixels of a new column

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
