// When an item says it was written, and whether it only divides others by the day.

import * as answers from "../segment/answers.js";
import * as dom from "../view/dom.js";
import * as habits from "./habits.js";
import { isDay, isTime, LONGEST, SHOWN, STATES } from "./time_words.js";
import * as words from "./words.js";

const { label } = words;
const MARKED =
  "time,[datetime],[data-timestamp],[data-time],[data-utime],[data-ts],[data-date],abbr[title]," +
  "[created],[created-timestamp],[ts]";
const CLOCKED = `${MARKED},[class*=time i],[class*=date i],[data-testid*=time i],[id*=time i]`;
const ATTRIBUTES = [
  "datetime",
  "data-timestamp",
  "data-time",
  "data-utime",
  "data-ts",
  "data-date",
  "created",
  "created-timestamp",
  "ts",
  "title",
  "aria-label",
];
/** Day first: with points between, nobody writes the month first. */
const POINTED = /^(\d\d)\.(\d\d)\.(\d{4}),? (\d\d:\d\d:\d\d) (?:UTC|GMT)([+-]\d\d:\d\d)$/;
/**
 * A moment from an attribute; "" when it does not fix one (no zone, no date).
 * @param {string} value
 * @returns {string}
 */
function absolute(value) {
  if (/^\d{10}(\.\d+)?$/.test(value)) return new Date(Number(value) * 1000).toISOString();
  if (/^\d{13}$/.test(value)) return new Date(Number(value)).toISOString();
  const pointed = POINTED.exec(value);
  if (pointed)
    return absolute(`${pointed[3]}-${pointed[2]}-${pointed[1]}T${pointed[4]}${pointed[5]}`);
  if (!/\d{4}-\d\d-\d\dT?.*(Z|[+-]\d\d:?\d\d)$/.test(value)) return "";
  const moment = new Date(value);
  return Number.isNaN(moment.getTime()) ? "" : moment.toISOString();
}

/**
 * The words of an item that are its time where nothing but their shape says so: the last that are
 * a clock time, an age or a date in numbers, beside what is said.
 * @param {Element} node
 * @param {Element[]} all
 * @param {Element | null} writer the element that names who wrote it
 * @returns {{shown: string, where: Element | null}}
 */
function byShape(node, all, writer) {
  const leaves = all.filter(
    (each) =>
      (each.childElementCount === 0 || words.paintedOn(each)) && label(each) && each !== writer,
  );
  const worded = (/** @type {Element} */ each) => each !== writer && answers.hasOwnWords(each);
  const lines = all.filter(worded);
  if (worded(node)) lines.unshift(node);
  const told = [...lines, ...all.filter((each) => /^(img|video|audio)$/.test(each.localName))];
  const found = leaves
    .filter((each) => isTime(label(each)))
    .map((each) => wholeOf(each, node, told))
    .findLast((way) => way.some((each) => habits.tellsTime(each, node)))
    ?.at(-1);
  return found && told.length > 1
    ? { shown: label(found), where: found }
    : { shown: "", where: null };
}

/**
 * @param {Element} time
 * @param {Element} item
 * @param {Element[]} told what the item says and shows
 * @returns {Element[]} it and what is around it and says nothing else: "edited 10:12 ✓✓"; where
 *   that is all there is, somebody wrote it: "…", "read", "✓"
 */
function wholeOf(time, item, told) {
  const way = [time];
  for (let up = dom.parentOf(time); up && up !== item; up = dom.parentOf(up)) {
    const rest = label(up).replace(label(time), "").replace(STATES, "");
    const around = /** @type {Element} */ (up);
    if (/[^\s·•|,()[\]–-]/u.test(rest) || told.every((each) => dom.holds(around, each))) break;
    way.push(up);
  }
  return way;
}

/**
 * The moment that an element gives in one of its attributes.
 * @param {Element} element
 * @returns {{time: string, source: string}} time "" where it is none that is fixed
 */
function momentOf(element) {
  let source = "";
  for (const name of ATTRIBUTES) {
    const value = element.getAttribute(name);
    if (!value || !/\p{Nd}/u.test(value) || value.length > 80) continue;
    const time = absolute(value);
    if (time) return { time, source: `${name}=${value}` };
    source ||= `${name}=${value}`;
  }
  return { time: "", source };
}

/**
 * @param {Element} element
 * @returns {string} its words as shown; of what shows only when it is pointed at, the words it has
 */
function saidBy(element) {
  return words.wordsOf(element, new Set()).replace(/\s+/g, " ") || label(element);
}

/**
 * @param {Element} element
 * @param {Element} item
 * @returns {boolean} true for what is called so and holds more than a time: a line of a "timeline"
 */
function isMisnamed(element, item) {
  if (element.matches(MARKED) || isTime(label(element))) return false;
  const inner = dom.descendants(element, 60);
  if (inner.some((each) => each.matches(MARKED) || (label(each) && isTime(label(each)))))
    return true;
  return inner.length > 0 && label(element).length * 2 > label(item).length;
}

/**
 * When an item says it was written: as shown, and from its attributes.
 * @param {Element} node
 * @param {Element[]} all
 * @param {Element | null} writer
 * @returns {{shown: string, where: Element | null, time: string, source: string}}
 */
function timeOf(node, all, writer) {
  let shown = "";
  /** @type {Element | null} */
  let where = null;
  let at = { time: "", source: "" };
  for (const element of [node, ...all]) {
    if (!element.matches(CLOCKED)) continue;
    const says = element === node || isMisnamed(element, node) ? "" : saidBy(element);
    // A day above an item says less than the time in it.
    const better = !shown || (isDay(shown) && SHOWN.test(says));
    if (says && says.length <= LONGEST && better) [shown, where] = [says, element];
    const now = at.time ? at : momentOf(element);
    if (now.time || !at.source) at = now;
    if (at.time && shown && !isDay(shown)) break;
  }
  const found = shown ? { shown, where } : byShape(node, all, writer);
  // A short age may have its day beside it, for who points at it.
  for (let up = found.where; up && up !== node && !at.source; up = dom.parentOf(up))
    at = momentOf(up);
  return { ...found, ...at };
}

export { timeOf };
