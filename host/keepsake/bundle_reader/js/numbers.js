/** Which number an exhibit has. Source: FORMAT.md §6.3. */

import { count, list, object, readJson } from "./values.js";

/**
 * The number of each entry's exhibit: as the list of contents says, else the summary. An entry that the list does not number
 * has the lowest number that is left.
 * @param {Map<string, Uint8Array>} files
 * @param {number[]} entries
 * @returns {Map<number, number>}
 */
export function exhibitNumbers(files, entries) {
  const given = ["data/contents.json", "data/summary.json"]
    .map((name) => listedNumbers(files.get(name)))
    .find((found) => found.size > 0);
  const taken = new Set(given?.values());
  let left = 0;
  const next = () => {
    do left += 1;
    while (taken.has(left));
    return left;
  };
  return new Map(entries.map((entry) => [entry, given?.get(entry) ?? next()]));
}

/**
 * @param {Uint8Array | undefined} data
 * @returns {Map<number, number>} The number of each entry as a list has it; nothing unless each has one of its own.
 */
function listedNumbers(data) {
  const rows = list(readJson(data).exhibits).map(object);
  const found = new Map(rows.map((row) => [count(row.entry), count(row.number)]));
  const own =
    new Set(found.values()).size === rows.length &&
    found.size === rows.length &&
    rows.every(
      ({ entry, number }) => Number.isSafeInteger(entry) && Number.isSafeInteger(number),
    ) &&
    rows.every(({ number }) => count(number) > 0);
  return own ? found : new Map();
}
