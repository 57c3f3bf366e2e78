// From what a visitor does to the events of the page. All listeners are on the form, so that what is
// put in later is heard too.

import { choiceOf } from "./choices.js"
import { isSwapping } from "./swap.js"

const PAUSE = 150 // milliseconds without typing before a live event is sent
const TYPED = 'textarea, input:not([type="checkbox"], [type="radio"])'
const VERBS = {
  input: ["input", "change"],
  change: ["release", "select"],
  focusin: ["focus"],
  focusout: ["blur"],
  keyup: ["key_up"],
}
