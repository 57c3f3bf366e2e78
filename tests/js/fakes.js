// The little of a browser that the modules under test touch.

/** An element that knows its attributes, its children by a test's own look-ups, and its listeners. */
export function element(properties = {}) {
  const attributes = new Map()
  const listeners = new Map()
  const found = properties.found ?? {}
  const self = {
    dataset: {},
    children: [],
    dispatched: [],
    textContent: "",
    getAttribute: (name) => attributes.get(name) ?? properties.attributes?.[name] ?? null,
    setAttribute: (name, value) => attributes.set(name, value),
    removeAttribute: (name) => attributes.delete(name),
    append: (...added) => self.children.push(...added),
    remove: () => (self.isRemoved = true),
    focus: () => (self.isFocused = true),
    closest: (selector) => found[selector] ?? null,
    querySelector: (selector) => [found[selector] ?? null].flat()[0],
    querySelectorAll: (selector) => [found[selector] ?? []].flat(),
    matches: () => properties.isTyped ?? false,
    dispatchEvent: ({ type }) => self.dispatched.push(type),
    addEventListener: (type, listener) => listeners.set(type, [...(listeners.get(type) ?? []), listener]),
    ...properties,
    happen: (type, happening = {}) => (listeners.get(type) ?? []).forEach((listener) => listener(happening)),
  }
  return self
}

/** A clock that stands still until it is told that time has passed. */
export function clock() {
  let now = 0
  let last = 0
  const timers = new Map()
  return {
    setTimeout: (call, after) => (timers.set(++last, { call, at: now + after }), last),
    clearTimeout: (timer) => timers.delete(timer),
    pass(milliseconds) {
      now += milliseconds
      for (const [timer, { call, at }] of timers) if (at <= now) timers.delete(timer) && call()
    },
  }
}

/** An event as the page's table has it. */
export function event(changes = {}) {
  return { name: "run", inputs: [], triggers: [], outputs: [], mode: "once", progress: "full", live: false, ...changes }
}

/** What `fetch` gives for an answer. */
export function answering(body, status = 200) {
  return { status, json: async () => (typeof body === "string" ? JSON.parse(body) : body) }
}
