// What this browser remembers: a hidden field, and its text in localStorage. The text is the server's; here
// nobody reads it.

/** Fill the fields in `part` with what is kept under their keys. */
export function recall(part, storage) {
  for (const field of part.querySelectorAll("[data-storage-key]")) {
    const kept = quietly(() => storage().getItem(field.dataset.storageKey))
    if (typeof kept === "string") field.value = kept
  }
}

/** Keep what a field has been given by an answer. */
export function keep(field, storage) {
  if (field.dataset?.storageKey) quietly(() => storage().setItem(field.dataset.storageKey, field.value))
}

/** A private window may have no storage, or a full one: then the page remembers for as long as it is open. */
function quietly(action) {
  try {
    return action()
  } catch {
    return null
  }
}

if (globalThis.document) {
  // Even asking for it can be refused.
  const storage = () => localStorage
  recall(document, storage)
  document.addEventListener("iface:shown", ({ target }) => keep(target, storage))
  // What another tab has kept since.
  addEventListener("storage", () => recall(document, storage))
}
