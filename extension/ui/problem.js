/** Says what happened, what is safe and what to do. Seeing it takes the cross off the button. */

import { clear } from "../browser/badge.js";
import { read, write } from "../browser/memory.js";
import { data, language, words } from "../browser/pages.js";
import { INTERNAL, PAGE_FORBIDDEN } from "../capture/problem.js";
import { fillWords, show } from "./fill.js";

/**
 * @param {{code: number, kept: number}} problem
 */
async function tell({ code, kept }) {
  const errors = await data("errors.json");
  const known = errors.find((/** @type {{code: number}} */ error) => error.code === code);
  const told = known ?? errors.find((/** @type {{code: number}} */ error) => error.code === INTERNAL);
  const { what, safe, next } = language().startsWith("fr") ? told.fr : told.en;
  show("what", what);
  show("safe", safe);
  show("next", next);
  if (kept) show("pictures", code === PAGE_FORBIDDEN ? words("visibleKept") : words("picturesKept", [String(kept)]));
  show("number", words("number", [String(code)]));
}

fillWords();
const memory = await read();
if (memory.problem) {
  await tell(memory.problem);
  document.getElementById("problem")?.removeAttribute("hidden");
  await write({ ...memory, problem: null });
  await clear();
} else {
  document.getElementById("well")?.removeAttribute("hidden");
}
