/** After record only: the person's own words. The facts are sealed before this page opens. */

import { data, language, words, wordsOf } from "../browser/pages.js";
import { ask } from "../browser/talk.js";
import { clockTime } from "../capture/about/when.js";
import { HOST_GONE } from "../capture/problem.js";
import { byId, fillWords, make, show } from "./fill.js";

const text = /** @type {HTMLTextAreaElement} */ (byId("text"));

/**
 * A number to call or a site, each as a link that does nothing until it is pressed.
 * @param {string} number as shared/data/help has it, several with a slash between
 */
function reached(number) {
  return number.split(" / ").flatMap((shown, i) => {
    const link = /** @type {HTMLAnchorElement} */ (make("a", [shown]));
    link.href = /^\+?\d[\d\s-]*\d$/.test(shown)
      ? `tel:${shown.replaceAll(/[^+\d]/g, "")}`
      : `https://${shown.toLowerCase()}/`;
    link.rel = "noreferrer noopener";
    if (!link.href.startsWith("tel:")) link.target = "_blank";
    return i ? [" / ", link] : [link];
  });
}

/** @param {{source: string, checked: string, confirmed: boolean}} row where we have it from, and when */
function from({ source, checked, confirmed }) {
  const told = words("knowSource", [source, checked]);
  return make("small", [confirmed ? told : `${told} ${words("knowMaybe")}.`]);
}

/** Whom to turn to when a person under 18 may be in it, country by country: shared/data/help. */
async function fillWhere() {
  const speech = language() === "fr" ? "fr" : "en";
  const countries = /** @type {any[]} */ (await data("help.json"));
  for (const { name, numbers } of countries.toSorted((one, other) => one.order - other.order)) {
    const rows = numbers.filter((/** @type {any} */ { kind }) => kind === "minors");
    const lines = rows.map((/** @type {any} */ row) =>
      make("li", [...reached(row.number), ` ${row.name[speech]}. ${row.when[speech]}`, from(row)]),
    );
    byId("where").append(make("li", [name[speech], make("ul", lines)]));
  }
}

/** @param {import("../capture/record.js").Facts} facts */
async function keep(facts) {
  const written = text.value.trim();
  if (!written) return show("status", words("noteEmpty"));
  show("status", words("noteWorking"));
  const {
    utc = "",
    waits,
    code,
  } = (await ask({ what: "note", facts, text: written })) ?? {
    code: HOST_GONE,
  };
  if (code) {
    const { what, next } = await wordsOf(code);
    return show("status", `${what} ${words("noteStill", [next])}`);
  }
  text.value = "";
  const time = [clockTime(utc)];
  show("status", waits ? words("noteWaits", time) : words("noteKept", time));
}

fillWords();
fillWhere();
const facts = await ask({ what: "held", key: location.hash.slice(1) });
if (facts) {
  const { utc, waits, ...about } = facts;
  const time = [clockTime(utc)];
  show("sealed", waits ? words("noteWaiting", time) : words("noteSealed", time));
  byId("words").hidden = false;
  byId("words").addEventListener("submit", (event) => {
    event.preventDefault();
    keep(about);
  });
  addEventListener("beforeunload", (event) => {
    if (text.value.trim()) event.preventDefault();
  });
} else show("sealed", words("noteGone"));
