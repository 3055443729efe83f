/** Puts one look into the list known so far: what is new goes between, what is absent is noted. */

import { likestPairs } from "./align.js";
import { likeness } from "./alike.js";
import { isDivider, miss, newEntry } from "./entry.js";

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./merge.js").Sight} Sight */
/** @typedef {{at: string, top: boolean, bottom: boolean}} Edges */

const FEW = 3; // absent at the very end of the page: more is a page that unloads, not a deletion

/**
 * @param {Entry[]} known
 * @param {Sight[]} sights
 * @param {[number, number][]} pairs places in sights and in known that are the same item, both rising
 * @param {Edges} edges
 * @param {() => number} number gives the next order number
 * @returns {{entries: Entry[], seen: Entry[]}} the new list, and the entry of each sight
 */
export function weave(known, sights, pairs, edges, number) {
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
    weaveGap(gap, edges, number, entries, seen);
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
 * @param {() => number} number
 * @param {Entry[]} entries
 * @param {Entry[]} seen
 */
function weaveGap({ sights, known, open }, edges, number, entries, seen) {
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
    const outside =
      (open === "before" && k === 0) || (open === "after" && k === pairs.length) || open === "both";
    const atEnd =
      absent.length <= FEW &&
      ((open === "before" && edges.top) || (open === "after" && edges.bottom));
    pass(absent, fresh, !outside || atEnd, edges.at, number, entries, seen);
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
 * @param {Entry[]} absent known, not in sight
 * @param {Sight[]} fresh in sight, not known
 * @param {boolean} expected true when the absent ones should have been in sight
 * @param {string} at
 * @param {() => number} number
 * @param {Entry[]} entries
 * @param {Entry[]} seen
 */
function pass(absent, fresh, expected, at, number, entries, seen) {
  const same = expected ? editedAmong(absent, fresh) : new Map();
  /** @type {Entry[]} */
  const now = fresh.map((sight) => same.get(sight) ?? newEntry(sight, at, number()));
  const edited = new Set(now);
  for (const entry of absent) {
    if (edited.has(entry)) continue;
    if (expected) miss(entry, at);
    entries.push(entry);
  }
  entries.push(...now);
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
    const there = before[i];
    const edited = before.find((entry) => entry.node === sight.node);
    if (inPlace && there && sameMoment(there.content, sight.content)) same.set(sight, there);
    else if (!inPlace && edited) same.set(sight, edited);
  });
  return same;
}

/**
 * @param {KeepsakeContent} a
 * @param {KeepsakeContent} b
 * @returns {boolean} false when their times or authors say that they are two items
 */
function sameMoment(a, b) {
  if (a.id && b.id && a.id !== b.id) return false;
  if (a.author && b.author && a.author !== b.author) return false;
  return a.time === b.time || !a.time || !b.time;
}
