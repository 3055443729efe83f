/** An invented conversation to try the button on, also where no program is. Its words are those of the viewer's page. */

import { data, language, version, wordsOf } from "../browser/pages.js";
import { connect } from "../browser/port.js";
import { answerIn } from "../browser/scripting.js";
import { onPractice } from "../browser/talk.js";
import { codeOf } from "../capture/problem.js";
import { openVault } from "../capture/vault.js";
import { byId, fillWords, make, show } from "./fill.js";

// As `host/keepsake/formats/practice_page.py` draws it.
const LINES = 6;
const ROUNDS = 4;
const OWN_EACH = 3;

/** @type {Record<string, {en: string, fr: string}>} */
const table = await data("practice.json");
const word = (/** @type {string} */ key) =>
  (language() === "fr" ? table[key]?.fr : table[key]?.en) ?? "";

/** @param {number} number of the line, from 0 */
function line(number) {
  const own = (number + 1) % OWN_EACH === 0;
  const said = `${word(`line.${(number % LINES) + 1}`)} (${Math.floor(number / LINES) + 1})`;
  const who = make("span", [own ? word("you") : word("other")], "who");
  return make("li", [who, " ", make("span", [said], "said")], own ? "own" : "other");
}

async function open() {
  try {
    await openVault(connect(), version());
  } catch (error) {
    const { what, next } = await wordsOf(codeOf(error));
    show("answer", `${what} ${next}`);
  }
}

fillWords();
for (const key of ["title", "do", "after"]) show(key, word(key));
byId("talk").setAttribute("aria-label", word("talk"));
byId("lines").append(...Array.from({ length: LINES * ROUNDS }, (_, number) => line(number)));
byId("open").addEventListener("click", open);
onPractice(answerIn);
