// The page's own data of what is shown: each piece told once, when what it says is in sight.

import * as known from "./known.js";

const LEAST = 2; // characters
const LARGE = 3000; // characters: of what is larger only its words and numbers are told
const SPACE = /\s+/g;

/** @typedef {{data: string, at: string, text: string, is: Record<string, unknown>}} Held */

/** @type {(Held & {plain: string})[]} what was not in sight so far */
let waiting = [];

/** @param {Held[]} held */
function learn(held) {
  waiting = held
    .map((each) => ({ ...each, plain: plainOf(each.text) }))
    .filter(({ plain }) => plain.length >= LEAST);
}

/** @param {string} text */
function plainOf(text) {
  return text.replace(SPACE, " ").trim();
}

/** @param {string} said by what is in sight */
function tellOf(said) {
  if (!waiting.length) return;
  const plain = plainOf(said);
  const [found, left] = [
    waiting.filter((each) => plain.includes(each.plain)),
    waiting.filter((each) => !plain.includes(each.plain)),
  ];
  waiting = left;
  for (const { data, at, is } of found) known.tell({ data, at, is: small(is) });
}

/** @param {Record<string, unknown>} object */
function small(object) {
  if (JSON.stringify(object).length <= LARGE) return object;
  const plain = Object.entries(object).filter(([, value]) => typeof value !== "object");
  return Object.fromEntries(
    plain.map(([name, value]) => [name, typeof value === "string" ? value.slice(0, LARGE) : value]),
  );
}

export { learn, tellOf };
