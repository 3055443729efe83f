/** Finds the place of a look among all that is known: near what was seen last, or where the same is said. */

import { isDivider } from "./entry.js";
import { ENOUGH, layOn, NEW, STRONG, worth } from "./overlap.js";

/** @typedef {import("../types.js").Entry} Entry */
/** @typedef {import("./merge.js").Merger} Merger */
/** @typedef {import("./merge.js").ItemObservation} ItemObservation */
/** @typedef {import("./overlap.js").Pair} Pair */
/** @typedef {{segment: Entry[], pairs: Pair[], score: number}} Found */

const MOST_PLACES = 6; // where the same words stand: more tell nothing of where this is
const MOST_TRIED = 4;
const REACH = 2; // times as many as are in sight, before and after where the same is said
const FEW = 3; // items that went meanwhile where the known ones end
const MOST_APART = 1.5; // items for each that agrees
const APART = 24; // worth of what is in view of a piece that does not lie beside

/**
 * @param {Merger} merger
 * @param {ItemObservation[]} observations
 * @param {number} way -1 when walking up, 1 down
 * @returns {Found | null} null when nothing known is in sight, as far as can be told
 */
export function findPlace(merger, observations, way) {
  const worthOf = (/** @type {ItemObservation} */ observation, /** @type {Entry} */ entry) =>
    worth(observation, entry, merger.useIds, merger.holderOf(observation));
  /** @type {Found[]} */
  const found = [];
  for (const { segment, index } of placesToTry(merger, observations)) {
    const from = Math.max(0, index - REACH * observations.length);
    const to = Math.min(segment.length, index + (REACH + 1) * observations.length);
    // A walk goes on where it is not known yet what comes: ahead, and where a gap is.
    const above = way < 0 || segment !== merger.segments[0];
    const below = way > 0 || segment !== merger.segments.at(-1);
    const ends = {
      before: above && from === 0 ? 0 : NEW,
      after: below && to === segment.length ? 0 : NEW,
    };
    const { pairs, score } = layOn(observations, segment.slice(from, to), ends, worthOf);
    const laid = {
      segment,
      score,
      pairs: pairs.map(([i, j]) => /** @type {Pair} */ ([i, j + from])),
    };
    if (score < ENOUGH || !isLikely(laid, observations, worthOf, way)) continue;
    found.push(laid);
    if (pairs.length === observations.length) break; // no other place can be better
  }
  found.sort((a, b) => b.score - a.score);
  return found[0] ? bridged(merger, found[0], found) : null;
}

/**
 * @param {Found} laid
 * @param {ItemObservation[]} observations
 * @param {(observation: ItemObservation, entry: Entry) => number} worthOf
 * @param {number} way
 * @returns {boolean} false where words that are often said agree here and there by chance
 */
function isLikely({ segment, pairs }, observations, worthOf, way) {
  const one = pairs.some(([i, j]) => {
    const [observation, entry] = [observations[i], segment[j]];
    return observation && entry && worthOf(observation, entry) >= STRONG;
  });
  const [first, last] = [pairs[0], pairs.at(-1)];
  if (one || !first || !last) return one;
  const from = way < 0 && first[1] <= FEW ? first[0] : 0;
  const to = way > 0 && last[1] >= segment.length - FEW ? last[0] + 1 : observations.length;
  const items = observations.slice(from, to).filter(({ content }) => !isDivider(content));
  return items.length <= MOST_APART * pairs.length;
}

/**
 * Places where the same is said as what is in sight, those first where most of it is.
 * @param {Merger} merger
 * @param {ItemObservation[]} observations
 * @returns {{segment: Entry[], index: number}[]} index: a multiple of how many are in sight
 */
function placesToTry(merger, observations) {
  /** @type {Map<Entry[], Map<number, number>>} */
  const votes = new Map();
  const vote = (/** @type {Entry} */ { segment, index }) => {
    const within = votes.get(segment) ?? new Map();
    const at = index - (index % observations.length);
    votes.set(segment, within.set(at, (within.get(at) ?? 0) + 1));
  };
  for (const observation of observations)
    for (const entry of sayingSo(merger, observation)) vote(entry);
  if (merger.lastMatched) vote(merger.lastMatched);
  const places = Array.from(votes, ([segment, within]) =>
    Array.from(within, ([index, times]) => ({ segment, index, times })),
  ).flat();
  places.sort((a, b) => b.times - a.times);
  const tried = places.slice(0, MOST_TRIED);
  const last = merger.lastMatched;
  const near =
    last && places.find(({ segment, index }) => isNear(last, segment, index, observations));
  return near && !tried.includes(near) ? [...tried, near] : tried;
}

/**
 * @param {Entry} last
 * @param {Entry[]} segment
 * @param {number} index
 * @param {ItemObservation[]} observations
 */
function isNear(last, segment, index, observations) {
  return last.segment === segment && last.index - (last.index % observations.length) === index;
}

/**
 * @param {Merger} merger
 * @param {ItemObservation} observation
 * @returns {Iterable<Entry>}
 */
function sayingSo(merger, observation) {
  if (isDivider(observation.content)) return [];
  const { id } = observation.content;
  const known = (merger.useIds && id && merger.byId.get(id)) || merger.holderOf(observation);
  if (known) return [known];
  const saying = merger.byFingerprint.get(observation.fingerprint);
  return saying && saying.size <= MOST_PLACES ? saying : [];
}

/**
 * Where the look also shows the end of another piece: the two become one.
 * @param {Merger} merger
 * @param {Found} best
 * @param {Found[]} found
 * @returns {Found}
 */
function bridged(merger, best, found) {
  let whole = best;
  for (const other of found) {
    if (!merger.segments.includes(other.segment) || other.segment === whole.segment) continue;
    const beside = merger.segments.indexOf(other.segment) - merger.segments.indexOf(whole.segment);
    const after = (other.pairs[0]?.[0] ?? 0) > (whole.pairs.at(-1)?.[0] ?? 0);
    const before = (other.pairs.at(-1)?.[0] ?? 0) < (whole.pairs[0]?.[0] ?? 0);
    if (after === before || (other.score < APART && beside !== (after ? 1 : -1))) continue;
    whole = after ? joined(merger, whole, other) : joined(merger, other, whole);
  }
  return whole;
}

/**
 * @param {Merger} merger
 * @param {Found} above
 * @param {Found} below
 * @returns {Found}
 */
function joined({ segments, reindex }, above, below) {
  const shift = above.segment.length;
  const moved = below.pairs.map(([i, j]) => /** @type {Pair} */ ([i, j + shift]));
  above.segment.push(...below.segment);
  segments.splice(segments.indexOf(below.segment), 1);
  reindex(above.segment);
  const score = above.score + below.score;
  return { segment: above.segment, pairs: [...above.pairs, ...moved], score };
}
