/** Puts one look into the list known so far: what is new goes between, what is absent is noted. */

import { likestPairs } from "./align.js";
import { areTwo, likeness } from "./alike.js";
import { isDivider, miss } from "./entry.js";

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./merge.js").Sight} Sight */
/** @typedef {{at: string, top: boolean, bottom: boolean}} Edges */
/** @typedef {(sight: Sight) => Entry} Maker gives the entry of what is not in the list: new, or from elsewhere */

const FEW = 3; // absent at the very end of the page: more is a page that unloads, not a deletion

/**
 * @param {Entry[]} known
 * @param {Sight[]} sights
 * @param {[number, number][]} pairs places in sights and in known that are the same item, both rising
 * @param {Edges} edges
 * @param {Maker} make
 * @returns {{entries: Entry[], seen: Entry[]}} the new list, and the entry of each sight
 */
export function weave(known, sights, pairs, edges, make) {
  /** @type {Entry[]} */
  const entries = [];
  /** @type {Entry[]} */
  const seen = [];
  let [i, j] = [0, 0];
  const stops = [...pairs, /** @type {[number, number]} */ ([sights.length, known.length])];
  stops.forEach(([toI, toJ], k) => {
    const gap = {
      sights: sights.slice(i, toI),
      known: known.slice(j, toJ),
      open: k === 0 ? "before" : k === stops.length - 1 ? "after" : "",
    };
    if (!pairs.length) gap.open = "both";
    weaveGap(gap, edges, make, entries, seen);
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
 * Between two items known on both sides (or beyond the first or last of them).
 * @param {{sights: Sight[], known: Entry[], open: string}} gap
 * @param {Edges} edges
 * @param {Maker} make
 * @param {Entry[]} entries
 * @param {Entry[]} seen
 */
function weaveGap({ sights, known, open }, edges, make, entries, seen) {
  const reach = open ? 2 * sights.length + 2 : known.length;
  const skip = open === "before" ? Math.max(0, known.length - reach) : 0;
  const near = known.slice(skip, skip + reach);
  entries.push(...known.slice(0, skip));
  const pairs = likestPairs(sights, near, (a, b) => likeness(a.content, b.content));
  let [i, j] = [0, 0];
  const stops = [...pairs, /** @type {[number, number]} */ ([sights.length, near.length])];
  stops.forEach(([toI, toJ], k) => {
    const absent = near.slice(j, toJ);
    const fresh = sights.slice(i, toI);
    const above = open === "before" && k === 0;
    const outside = above || (open === "after" && k === pairs.length) || open === "both";
    const edge = (open === "before" && edges.top) || (open === "after" && edges.bottom);
    // Others stand now where the absent ones stood, or it is the end of the page.
    const displaced = open !== "both" && absent.length <= FEW && (edge || fresh.length > 0);
    pass({ absent, fresh, above, expected: !outside || displaced }, edges.at, make, entries, seen);
    const entry = near[toJ];
    if (entry && k < pairs.length) {
      entries.push(entry);
      seen.push(entry);
    }
    [i, j] = [toI + 1, toJ + 1];
  });
  entries.push(...known.slice(skip + reach));
}

/**
 * @param {{absent: Entry[], fresh: Sight[], above: boolean, expected: boolean}} piece absent: known, not in sight;
 *   fresh: in sight, not known; above: beyond the first that is known; expected: the absent ones should have been in sight
 * @param {string} at
 * @param {Maker} make
 * @param {Entry[]} entries
 * @param {Entry[]} seen
 */
function pass({ absent, fresh, above, expected }, at, make, entries, seen) {
  const same = expected ? editedAmong(absent, fresh) : new Map();
  const now = fresh.map((sight) => same.get(sight) ?? make(sight));
  const edited = new Set(now);
  const left = absent.filter((entry) => !edited.has(entry));
  if (expected) for (const entry of left) miss(entry, at);
  // What stood next to what is still there stays next to it.
  entries.push(...(above ? [...now, ...left] : [...left, ...now]));
  seen.push(...now);
}

/**
 * Items that say something else now: the same element, or as many in the same place as before.
 * @param {Entry[]} absent
 * @param {Sight[]} fresh
 * @returns {Map<Sight, Entry>}
 */
function editedAmong(absent, fresh) {
  const before = absent.filter((entry) => !isDivider(entry.content));
  const now = fresh.filter((sight) => !isDivider(sight.content));
  const inPlace = before.length === now.length;
  /** @type {Map<Sight, Entry>} */
  const same = new Map();
  now.forEach((sight, i) => {
    const there = inPlace ? before[i] : before.find((entry) => entry.node === sight.node);
    if (there && !areTwo(there.content, sight.content)) same.set(sight, there);
  });
  return same;
}
