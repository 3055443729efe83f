/** In plain words: what a capture holds of its page, and what it does not. */

import { el } from "../dom.js";
import { countOf } from "../model.js";
import { plainZone } from "../values.js";
import { counted, localTime, word, wordOr } from "../words.js";
import { hasWaited } from "./waited.js";

/** @typedef {{kind: string, first: string, limits: string[]}} Held */

/** A capture has lines of its own for its end, its places and its pictures. */
const TOLD_APART = new Set(["end_open", "gaps", "not_pictured", "seen_instead"]);

const NOT_PICTURED = "not_pictured";

/**
 * @param {import("../model.js").Exhibit} exhibit
 * @returns {HTMLElement}
 */
export function completeness(exhibit) {
  const { kind, first, limits } = held(exhibit);
  return told(kind, first, limits, Boolean(exhibit.added));
}

/**
 * @param {import("../model.js").Exhibit} exhibit
 * @returns {Held} What it holds in one sentence, and what it does not in others.
 */
export function held(exhibit) {
  const limits = missing(exhibit);
  const allHere = limits.length === 0;
  if (exhibit.added) return unknown(exhibit.added, exhibit.items.length > 0, limits);
  const known = exhibit.completeness;
  if (!known) {
    const unread = exhibit.manifestPart >= 0;
    const read = countOf(exhibit.items);
    if (read > 0) limits.push(counted("complete.cut_words", read));
    limits.push(...hasWaited(exhibit));
    const first = word(unread ? "complete.unlisted" : "complete.cut_short");
    return { kind: "incomplete", first, limits };
  }
  if (exhibit.instead) limits.push(seenInstead(exhibit.instead, exhibit.offset));
  if (exhibit.reason === NOT_PICTURED) limits.push(word("complete.unpictured"));
  if (known.end !== "reached" && !exhibit.recordOnly) {
    for (const code of known.endedBy) {
      const key = `stopped.${code}`;
      const there = wordOr(key, "") ? key : "complete.not_reached";
      limits.push(word(there, { day: known.backTo }));
    }
    if (known.endEvidence) limits.push(wordOr(`note.${known.endEvidence}`, known.endEvidence));
  }
  if (known.gaps > 0) limits.push(counted("complete.gaps", known.gaps));
  if (known.notLoaded > 0) limits.push(counted("complete.not_loaded", known.notLoaded));
  if (known.collapsed > 0) limits.push(counted("complete.collapsed", known.collapsed));
  if (known.notPictured > 0) limits.push(counted("complete.not_pictured", known.notPictured));
  if (known.unclear > 0) limits.push(counted("complete.unclear", known.unclear));
  if (known.unfocused > 0) limits.push(counted("complete.unfocused", known.unfocused));
  if (known.changed > 0) limits.push(counted("complete.changed", known.changed));
  if (known.gone > 0) limits.push(counted("complete.gone", known.gone));
  limits.push(...doubtsIn(known));
  limits.push(...known.notes.map((note) => wordOr(`note.${note}`, note)));
  limits.push(...hasWaited(exhibit));
  const reached = isWhole(exhibit);
  const whole = allHere ? "complete.whole" : "complete.whole_but";
  const kind = reached && allHere ? "complete" : "incomplete";
  return { kind, first: word(reached ? whole : "complete.part"), limits };
}

/**
 * @param {import("../model.js").Seen} seen
 * @param {number} offset Minutes.
 * @returns {string}
 */
function seenInstead({ kind, at, said, sure }, offset) {
  const facts = { when: localTime(at, offset).slice(0, -3) || at, said };
  const key = `complete.instead.${kind}`;
  const line = word(wordOr(key, "") ? key : "complete.instead.error", facts);
  return sure ? line : `${line} ${word("complete.instead.sure")}`;
}

/**
 * @param {import("../model.js").Exhibit} exhibit
 * @returns {boolean} true where all of the page is there, and on pictures, as far as is known. Source: FORMAT.md §4.4.
 */
export function isWhole({ completeness: known, instead, state }) {
  if (!known || instead || state !== "complete") return false;
  const reached = known.end === "reached" && known.gaps === 0 && known.notPictured === 0;
  return reached && known.doubts.length === 0;
}

/**
 * One sentence for each thing that costs the word *complete*, and one for each frame. Twin of
 * host/keepsake/formats/doubts.py.
 * @param {import("../model.js").Completeness} known
 * @returns {string[]}
 */
function doubtsIn({ doubts, frames, numbers }) {
  return doubts
    .filter((code) => !TOLD_APART.has(code))
    .flatMap((code) => {
      if (code === "frame_unread")
        return frames.map((frame) =>
          word("doubt.frame_unread", {
            ...frame,
            name: frame.name || word("doubt.frame_unread.unnamed"),
          }),
        );
      const number = numbers[code] ?? 0;
      const key = `doubt.${code}`;
      return [word(wordOr(key, "") ? key : "doubt.other", { count: number, status: number, code })];
    });
}

/**
 * What the entry lists and this copy does not hold: left out as damaged when it was made, or gone since.
 * @param {import("../model.js").Exhibit} exhibit
 * @returns {string[]}
 */
function missing({ parts }) {
  const names = parts
    .filter((part) => !part.member)
    .map(({ path }) => path.slice(path.lastIndexOf("/") + 1));
  if (names.length === 0) return [];
  return [counted("complete.missing", names.length, { names: names.join(", ") })];
}

/**
 * @param {string} kind
 * @param {string} first
 * @param {string[]} limits
 * @param {boolean} strong
 * @returns {HTMLElement}
 */
function told(kind, first, limits, strong) {
  const list = limits.length > 0 && el("ul", {}, ...limits.map((limit) => el("li", {}, limit)));
  return el(`div.${kind}`, {}, el("p", {}, strong ? el("strong", {}, first) : first), list);
}

/**
 * Files added by hand: nothing says whether they are all there was.
 * @param {import("../model.js").Added} added
 * @param {boolean} hasItems
 * @param {string[]} limits What of them is not here.
 * @returns {Held}
 */
function unknown(added, hasItems, limits) {
  const lines = [...limits, word("added.whole")];
  if (hasItems) lines.push(word("added.read"));
  if (added.notes.has("zone_assumed"))
    lines.push(word("added.zone", { zone: plainZone(added.zone) }));
  if (added.notes.has("dates_ambiguous") || added.notes.has("times_unread"))
    lines.push(word("added.times"));
  return { kind: "incomplete", first: word("added.label"), limits: lines };
}

/**
 * What the person says of the files, and what the files say of themselves, for the list of facts.
 * @param {import("../model.js").Added | null} added
 * @returns {[string, string][]}
 */
export function addedFacts(added) {
  if (!added) return [];
  const said = added.facts.map(({ file, name, value }) => [
    word("added.says", { name }),
    `${value} (${file})`,
  ]);
  return /** @type {[string, string][]} */ ([
    [word("added.by"), added.who],
    [word("added.about"), added.about],
    ...said,
    [word("added.left"), added.left.join(", ")],
  ]);
}
