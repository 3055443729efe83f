/** Puts one look into the list known so far: what is new goes between, what is absent is noted. */

import { isDivider, miss } from "./entry.js";
import { areTwo, sameMoment } from "./similarity.js";

/** @typedef {import("../types.js").Entry} Entry */
/** @typedef {import("./merge.js").ItemObservation} ItemObservation */
/** @typedef {{at: string, top: boolean, bottom: boolean}} Edges */
/** @typedef {(observation: ItemObservation) => Entry} Maker gives the entry of what is not in the list: new, or from elsewhere */

const APART = 8; // CSS pixels that two items below each other may share
const FEW = 3; // absent at the very end of the page: more is a page that unloads, not a deletion

/**
 * @param {Entry[]} known
 * @param {ItemObservation[]} observations
 * @param {[number, number][]} pairs places in sights and in known that are the same item, both rising
 * @param {Edges} edges
 * @param {Maker} make
 * @returns {{entries: Entry[], seen: Entry[]}} the new list, and the entry of each sight
 */
export function mergeLook(known, observations, pairs, edges, make) {
  /** @type {Entry[]} */
  const entries = [];
  /** @type {Entry[]} */
  const seen = [];
  let [i, j] = [0, 0];
  const columns = columnsOf(observations);
  const stops = [...pairs, /** @type {[number, number]} */ ([observations.length, known.length])];
  stops.forEach(([toI, toJ], k) => {
    const gap = { absent: known.slice(j, toJ), fresh: observations.slice(i, toI), above: k === 0 };
    const absent = missingIn(gap, k === pairs.length, edges);
    const missing = absent.filter(({ left }) => {
      const [from, to] = columns?.get(left) ?? [0, 0];
      return !columns || (from < i && to >= toI);
    });
    const inside = k > 0 && k < pairs.length;
    const now = pass(gap, missing, inside || edges.top || edges.bottom, edges.at, make);
    const left = gap.absent.filter((entry) => !now.includes(entry));
    // What stood next to what is still there stays next to it; what lies far off is elsewhere.
    const first = k > 0 === left.length <= FEW;
    entries.push(...(first ? [...left, ...now] : [...now, ...left]));
    seen.push(...now);
    const entry = known[toJ];
    if (entry && k < pairs.length) {
      entries.push(entry);
      seen.push(entry);
    }
    [i, j] = [toI + 1, toJ + 1];
  });
  return { entries, seen };
}

/**
 * Items side by side come into view and leave it column by column: one of them is missed only where
 * its own column goes on above and below.
 * @param {ItemObservation[]} observations
 * @returns {Map<number, [number, number]> | null} places of the first and last of each column, by where it
 *   begins; null where they stand below each other
 */
function columnsOf(observations) {
  const beside = observations.some(({ box }, i) => {
    const next = observations[i + 1]?.box;
    if (!next || next.x === box.x) return false;
    return next.y < box.y + box.height - APART && box.y < next.y + next.height - APART;
  });
  if (!beside) return null;
  /** @type {Map<number, [number, number]>} */
  const columns = new Map();
  for (const [i, { box }] of observations.entries())
    columns.set(box.x, [columns.get(box.x)?.[0] ?? i, i]);
  return columns;
}

/**
 * @typedef {object} Gap between two items known on both sides, or beyond the first or last of them
 * @property {Entry[]} absent known, not in sight
 * @property {ItemObservation[]} fresh in sight, not known
 * @property {boolean} above beyond the first that is known
 */

/**
 * @param {Gap} gap
 * @param {boolean} below it is beyond the last that is known
 * @param {Edges} edges
 * @returns {Entry[]} those that should have been in sight
 */
function missingIn({ absent, fresh, above }, below, edges) {
  if (above && below) return [];
  if (!above && !below) return absent;
  // Others stand now where the absent ones stood, or it is the end of the page.
  const edge = (above && edges.top) || (below && edges.bottom);
  const many = edge ? absent.length : Math.min(fresh.length, absent.length);
  if (many > FEW || many === 0) return [];
  return above ? absent.slice(-many) : absent.slice(0, many);
}

/**
 * @param {Gap} gap
 * @param {Entry[]} missing
 * @param {boolean} bounded nothing that was out of sight can have come in
 * @param {string} at
 * @param {Maker} make
 * @returns {Entry[]} the entries of those in sight
 */
function pass({ fresh }, missing, bounded, at, make) {
  const same = editedAmong(missing, fresh, bounded);
  const edited = new Set(same.values());
  for (const entry of missing) if (!edited.has(entry)) miss(entry, at);
  return fresh.map((observation) => same.get(observation) ?? make(observation));
}

/**
 * Items that say something else now: the same element, or as many in the same place as before.
 * @param {Entry[]} absent
 * @param {ItemObservation[]} fresh
 * @param {boolean} bounded
 * @returns {Map<ItemObservation, Entry>}
 */
function editedAmong(absent, fresh, bounded) {
  const before = absent.filter((entry) => !isDivider(entry.content));
  const now = fresh.filter((observation) => !isDivider(observation.content));
  const inPlace = before.length === now.length;
  /** @type {Map<ItemObservation, Entry>} */
  const same = new Map();
  now.forEach((observation, i) => {
    const there = inPlace ? before[i] : before.find((entry) => entry.node === observation.node);
    if (!there || areTwo(there.content, observation.content)) return;
    const known = there.node === observation.node || sameMoment(there.content, observation.content);
    if (bounded || known) same.set(observation, there);
  });
  return same;
}
