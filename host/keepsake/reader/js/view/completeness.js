/** In plain words: what a capture holds of its page, and what it does not. */

import { el } from "../dom.js";
import { counted, word, wordOr } from "../words.js";

/**
 * @param {import("../model.js").Exhibit} exhibit
 * @returns {HTMLElement}
 */
export function completeness(exhibit) {
  const known = exhibit.completeness;
  if (!known) return el("p.incomplete", {}, word("complete.cut_short"));
  const whole = known.end === "reached" && known.gaps === 0;
  /** @type {string[]} */
  const limits = [];
  if (known.end !== "reached")
    limits.push(wordOr(`stopped.${known.stoppedBy}`, word("complete.not_reached")));
  if (known.gaps > 0) limits.push(counted("complete.gaps", known.gaps));
  if (known.notLoaded > 0) limits.push(counted("complete.not_loaded", known.notLoaded));
  if (known.collapsed > 0) limits.push(counted("complete.collapsed", known.collapsed));
  if (known.changed > 0) limits.push(counted("complete.changed", known.changed));
  if (known.gone > 0) limits.push(counted("complete.gone", known.gone));
  limits.push(...known.notes.map((note) => wordOr(`note.${note}`, note)));
  return el(
    `div.${whole ? "complete" : "incomplete"}`,
    {},
    el("p", {}, word(whole ? "complete.whole" : "complete.part")),
    limits.length > 0 && el("ul", {}, ...limits.map((limit) => el("li", {}, limit))),
  );
}
