/** One item of the page, as it becomes known over several looks. */

import { noteMedia } from "./media.js";
import { around, sayTheSame } from "./similarity.js";

const LINK = /\bhttps?:\/\/|\bwww\./i;

/** @typedef {import("../types.js").Entry} Entry */
/** @typedef {import("./merge.js").ItemObservation} ItemObservation */

/** @param {KeepsakeContent} content */
export function isDivider(content) {
  return content.kind === "divider";
}

/**
 * @param {ItemObservation} observation
 * @param {string} at
 * @param {number} n
 * @returns {Entry}
 */
export function newEntry(observation, at, n) {
  return {
    n,
    node: observation.node,
    content: observation.content,
    fingerprint: observation.fingerprint,
    boxes: [],
    views: [],
    first_seen: at,
    last_seen: "",
    earlier: [],
    missing_since: "",
    missed: 0,
    pictured: null,
    before: 0,
    left: observation.box.x,
    segment: [],
    index: 0,
  };
}

/**
 * Takes over what an item says now; what it said before is kept beside it, unless the words that
 * came or went are those that depend on the item above.
 * @param {Entry} entry
 * @param {ItemObservation} observation
 * @param {string} at
 * @param {number} before order number of the item above it, 0 when none is in sight
 * @returns {boolean} true when it is new or says something else
 */
export function update(entry, observation, at, before) {
  const old = entry.content;
  const told = old === observation.content && entry.last_seen !== "";
  const lost = lostPictures(entry, observation, before);
  const said = old.text && !sayTheSame(old, observation.content);
  const own =
    said && !isPreview(old, observation.content) && !fromAbove(entry, observation.content, before);
  if (lost.length || own) {
    const until = entry.last_seen || at;
    entry.earlier.push({ text: old.text, until, ...(lost.length ? { media: old.media } : {}) });
  }
  if (before) entry.before = before;
  entry.content = observation.content;
  entry.fingerprint = observation.fingerprint;
  entry.node = observation.node;
  entry.left = observation.box.x;
  const { view } = observation;
  if (view && !entry.views.includes(view)) entry.views.push(view);
  entry.last_seen = at;
  entry.missing_since = "";
  entry.missed = 0;
  return !told;
}

/**
 * @param {KeepsakeContent} before
 * @param {KeepsakeContent} now
 * @returns {boolean} true where the page put under a link what it leads to; no word is lost
 */
function isPreview(before, now) {
  if (!LINK.test(before.text)) return false;
  const lines = now.text.split("\n");
  let from = 0;
  return before.text.split("\n").every((line) => {
    from = lines.indexOf(line, from) + 1;
    return from > 0;
  });
}

/**
 * Pictures that an item in view showed and shows no longer; what only became sharper is still there.
 * @param {Entry} entry
 * @param {ItemObservation} observation
 * @param {number} before
 */
function lostPictures(entry, { content, visible }, before) {
  const old = entry.content.media;
  if (!visible || before !== entry.before || content.media.length >= old.length) return [];
  const left = new Set(content.media.map(({ src }) => src));
  return old.filter(({ src, loaded }) => loaded && src && !left.has(src));
}

/**
 * A day above the first item that is loaded, a name on the first of a group: they go when another
 * item comes before it, and come when that goes.
 * @param {Entry} entry
 * @param {KeepsakeContent} content
 * @param {number} before
 */
function fromAbove(entry, content, before) {
  const extra = around(entry.content, content);
  const another = entry.before === 0 || (before !== 0 && before !== entry.before);
  return extra !== null && !extra.below && another;
}

/**
 * Notes that an item is not there though its surroundings are.
 * @param {Entry} entry
 * @param {string} at
 */
export function miss(entry, at) {
  entry.missed += 1;
  entry.missing_since ||= at;
}

/**
 * @param {Entry} entry
 * @returns {"shown" | "changed" | "gone"} FORMAT.md 4.2; one look alone may have met the page half drawn
 */
export function stateOf(entry) {
  if (entry.missed >= 2) return "gone";
  return entry.earlier.length ? "changed" : "shown";
}

/**
 * @param {Entry[]} entries in page order
 * @param {Set<Entry>} wanted
 * @returns {{entry: Entry, after: number}[]} those that are wanted, each with the number of the one above it, 0 for none
 */
export function placed(entries, wanted) {
  return entries
    .map((entry, at) => ({ entry, after: entries[at - 1]?.n ?? 0 }))
    .filter(({ entry }) => wanted.has(entry));
}

/**
 * Notes where a picture shows an item.
 * @param {Entry} entry
 * @param {ItemObservation} observation
 * @param {number} part of the picture
 * @returns {boolean} true where it is the first that does
 */
export function picture(entry, { visible, gone, box, media }, part) {
  if (visible) noteMedia(entry, media, gone ? -1 : part);
  if (visible && !gone) entry.boxes.push({ part, ...box });
  return visible && !gone && entry.boxes.length === 1;
}
