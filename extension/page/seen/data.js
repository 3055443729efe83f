// The page's own data of what is shown: each piece told once, when what it says is in sight.

import * as known from "./known.js";

const LEAST = 2; // characters
const LARGE = 3000; // characters: of what is larger only its words and numbers are told
const SPACE = /\s+/g;

/** @typedef {{data: string, at: string, text: string, is: Record<string, unknown>}} Held */

/**
 * @param {KeepsakeSight} sight
 * @param {Held[]} held
 */
function learn(sight, held) {
  sight.record.waiting = held
    .map((each) => ({ ...each, plain: plainOf(each.text) }))
    .filter(({ plain }) => plain.length >= LEAST);
}

/** @param {string} text */
function plainOf(text) {
  return text.replace(SPACE, " ").trim();
}

/**
 * @param {KeepsakeSight} sight
 * @param {string} said by what is in sight
 */
function tellOf(sight, said) {
  if (!sight.record.waiting.length) return;
  const plain = plainOf(said);
  const [found, left] = [
    sight.record.waiting.filter((each) => plain.includes(each.plain)),
    sight.record.waiting.filter((each) => !plain.includes(each.plain)),
  ];
  sight.record.waiting = left;
  for (const { data, at, is } of found) known.tell(sight, { data, at, is: small(is) });
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
