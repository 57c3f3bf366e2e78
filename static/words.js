// What the scripts themselves say, in the page's language. The page brings what it does not say in English.

const brought = globalThis.document?.getElementById("iface-words")
const sentences = brought ? JSON.parse(brought.textContent) : {}

/** A sentence in the page's language; the English one is its key, as in iface/words.py. */
export function say(sentence, known = sentences) {
  return Object.hasOwn(known, sentence) ? known[sentence] : sentence
}
