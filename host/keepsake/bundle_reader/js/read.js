/** Who said what and when, as it is read: in the place of what the browser's list says of each item. Source: FORMAT.md §6.14. */

import { isCovered } from "./check/covered.js";
import { list, object, readJson, text } from "./values.js";

/** @typedef {Record<string, unknown>} Row */

/**
 * The reading of an exhibit, where the vault's signature covers it; the checks hold each word of it against what was seen.
 * @param {Map<string, Uint8Array>} files
 * @param {number} number
 * @returns {Row[] | null}
 */
export function readingOf(files, number) {
  const path = `data/readings/${String(number).padStart(3, "0")}.json`;
  if (!files.has(path) || !isCovered(files, path)) return null;
  return list(readJson(files.get(path)).items).map(object);
}

/** What only a reading tells: a manifest that says so is not believed. */
const UNREAD = { side: "", quote: "", receipt: "", counts: "" };

/**
 * @param {unknown[]} items As a manifest has them.
 * @param {Row[] | null} reading
 * @returns {Row[]} The same with what is read of them.
 */
export function asRead(items, reading) {
  if (reading === null || reading.length !== items.length)
    return items.map((item) => ({ ...object(item), ...UNREAD }));
  return items.map((item, at) => {
    const row = object(item);
    const one = reading[at] ?? {};
    const kind = text(one.kind);
    return {
      ...row,
      kind: kind === "rest" ? "divider" : kind,
      text: saidIn(one.text),
      author: saidIn(one.author),
      author_source: sourceOf(one.author, row.author_source),
      time: saidIn(one.time),
      time_source: sourceOf(one.time, row.time_source),
      time_shown: saidIn(one.time_shown),
      side: saidIn(one.side),
      quote: saidIn(one.quote),
      receipt: saidIn(one.receipt),
      counts: saidIn(one.counts),
    };
  });
}

/** @param {unknown} joint */
function saidIn(joint) {
  return text(object(joint).value);
}

/**
 * @param {unknown} joint
 * @param {unknown} page Where the browser had its own from.
 * @returns {string} Where a value is from, as a manifest tells it.
 */
function sourceOf(joint, page) {
  const { value, by, at } = object(joint);
  if (by !== "seen") return value ? text(page) : "";
  return at === "the item before" ? "before" : text(at);
}
