/** What the answers are put together from: places, quotations, and as many of a list as fit. */

import { el } from "../dom.js";
import { counted, word } from "../words.js";
import { place, quoted, when, who } from "./brief_rechecks.js";

/** @typedef {Node | string} Told */

const WORDS = 180; // characters of a text
const AT_LEAST = 2; // of what there may be many of; the rest stands below
const SHORT = 32; // characters of a link that no line breaks
const ABOUT = 300; // characters of all that is shown of them

// Letters and digits of scripts that run from right to left. Source: Unicode, Bidi_Class R, AL, AN.
const TURNED = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * @param {string} text
 * @returns {string} Of a script that runs the other way so that what stands beside it keeps its order.
 */
export function isolated(text) {
  return TURNED.test(text) ? `\u2068${text}\u2069` : text;
}

/** @param {string} text The beginning of what the person wrote. */
export function briefly(text) {
  return isolated(shortened(text));
}

/**
 * A message in its exact words, so many characters of them, with who, when and where.
 * @param {import("../briefing/shape.js").Said} said
 * @param {import("./brief.js").Around} around
 * @param {number} [most]
 */
export function exact(said, around, most) {
  const of = [isolated(who(said)), when(said, around)].filter(Boolean).join(", ");
  const text = isolated(shortened(said.text.trim().replace(/\s+/g, " "), most));
  const words = quoted({ ...said, text });
  return el("span", {}, words, ` ${of}. `, place(said, around));
}

/** @param {{text: string, place: string}} event What happened, with the place where one was said. */
export function eventText({ text, place }) {
  return place ? word("brief.event.place", { text, place }) : text;
}

/** @param {number[]} exhibits */
export function within(exhibits) {
  return counted("brief.in", exhibits.length, { list: exhibits.join(", ") });
}

/**
 * @param {string} text
 * @param {number} [most]
 */
export function shortened(text, most = WORDS) {
  return text.length > most ? `${text.slice(0, most).trimEnd()} […]` : text;
}

/**
 * @param {Told[]} told
 * @param {number} [about] Characters.
 * @returns {Told[]} The first of them, as many as fit into about two lines, and how many more there are.
 */
export function some(told, about) {
  const shown = shownOf(told, about);
  const rest = told.length - shown;
  return every([...told.slice(0, shown), ...(rest > 0 ? [counted("brief.more", rest)] : [])]);
}

/**
 * @param {Told[]} told
 * @param {number} [about] Characters.
 * @returns {number} How many of them are shown.
 */
export function shownOf(told, about = ABOUT) {
  return fitting(told.map(lengthOf), about);
}

/**
 * @param {Told[]} told
 * @returns {Told[]} All of them: what stands nowhere else is not cut short.
 */
export function every(told) {
  const last = told.length - 1;
  return told.flatMap((one, at) => (at < last ? followed(one, word("semicolon")) : [one]));
}

/**
 * @param {Told[]} told
 * @returns {Told[]} The same as a sentence.
 */
export function ended(told) {
  const last = told.at(-1);
  return last === undefined ? told : [...told.slice(0, -1), ...followed(last, ".")];
}

/**
 * A sign stays on the line of the button that it follows: without this a line may begin with it.
 * @param {Told} one
 * @param {string} sign
 * @returns {Told[]}
 */
export function followed(one, sign) {
  const button = one instanceof Element ? lastButton(one) : undefined;
  // A long one may take lines itself, and the sign would stand at the edge.
  if (!button || (button.textContent ?? "").length > SHORT) return [one, sign];
  const whole = el("span.whole");
  const outer = button === one;
  if (!outer) button.before(whole);
  whole.append(button, sign.trimEnd());
  return [outer ? whole : one, sign.slice(sign.trimEnd().length)];
}

/** @param {Element} one */
function lastButton(one) {
  const last = one.matches("button") ? one : one.lastChild;
  return last instanceof HTMLButtonElement ? last : undefined;
}

/**
 * @param {string} text
 * @returns {string} With a full stop, unless it ends by itself: another one comes after it.
 */
export function sentence(text) {
  return /[.!?\u2026\u201d\u00bb]$/.test(text) ? text : `${text}.`;
}

/**
 * @template One
 * @param {One[]} all
 * @param {(one: One) => string} of
 * @returns {One[][]} Those that are alike together, in the order of the first of each.
 */
export function alike(all, of) {
  /** @type {Map<string, One[]>} */
  const found = new Map();
  for (const one of all) found.set(of(one), [...(found.get(of(one)) ?? []), one]);
  return [...found.values()];
}

/**
 * @param {Told} one
 * @returns {number} As long as it is on paper: with quotation marks, without what only a page can do.
 */
function lengthOf(one) {
  if (!(one instanceof Element)) return (typeof one === "string" ? one : "").length;
  const marks = one.querySelectorAll("q").length * word("brief.quoted", { text: "" }).length;
  const buttons = [...one.querySelectorAll(".copy")].map((each) => each.textContent ?? "");
  return (one.textContent ?? "").length + marks - buttons.join("").length;
}

/**
 * @param {number[]} lengths
 * @param {number} about
 * @returns {number} How many of a list are shown, by how long each is.
 */
function fitting(lengths, about) {
  let [shown, whole] = [0, 0];
  for (const length of lengths) {
    whole += length;
    if (shown >= AT_LEAST && whole > about) break;
    shown += 1;
  }
  return shown;
}
