/** After record only: the person's own words. The facts are sealed before this page opens. */

import { data, language, version, words, wordsOf } from "../browser/pages.js";
import { connect } from "../browser/port.js";
import { ask } from "../browser/talk.js";
import { clockTime } from "../capture/about/when.js";
import { codeOf } from "../capture/problem.js";
import { recordNote } from "../capture/record.js";
import { byId, fillWords, make, show } from "./fill.js";

/** Who to turn to when a person under 18 may be in it; the rows of shared/data/emergency.json. */
const WHERE = ["1-866-658-9022", "NeedHelpNow.ca", "911", "112"];

const text = /** @type {HTMLTextAreaElement} */ (byId("text"));
const clock = { date: () => new Date(), uuid: () => crypto.randomUUID() };
const tools = { connect, version: version(), clock };

async function fillWhere() {
  const speech = language() === "fr" ? "fr" : "en";
  const places = /** @type {{numbers: any[]}[]} */ (await data("emergency.json"));
  const rows = places.flatMap(({ numbers }) => numbers);
  for (const wanted of WHERE) {
    const found = rows.find(({ number }) => number === wanted);
    if (found)
      byId("where").append(
        make("li", [make("strong", [found.name[speech]]), ` ${wanted}. ${found.when[speech]}`]),
      );
  }
}

/** @param {import("../capture/record.js").Facts} facts */
async function keep(facts) {
  const written = text.value.trim();
  if (!written) return show("status", words("noteEmpty"));
  show("status", words("noteWorking"));
  try {
    const { receipt } = await recordNote(tools, facts, written);
    text.value = "";
    show("status", words("noteKept", [clockTime(receipt.utc)]));
  } catch (error) {
    const { what, next } = await wordsOf(codeOf(error));
    show("status", `${what} ${words("noteStill", [next])}`);
  }
}

fillWords();
fillWhere();
const facts = await ask({ what: "held", key: location.hash.slice(1) });
if (facts) {
  show("sealed", words("noteSealed", [clockTime(facts.utc)]));
  byId("words").hidden = false;
  byId("words").addEventListener("submit", (event) => {
    event.preventDefault();
    keep(facts);
  });
  addEventListener("beforeunload", (event) => {
    if (text.value.trim()) event.preventDefault();
  });
} else show("sealed", words("noteGone"));
