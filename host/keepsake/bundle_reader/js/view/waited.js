/** That a capture waited in the browser, in words. Source: FORMAT.md §3.9; twin of host/keepsake/formats/waited.py. */

import { localTime, word, zoneName } from "../words.js";

/**
 * @param {{waited: import("../waited.js").Waited | null, offset: number, wholeIn?: number}} exhibit
 * @returns {string[]} From when to when, sealed to what, and what that means.
 */
export function hasWaited({ waited, offset, wholeIn = 0 }) {
  const beginning = wholeIn > 0 ? [word("waited.beginning", { number: wholeIn })] : [];
  if (!waited) return beginning;
  const zone = zoneName(offset, "");
  const when = (/** @type {string} */ utc) => `${localTime(utc, offset) || utc} (${zone})`;
  const times = { since: when(waited.since), until: when(waited.until) };
  return [
    word(waited.vault ? "waited.vault" : "waited.browser", times),
    ...(waited.part > 0 ? [word("waited.rest", { count: waited.part })] : []),
    ...(waited.file ? [word("waited.file")] : []),
    word("waited.proven"),
    ...(waited.claimed ? [word("waited.claimed")] : []),
    ...(waited.damaged ? [word("waited.damaged")] : []),
    ...beginning,
  ];
}
