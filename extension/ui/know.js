/** What looking at a page tells the other side: for the page in front, and for every site. */

import { data, language, words } from "../browser/pages.js";
import { ask } from "../browser/talk.js";
import { willTheyKnow } from "../capture/about/platform.js";
import { byId, fillWords, make, show } from "./fill.js";
import { row } from "./marks.js";

/** @typedef {import("../capture/about/platform.js").Notice} Notice */

const ANSWERS = {
  yes: { mark: /** @type {const} */ ("problem"), word: words("knowYes") },
  no: { mark: /** @type {const} */ ("good"), word: words("knowNo") },
  not_confirmed: { mark: /** @type {const} */ ("waiting"), word: words("knowMaybe") },
};

/** @param {Notice} notice */
function noticeRow({ answer, en, fr, source, checked }) {
  const { mark, word } = ANSWERS[answer];
  const from = source ? words("knowSource", [source, checked]) : words("knowNoSource");
  return row({ mark, word, text: language() === "fr" ? fr : en, more: [from] });
}

/** @param {import("../capture/about/platform.js").PlatformRule[]} rules */
function fillSites(rules) {
  const last = [...rules.slice(1), ...rules.slice(0, 1)];
  for (const { name = words("knowOther"), will_they_know: told = [] } of last) {
    if (!told.length) continue;
    const list = make("ul", told.map(noticeRow), "rows");
    byId("sites").append(make("details", [make("summary", [name]), list]));
  }
}

fillWords();
/** @type {import("../capture/about/platform.js").PlatformRule[]} */
const rules = await data("platforms.json");
const place = await ask({ what: "held", key: location.hash.slice(1) });
if (place) {
  const { answer, opening, keeping } = willTheyKnow(rules, place);
  byId("here").hidden = false;
  show("answer", ANSWERS[answer].word);
  byId("rows").append(noticeRow(opening), noticeRow(keeping));
}
fillSites(rules);
