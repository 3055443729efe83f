/**
 * Where a look lies in what is known so far: the way of laying one on the other that explains best
 * what both show. What one short word says counts little, neighbours that agree count much. Pure.
 */

import { isDivider } from "./entry.js";
import { areTwo, similarity, strengthOf } from "./similarity.js";

/** @typedef {import("../types.js").Entry} Entry */
/** @typedef {import("./merge.js").ItemObservation} ItemObservation */
/** @typedef {[number, number]} Pair a place in sight and a place among the known that are the same item */
/** @typedef {{before: number, after: number}} Ends what an item in sight costs that lies beyond the known ones */

const SURE = 60; // the page's own id, or an element that stays with its item
const WORTH = { strong: 12, telling: 7, short: 6 };
const NEARLY = 2; // less where only what the neighbours bring differs
const DIVIDER = 1;
const ABSENT = 1; // cost of a known item that is not in sight
const INSTEAD = 2; // cost of one that may say something else now
/** Cost of an item that is not known, among known ones. */
export const NEW = 2;
/** What is hardly said twice is worth at least this. */
export const STRONG = 9;
/** What makes an overlap: more than a few words that may be said twice. */
export const ENOUGH = 8;

/**
 * @param {ItemObservation} observation
 * @param {Entry} entry
 * @param {boolean} useIds
 * @param {Entry | undefined} holder the item that the element in sight showed so far, where elements stay with items
 * @returns {number} how much it says that the one is the other, 0 when it is not
 */
export function worth(observation, entry, useIds, holder) {
  const [a, b] = [observation.content, entry.content];
  const same = observation.fingerprint === entry.fingerprint;
  if (isDivider(a) || isDivider(b)) return same ? DIVIDER : 0;
  if (useIds && a.id && b.id) return a.id === b.id ? SURE : 0;
  const alike = same ? 3 : similarity(a, b, useIds);
  if (holder) return holder === entry && alike ? SURE : 0;
  if (!alike) return 0;
  const full = WORTH[strengthOf(a.text.length < b.text.length ? a : b, useIds)];
  return full - (alike < 3 ? NEARLY : 0) - (entry.missed ? 1 : 0);
}

/**
 * @param {ItemObservation[]} observations
 * @param {Entry[]} known a part of what is known, in page order
 * @param {Ends} ends
 * @param {(observation: ItemObservation, entry: Entry) => number} worthOf
 * @returns {{pairs: Pair[], score: number}} both sides of the pairs rise
 */
export function layOn(observations, known, ends, worthOf) {
  const table = fill(observations, known, ends, worthOf);
  const { start, score } = startOf(observations.length, known.length, ends, table);
  let [i, j] = start;
  /** @type {Pair[]} */
  const pairs = [];
  while (i < observations.length && j < known.length) {
    const here = table.at(i, j);
    const value = table.worthAt(i, j);
    if (value && here === table.at(i + 1, j + 1) + value) pairs.push([i++, j++]);
    else if (here === table.at(i + 1, j) - costOf(observations[i])) i += 1;
    else if (here === table.at(i, j + 1) - absence(known[j])) j += 1;
    else [i, j] = [i + 1, j + 1];
  }
  return { pairs, score };
}

/** @typedef {{at: (i: number, j: number) => number, worthAt: (i: number, j: number) => number}} Table */

/**
 * What the best way is worth from each place on: filled from the end. What is known beyond the view
 * costs nothing, nor does what is in view beyond all that is known.
 * @param {ItemObservation[]} observations
 * @param {Entry[]} known
 * @param {Ends} ends
 * @param {(observation: ItemObservation, entry: Entry) => number} worthOf
 * @returns {Table}
 */
function fill(observations, known, ends, worthOf) {
  const wide = known.length + 1;
  const worths = new Uint8Array(observations.length * wide);
  const best = new Int32Array((observations.length + 1) * wide);
  const at = (/** @type {number} */ i, /** @type {number} */ j) => best[i * wide + j] ?? 0;
  for (let i = observations.length - 1; i >= 0; i--) {
    const observation = /** @type {ItemObservation} */ (observations[i]);
    const cost = costOf(observation);
    best[i * wide + known.length] = at(i + 1, known.length) - Math.min(cost, ends.after);
    for (let j = known.length - 1; j >= 0; j--) {
      const entry = /** @type {Entry} */ (known[j]);
      const value = worthOf(observation, entry);
      const apart = Math.max(at(i + 1, j) - cost, at(i, j + 1) - absence(entry));
      const gain = value || (mayBe(observation, entry) ? -INSTEAD : -NEW - ABSENT);
      best[i * wide + j] = Math.max(apart, at(i + 1, j + 1) + gain);
      worths[i * wide + j] = value;
    }
  }
  return { at, worthAt: (i, j) => worths[i * wide + j] ?? 0 };
}

/**
 * @param {ItemObservation} observation
 * @param {Entry} entry
 * @returns {boolean} true when the one may be the other with other words
 */
function mayBe({ content }, entry) {
  const dividers = isDivider(content) || isDivider(entry.content);
  return !dividers && !entry.missed && !areTwo(content, entry.content);
}

/** @param {ItemObservation | undefined} observation */
function costOf(observation) {
  return observation && isDivider(observation.content) ? DIVIDER : NEW;
}

/** @param {Entry | undefined} entry */
function absence(entry) {
  return !entry || entry.missed || isDivider(entry.content) ? 0 : ABSENT;
}

/**
 * @param {number} observations
 * @param {number} known
 * @param {Ends} ends
 * @param {Table} table
 * @returns {{start: Pair, score: number}} where the two begin to lie on each other, and what that is worth
 */
function startOf(observations, known, ends, { at }) {
  /** @type {Pair} */
  let start = [0, 0];
  let score = at(0, 0);
  const take = (/** @type {Pair} */ next, /** @type {number} */ value) => {
    if (value > score) [start, score] = [next, value];
  };
  for (let j = 1; j <= known; j++) take([0, j], at(0, j));
  for (let i = 1; i <= observations; i++) take([i, 0], at(i, 0) - i * ends.before);
  return { start, score };
}
