/**
 * How many messages, posts and comments were captured, each once. Source: FORMAT.md §6.8; the same in
 * host/keepsake/core/briefing/counting.py.
 */

import { isOwn, onePage } from "./pages.js";

/** @typedef {import("./shown.js").Shown} Shown */
/** @typedef {import("./shown.js").Item} Item */

/**
 * @param {{page: {kind: string}}} one
 * @param {{kind: string}} item
 * @returns {boolean} Whether an item of a page is a message, a post or a comment.
 */
export function counts({ page }, { kind }) {
  // Where somebody lives and how many follow them looks like a list of short messages.
  if (page.kind.startsWith("profile")) return kind === "post" || kind === "comment";
  return kind !== "divider" && kind !== "row";
}

/**
 * @param {Shown[]} shown
 * @returns {number} How many there are in all captures, those of one page taken together.
 */
export function countOnce(shown) {
  return onePage(shown).reduce((sum, captures) => sum + ofPage(captures), 0);
}

/**
 * @param {Shown[]} captures
 * @returns {number} By their ids, and without one as often as one capture has them.
 */
function ofPage(captures) {
  const known = new Set();
  /** @type {Map<string, number>} */
  const most = new Map();
  for (const one of captures) {
    /** @type {Map<string, number>} */
    const here = new Map();
    for (const item of (one.items ?? []).filter((each) => counts(one, each))) {
      const said = JSON.stringify([item.author, item.text, item.time]);
      if (isOwn(item.key)) known.add(item.key);
      else here.set(said, (here.get(said) ?? 0) + 1);
    }
    for (const [said, times] of here) most.set(said, Math.max(times, most.get(said) ?? 0));
  }
  return [...most.values()].reduce((sum, times) => sum + times, known.size);
}
