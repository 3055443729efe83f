/** Says what happened, what is safe and what to do. Leaving it takes the cross off the button. */

import { clear } from "../browser/badge.js";
import { words, wordsOf } from "../browser/pages.js";
import { EXTENSION_OLD, HOST_MISSING, HOST_OLD, PAGE_FORBIDDEN } from "../capture/problem.js";
import { fillWords, show } from "./fill.js";

/** Opened in front, so whoever has left it has had it before their eyes. */
function whenLeft() {
  if (document.visibilityState === "hidden") clear();
}

document.addEventListener("visibilitychange", whenLeft);
whenLeft();
fillWords();
const [code = 0, kept = 0] = location.hash.slice(1).split("-").map(Number);
const { what, safe, next } = await wordsOf(code);
const pictures =
  code === PAGE_FORBIDDEN ? words("visibleKept") : words("picturesKept", [`${kept}`]);
show("what", what);
show("safe", safe);
show("next", next);
if (kept) show("pictures", pictures);
// Where no add-on may look, another press meets the same; where the program is missing or one of the
// two is too old, something has to be done before, which is said above.
const again = ![PAGE_FORBIDDEN, HOST_MISSING, HOST_OLD, EXTENSION_OLD].includes(code);
/** @type {HTMLElement} */ (document.getElementById("again")).hidden = !again;
/** @type {HTMLElement} */ (document.getElementById("start")).hidden = code !== HOST_MISSING;
show("number", words("number", [`${code}`]));
