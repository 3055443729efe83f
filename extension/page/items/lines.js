// The lines that an item is made of: elements with words of their own.

import * as answers from "../segment/answers.js";
import * as dom from "../view/dom.js";
import { once } from "../view/once.js";
import * as timeWords from "./time_words.js";
import * as words from "./words.js";

const { label } = words;
const LONGEST = 60; // characters of a name
const DEPTH = 12;
const SAMPLE = 60; // items
const AGAIN = 3; // items, at least
const MOST = 0.6; // of the items
const DEEP = 3; // levels: shorter ways lead to anything
const PHONE = /^\+\p{Nd}[\p{Nd}\s().\u2011-]{6,20}$/u; // of who is in no list of contacts
const INITIAL = /\s(\p{Lu}|Jr|Sr)\.$/u; // a name may end in it

/**
 * What a line looks like to the one who made the page: its place in the item, and its class.
 * @param {Element} line
 * @param {Element} item
 */
function kindOf(line, item) {
  const way = [];
  for (let node = /** @type {Element | null} */ (line); node && node !== item; ) {
    way.push(node.localName);
    node = dom.parentOf(node);
    if (way.length > DEPTH) break;
  }
  return `${way.join("<")} ${line.className}`;
}

/**
 * @param {string} kind of a line in an item, which may stand in the one it answers
 * @param {Set<string>} kinds of lines in items that may hold others
 * @returns {boolean} true where it is one of them, or one leads as far and then on through what holds such items
 */
function isKindOf(kind, kinds) {
  if (kinds.has(kind)) return true;
  const [way = "", ...classes] = kind.split(" ");
  if (way.split("<").length < DEEP) return false;
  return Array.from(kinds).some((each) => {
    const [other = "", ...others] = each.split(" ");
    return other.startsWith(`${way}<`) && others.join(" ") === classes.join(" ");
  });
}

/**
 * @param {string} kind
 * @param {string} other
 * @returns {boolean} true for kinds of lines in one place that are made alike, but not in everything
 */
function madeAlike(kind, other) {
  const [[way, ...names], [where, ...others]] = [kind.split(" "), other.split(" ")];
  return way === where && names.some((name) => name !== "" && others.includes(name));
}

/** @param {Element} node */
const isLine = (node) => answers.hasOwnWords(node) && label(node) !== "";

/** Of elements those that have words of their own. */
const linesOf = once((/** @type {Element[]} */ all) => all.filter(isLine));

const shows = once((/** @type {Element} */ line) =>
  line.checkVisibility({ checkOpacity: line.closest("button") !== null }),
);

/**
 * @param {string} said
 * @param {string} name
 * @returns {boolean} true for "DV" in the place of the face of "Dorian Vale"
 */
function isInitials(said, name) {
  if (!/^\p{Lu}{1,3}$/u.test(said) || said === name || !mayBeName(name)) return false;
  const first = Array.from(name.matchAll(/(?:^|\s)(\p{L})/gu), ([, letter]) => letter);
  return first.join("").toUpperCase().startsWith(said);
}

/**
 * @param {Element[]} worded lines, in order
 * @returns {Element[]} the same without the initials that stand before a name
 */
function pastInitials([first, second, ...more]) {
  if (!first || !second) return first ? [first] : [];
  const rest = [second, ...more];
  return isInitials(label(first), label(second)) ? rest : [first, ...rest];
}

/**
 * @param {Element} line
 * @param {Element[]} all what it stands among
 * @returns {boolean} true where it reads out another line with who said it, and nobody sees it
 */
function readsOut(line, all) {
  if (!words.isUnseen(line)) return false;
  const said = label(line);
  return linesOf(all).some((each) => each !== line && said.endsWith(label(each)));
}

/**
 * @param {Element[]} all
 * @returns {Element | null}
 */
function firstShown(all) {
  const worded = (/** @type {string} */ said) =>
    PHONE.test(said) || (/\p{L}/u.test(said) && !timeWords.isTime(said));
  const shown = [];
  for (const each of all) {
    if (!isLine(each) || !worded(label(each)) || !shows(each) || readsOut(each, all)) continue;
    if (shown.push(each) === 2) break;
  }
  const [line] = pastInitials(shown);
  const lead = line?.firstElementChild;
  // "Nora <nora@…>": the name stands in an element, what is beside it in the line itself.
  const apart = lead && answers.hasOwnWords(lead) && worded(label(lead));
  return (apart && label(line).startsWith(label(lead)) ? lead : line) ?? null;
}

/** The first line in words that shows: stars and signs may stand before it, and buttons that are not pointed at. */
const firstOf = once(firstShown);

/**
 * @param {Element} line
 * @returns {string} its words without those of its elements; "" where they say when
 */
function ownWords(line) {
  const own = dom.nodesOf(line).filter(({ nodeType }) => nodeType === 3);
  const said = own.map(({ nodeValue }) => nodeValue).join(" ");
  return timeWords.isTime(label(line)) ? "" : said;
}

/**
 * @param {Element} line
 * @returns {string} what it says without the time that may stand on it
 */
function untimed(line) {
  const times = Array.from(line.children);
  const own = times.length && times.every((each) => timeWords.isTime(label(each)));
  const said = label(line);
  if (own) return ownWords(line).replace(/\s+/g, " ").trim() || said;
  return nameAndTime(said)?.name ?? said;
}

/** @param {string} said */
function mayBeName(said) {
  if (said.length > LONGEST || !(/\p{L}/u.test(said) || PHONE.test(said))) return false;
  return !/[.!?…,;]$/.test(said) || INITIAL.test(said);
}

/**
 * @param {string} said
 * @returns {{name: string, time: string} | null} of "Nora Whitfield, 10:15"; null for anything else
 */
function nameAndTime(said) {
  if (said.length > LONGEST || !/\p{Nd}/u.test(said)) return null;
  for (const { index, 0: between } of said.matchAll(/[\s,·•|(–—-]+/g)) {
    const name = said.slice(0, index);
    const time = said.slice(index + between.length).replace(/\)$/, "");
    if (timeWords.isTime(time) && mayBeName(name) && !timeWords.isTime(name)) return { name, time };
  }
  return null;
}

/**
 * @param {string} said a line
 * @returns {string} the time on it, also where who wrote it or what others did stands beside that
 */
function timeIn(said) {
  const parts = said.length > LONGEST ? [] : said.split(/\s*[·•|]\s*/);
  return parts.find((part) => timeWords.isTime(part)) ?? nameAndTime(said)?.time ?? "";
}

/**
 * @param {Element[]} all an item and what is in it
 * @param {Element} first
 * @returns {boolean} true when it says more than a name and a time
 */
function saysMore(all, first) {
  if (all.some((each) => /^(img|video|audio|canvas)$/.test(each.localName))) return true;
  return linesOf(all).some((each) => each !== first && /[\p{L}\p{N}]/u.test(ownWords(each)));
}

/**
 * @param {Element} line
 * @param {Element} item
 * @returns {boolean} true where words that are in no element of their own follow on the same line
 */
function goesOn(line, item) {
  for (let node = /** @type {Element | null} */ (line); node && node !== item; ) {
    if (!dom.styleOf(node).display.startsWith("inline")) return false;
    const after = [];
    for (let next = node.nextSibling; next; next = next.nextSibling)
      if (next.nodeType !== 8 && next.textContent?.trim()) after.push(next);
    const [next] = after;
    if (next) return next.nodeType === 3 && /^\s*\p{L}/u.test(next.nodeValue ?? "");
    node = dom.parentOf(node);
  }
  return false;
}

/** @type {Set<string>} kinds of lines that most items of the page begin with */
let usual = new Set();

/** @param {Element[]} items those in view at the start */
function learn(items) {
  /** @type {Map<string, number>} */
  const found = new Map();
  const some = items.slice(0, SAMPLE);
  for (const item of some) {
    const first = firstOf(dom.descendants(item, 600));
    const kind = first ? kindOf(first, item) : "";
    found.set(kind, (found.get(kind) ?? 0) + 1);
  }
  const most = Array.from(found).filter(([, n]) => n >= AGAIN && n >= some.length * MOST);
  usual = new Set(most.map(([kind]) => kind));
}

/**
 * @param {Element} line
 * @param {Element} item
 * @returns {boolean} true where nothing else stands on the same line: it is a block; or it stands before a block as
 *   the first words of most items do, and not of one message in which something is written in bold
 */
function standsAlone(line, item) {
  const isInline = (/** @type {Element} */ each) => dom.styleOf(each).display.startsWith("inline");
  if (!isInline(line)) return true;
  if (!usual.has(kindOf(line, item))) return false;
  const ends = (
    /** @type {Node | null} */ from,
    /** @type {"nextSibling" | "previousSibling"} */ on,
  ) => {
    for (let node = from; node; node = node[on]) {
      if (node.nodeName === "BR") return true;
      if (node.nodeType === 8 || !node.textContent?.trim()) continue;
      return node.nodeType === 1 && !isInline(/** @type {Element} */ (node));
    }
    return null;
  };
  return (
    ends(line.nextSibling, "nextSibling") === true &&
    ends(line.previousSibling, "previousSibling") !== false
  );
}

export {
  firstOf,
  goesOn,
  isInitials,
  isKindOf,
  isLine,
  kindOf,
  learn,
  linesOf,
  madeAlike,
  mayBeName,
  pastInitials,
  saysMore,
  standsAlone,
  timeIn,
  untimed,
};
