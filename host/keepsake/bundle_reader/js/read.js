/** The reading of an exhibit, where it may be believed. Source: FORMAT.md §6.14. */

import { isCovered } from "./check/covered.js";
import { list, object, readJson } from "./values.js";

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
