/** Exhibits and messages that a text names, each with the way there. */

import { el } from "../dom.js";

// As the viewer writes them into a statement. Source: FORMAT.md §9.3.
const AFTER = /^[.,;:!?)\]»”]*/;
const NAMED = /\[(?:Exhibit|Pièce) ([0-9]{1,6})(?:, message ([0-9]{1,9}))?\]/g;

/**
 * @param {string} text
 * @param {import("./brief.js").Around} around
 * @returns {(Node | string)[]} The text as it is; what names something of this copy leads there.
 */
export function withWays(text, { bundle, go }) {
  /** @type {(Node | string)[]} */
  const told = [];
  let done = 0;
  for (const match of text.matchAll(NAMED)) {
    const [number, item] = [Number(match[1]), Number(match[2] ?? 0)];
    const exhibit = bundle.exhibits.find((one) => one.number === number);
    if (!exhibit || item > exhibit.items.length) continue;
    const onclick = () => go("exhibits", number, item);
    const way = el("button.link", { type: "button", onclick }, match[0]);
    const end = match.index + match[0].length;
    const [signs = ""] = AFTER.exec(text.slice(end)) ?? [];
    told.push(text.slice(done, match.index), signs ? el("span.whole", {}, way, signs) : way);
    done = end + signs.length;
  }
  return [...told, text.slice(done)];
}
