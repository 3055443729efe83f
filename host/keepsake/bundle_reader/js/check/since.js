/** Since when something is proven to exist: one answer, wherever it is told. */

import { same } from "../bytes.js";

/**
 * @typedef {import("./times.js").Token} Token
 * @typedef {{proven: import("./log.js").Proven, tokens: Token[]}} Found
 */

/**
 * @param {{entry: number}} exhibit
 * @param {Found} found
 * @returns {Token[]} Good stamps over the signed head to which the proof of its entry leads, the earliest first.
 */
export function covering({ entry }, { proven, tokens }) {
  const head = proven.get(entry);
  const over = tokens.filter(({ checkpoint }) => head && same(checkpoint, head));
  return over.sort((a, b) => a.time - b.time);
}

/**
 * Of an exhibit it is the earliest good stamp that covers it; of them all it is the latest of these. Records do not count:
 * what a person said later was stamped later.
 * @param {{entry: number}[]} exhibits
 * @param {Found} found
 * @returns {{since: Token | null, also: string[], waits: boolean}} The stamp that decides, the names of the other authorities that
 *   stamped that exhibit, and whether an exhibit has no good stamp yet.
 */
export function provenSince(exhibits, found) {
  const each = exhibits.map((exhibit) => covering(exhibit, found));
  const stamped = each.filter((over) => over.length > 0);
  const [decides = []] = stamped.sort((a, b) => (b[0]?.time ?? 0) - (a[0]?.time ?? 0));
  const [since = null, ...others] = decides;
  const names = others.map(({ name }) => name).filter((name) => name !== since?.name);
  return { since, also: [...new Set(names)], waits: stamped.length < each.length };
}
