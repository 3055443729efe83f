/** Finds the place of a look among all that is known: near what was seen last, or where the same is said. */

import { isDivider } from "./entry.js";
import { ENOUGH, layOn, NEW, STRONG, worth } from "./overlap.js";

/** @typedef {import("../types.js").Entry} Entry */
/** @typedef {import("./merge.js").Merger} Merger */
/** @typedef {import("./merge.js").Sight} Sight */
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
 * @param {Sight[]} sights
 * @param {number} way -1 when walking up, 1 down
 * @returns {Found | null} null when nothing known is in sight, as far as can be told
 */
export function findPlace(merger, sights, way) {
  const worthOf = (/** @type {Sight} */ sight, /** @type {Entry} */ entry) =>
    worth(sight, entry, merger.useIds, merger.holderOf(sight));
  /** @type {Found[]} */
  const found = [];
  for (const { segment, index } of placesToTry(merger, sights)) {
    const from = Math.max(0, index - REACH * sights.length);
    const to = Math.min(segment.length, index + (REACH + 1) * sights.length);
    // A walk goes on where it is not known yet what comes: ahead, and where a gap is.
    const above = way < 0 || segment !== merger.segments[0];
    const below = way > 0 || segment !== merger.segments.at(-1);
    const ends = {
      before: above && from === 0 ? 0 : NEW,
      after: below && to === segment.length ? 0 : NEW,
    };
    const { pairs, score } = layOn(sights, segment.slice(from, to), ends, worthOf);
    const laid = {
      segment,
      score,
      pairs: pairs.map(([i, j]) => /** @type {Pair} */ ([i, j + from])),
    };
    if (score < ENOUGH || !isLikely(laid, sights, worthOf, way)) continue;
    found.push(laid);
    if (pairs.length === sights.length) break; // no other place can be better
  }
  found.sort((a, b) => b.score - a.score);
  return found[0] ? bridged(merger, found[0], found) : null;
}

/**
 * @param {Found} laid
 * @param {Sight[]} sights
 * @param {(sight: Sight, entry: Entry) => number} worthOf
 * @param {number} way
 * @returns {boolean} false where words that are often said agree here and there by chance
 */
function isLikely({ segment, pairs }, sights, worthOf, way) {
  const one = pairs.some(([i, j]) => {
    const [sight, entry] = [sights[i], segment[j]];
    return sight && entry && worthOf(sight, entry) >= STRONG;
  });
  const [first, last] = [pairs[0], pairs.at(-1)];
  if (one || !first || !last) return one;
  const from = way < 0 && first[1] <= FEW ? first[0] : 0;
  const to = way > 0 && last[1] >= segment.length - FEW ? last[0] + 1 : sights.length;
  const items = sights.slice(from, to).filter(({ content }) => !isDivider(content));
  return items.length <= MOST_APART * pairs.length;
}

/**
 * Places where the same is said as what is in sight, those first where most of it is.
 * @param {Merger} merger
 * @param {Sight[]} sights
 * @returns {{segment: Entry[], index: number}[]} index: a multiple of how many are in sight
 */
function placesToTry(merger, sights) {
  /** @type {Map<Entry[], Map<number, number>>} */
  const votes = new Map();
  const vote = (/** @type {Entry} */ { segment, index }) => {
    const within = votes.get(segment) ?? new Map();
    const at = index - (index % sights.length);
    votes.set(segment, within.set(at, (within.get(at) ?? 0) + 1));
  };
  for (const sight of sights) for (const entry of sayingSo(merger, sight)) vote(entry);
  if (merger.lastMatched) vote(merger.lastMatched);
  const places = Array.from(votes, ([segment, within]) =>
    Array.from(within, ([index, times]) => ({ segment, index, times })),
  ).flat();
  places.sort((a, b) => b.times - a.times);
  const tried = places.slice(0, MOST_TRIED);
  const last = merger.lastMatched;
  const near = last && places.find(({ segment, index }) => isNear(last, segment, index, sights));
  return near && !tried.includes(near) ? [...tried, near] : tried;
}

/**
 * @param {Entry} last
 * @param {Entry[]} segment
 * @param {number} index
 * @param {Sight[]} sights
 */
function isNear(last, segment, index, sights) {
  return last.segment === segment && last.index - (last.index % sights.length) === index;
}

/**
 * @param {Merger} merger
 * @param {Sight} sight
 * @returns {Iterable<Entry>}
 */
function sayingSo(merger, sight) {
  if (isDivider(sight.content)) return [];
  const { id } = sight.content;
  const known = (merger.useIds && id && merger.byId.get(id)) || merger.holderOf(sight);
  if (known) return [known];
  const saying = merger.byPrint.get(sight.print);
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
