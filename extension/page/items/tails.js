// Names that stand after what was said, as beside a bubble or under it: learnt from several items, and
// only where the page makes them as it makes the names before others, or names one of them above.

import * as dom from "../view/dom.js";
import * as apart from "./apart.js";
import * as lines from "./lines.js";
import * as timeWords from "./time_words.js";
import * as words from "./words.js";

const { label } = words;
const LEAST = 3; // items that end in a name
const AGAIN = 2; // a name is said that often on average
const CAPITAL = /^[\p{Lu}\p{Lo}]\P{Z}/u;
const MARK = /^[~–—-]\s*/; // before a name under a message

/** @typedef {{last: Element, before: Element}} Tail a last line, and one that stands before it */

/** @type {Set<string>} kinds of lines that name who wrote what stands before them */
let kinds = new Set();

/** @param {Element} line */
const nameOn = (line) => lines.untimed(line).replace(MARK, "");

/**
 * @param {Element[]} all what an item is made of
 * @returns {Tail | null} its last line in words, where others stand before it
 */
function tailOf(all) {
  const told = lines.linesOf(all).filter((each) => !timeWords.isTime(label(each)));
  const worded = told.filter((each) => /\p{L}/u.test(label(each)));
  const last = worded.filter((each) => !apart.isReceipt(label(each))).at(-1);
  if (!last || last.closest("button,a[href],[role=button]")) return null;
  const before = told.find((each) => each !== last && !dom.holds(each, last));
  return before ? { last, before } : null;
}

/**
 * Learns from the items in view at the start, as the other habits of a page are learnt.
 * @param {Element[]} items
 * @param {(item: Element, all: Element[]) => Element | null} leadOf the line that names who, before the rest
 * @param {{names: string[], around: string}} known names that stand before others; words above all
 */
function learn(items, leadOf, known) {
  /** @type {Map<string, Tail[]>} */
  const found = new Map();
  /** @type {Element[]} */
  const leads = [];
  for (const item of items) {
    const all = dom.descendants(item, 600);
    const lead = leadOf(item, all);
    if (lead) leads.push(lead);
    const tail = lead ? null : tailOf(all);
    const kind = tail ? lines.kindOf(tail.last, item) : "";
    if (tail) found.set(kind, [...(found.get(kind) ?? []), tail]);
  }
  const named = Array.from(found).filter(([, tails]) => nameSomebody(tails, leads, known));
  kinds = new Set(named.map(([kind]) => kind));
}

/**
 * @param {Tail[]} tails of one kind
 * @param {Element[]} leads
 * @param {{names: string[], around: string}} known
 */
function nameSomebody(tails, leads, { names, around }) {
  const said = Array.from(new Set(tails.map(({ last }) => nameOn(last))));
  if (tails.length < LEAST || tails.length < said.length * AGAIN) return false;
  if (!said.every(lines.mayBeName)) return false;
  if (said.some((name) => names.includes(name) || isIn(around, name))) return true;
  return tails.every(({ last, before }) =>
    leads.some((lead) => dom.sharesClass(last, lead) && !dom.sharesClass(before, lead)),
  );
}

/**
 * @param {string} around
 * @param {string} name
 */
function isIn(around, name) {
  return CAPITAL.test(name) && around.includes(name);
}

/**
 * @param {Element} item
 * @param {Element[]} all
 * @returns {{name: string, element: Element} | null}
 */
function nameIn(item, all) {
  const last = kinds.size ? tailOf(all)?.last : null;
  if (!last || !kinds.has(lines.kindOf(last, item)) || !lines.mayBeName(nameOn(last))) return null;
  return { name: nameOn(last), element: last };
}

/**
 * One of two may have lines of a make of their own, in which nobody else is named.
 * @param {Map<string, Map<string, number>>} found what lines of each kind say, and how often
 * @param {(values: Map<string, number>) => boolean} areNames
 * @returns {Set<string>} kinds of lines that name who wrote
 */
function withSided(found, areNames) {
  const all = Array.from(found);
  const named = all.filter(([, values]) => areNames(values));
  const beside = all.filter(([kind, values]) => {
    const [[name = "", times = 0] = []] = values;
    const alone = values.size === 1 && times >= AGAIN && lines.mayBeName(name);
    return alone && named.some(([other]) => lines.madeAlike(kind, other));
  });
  return new Set([...named, ...beside].map(([kind]) => kind));
}

export { learn, nameIn, withSided };
