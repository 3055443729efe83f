/** Says what happened, what is safe and what to do. Leaving it takes the cross off the button. */

import { clear } from "../browser/badge.js";
import { words, wordsOf } from "../browser/pages.js";
import { PAGE_FORBIDDEN } from "../capture/problem.js";
import { fillWords, show } from "./fill.js";

const [code = 0, kept = 0] = location.hash.slice(1).split("-").map(Number);
const { what, safe, next } = await wordsOf(code);

fillWords();
show("what", what);
show("safe", safe);
show("next", next);
if (kept)
  show(
    "pictures",
    code === PAGE_FORBIDDEN ? words("visibleKept") : words("picturesKept", [String(kept)]),
  );
show("number", words("number", [String(code)]));

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") clear();
});
