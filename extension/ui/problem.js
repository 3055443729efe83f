/** Says what happened, what is safe and what to do. Leaving it takes the cross off the button. */

import { clear } from "../browser/badge.js";
import { closeOwn, showTab, words, wordsOf } from "../browser/pages.js";
import { PAGE_FORBIDDEN, stepAfter } from "../capture/problem.js";
import { byId, fillWords, show } from "./fill.js";

/**
 * To the page that the problem is about, where it is still there; this one is read, and goes.
 * @param {number} tab
 */
async function goBack(tab) {
  await showTab(tab);
  await closeOwn();
}

/** Opened in front, so whoever has left it has had it before their eyes. */
function whenLeft() {
  if (document.visibilityState === "hidden") clear();
}

// The newest word on what went wrong is the one that counts; those before it make room.
const told = new BroadcastChannel("problem");
told.addEventListener("message", closeOwn);
told.postMessage("newer");
document.addEventListener("visibilitychange", whenLeft);
whenLeft();
fillWords();
const [code = 0, kept = 0, tab = 0] = location.hash.slice(1).split("-").map(Number);
const { what, safe, next } = await wordsOf(code);
const pictures =
  code === PAGE_FORBIDDEN ? words("visibleKept") : words("picturesKept", [`${kept}`]);
show("what", what);
show("safe", safe);
show("next", next);
if (kept) show("pictures", pictures);
byId(stepAfter(code)).hidden = false;
byId("back").addEventListener("click", () => goBack(tab));
show("number", words("number", [`${code}`]));
