// Which lines of the items say who and when on this page, learnt from several of them: names are
// said again and again and lead what is said, times stand in elements of one kind.

import * as dom from "../view/dom.js";
import * as lines from "./lines.js";
import * as logLine from "./log_line.js";
import * as tails from "./tails.js";
import * as timeWords from "./time_words.js";
import * as words from "./words.js";

const { firstOf, goesOn, kindOf, linesOf, mayBeName, saysMore, untimed } = lines;
const { label } = words;
const SAMPLE = 60; // items
const HEADS = 3; // items that begin with a name, at least
const AGAIN = 2; // a name is said that often on average
const NAMES = 0.8; // of the first lines of one kind may be names: then the others are none
const CLOCKS = 0.8; // of the elements of one kind say a time: then they are there for it
const MOST = 0.6; // of the items
const BUTTON = "button,[role=button]";
const LEVELS = 4; // of a group around its items
const FEW = 60; // elements looked at for the first line of a group
const PICTURED = "img,video,audio,canvas,svg,[style*='url(']";
const SENTENCE = /\s\p{Ll}[\p{L}’']*$/u; // its last word begins with a small letter: no name does
const PARTICLE = "d[aeiou]s?|del|della|la|le|van|von|vom|zu|zum|ter|ten|bin|ben|ibn|al|el|y|e|i";
const GOES_ON = new RegExp(`^\\s(?!(?:${PARTICLE})\\s)[\\p{Ll}\\p{Lo}]`, "u"); // in a sentence, not in a longer name
const PLAIN = 2; // words of a name; some have more than all others on their page, but not by so many

/** @type {Element | null} */
let pane = null;

/** @type {Map<string, number>} kinds of lines that name who wrote an item, and how many items begin with each */
let heads = new Map();
let most = 0; // items that begin with lines of one kind
/** @type {Set<string>} of those, after which the same line goes on with what is said */
let flowing = new Set();
/** @type {string[]} names that are said in them */
let names = [];
/** @type {Set<string>} of lines over several items */
let groups = new Set();
/** @type {Set<string>} */
let clocks = new Set();
/** @type {Set<string>} what buttons say that stand on most items */
let buttons = new Set();
let logged = false; // rows are written as "[time] name: words"

/**
 * @param {Map<string, number>} values names, and how often each is said
 * @param {string} around words that name who the page is about
 */
function areNames(values, around) {
  const said = Array.from(values.values()).reduce((sum, n) => sum + n, 0);
  if (said < HEADS || said < values.size * AGAIN) return false;
  // The site itself may say something among the messages.
  const named = Array.from(values).filter(([value]) => mayBeName(value));
  if (named.reduce((sum, [, n]) => sum + n, 0) < said * NAMES) return false;
  // What is the same everywhere may as well be a label.
  return values.size > 1 || around.includes(Array.from(values.keys())[0] ?? "");
}

/**
 * The lines over an item and those beside it, nearest first.
 * @param {Element} item
 * @returns {{first: Element, group: Element}[]}
 */
function above(item) {
  const out = [];
  let group = dom.parentOf(item);
  for (let n = 0; group && group !== pane && n < LEVELS; n++) {
    const first = firstOf(dom.descendants(group, FEW));
    if (first && !dom.holds(item, first)) out.push({ first, group });
    group = dom.parentOf(group);
  }
  return out;
}

/**
 * @param {Element[]} items
 * @param {string} around
 * @returns {Set<string>} kinds of lines that stand once over several items of one person
 */
function groupsOf(items, around) {
  const known = new Set(items);
  const seen = new Set();
  /** @type {Map<string, Map<string, number>>} */
  const found = new Map();
  for (const { first, group } of items.flatMap(above)) {
    if (seen.has(group)) continue;
    seen.add(group);
    let inside = false;
    for (let up = /** @type {Element | null} */ (first); up && up !== group; up = dom.parentOf(up))
      inside ||= known.has(up);
    if (!inside) count(found, kindOf(first, group), label(first));
  }
  return namesIn(found, around);
}

/**
 * @param {Map<string, Map<string, number>>} to
 * @param {string} kind
 * @param {string} said
 */
function count(to, kind, said) {
  const values = to.get(kind) ?? new Map();
  to.set(kind, values.set(said, (values.get(said) ?? 0) + 1));
}

/**
 * Learns from the items in view at the start; what is learnt holds for the whole capture, for
 * what an item is known by depends on it.
 * @param {Element} within the pane
 * @param {Element[]} all
 * @param {{around: string, conversation: boolean}} about words that name who the page is about
 */
function learn(within, all, { around, conversation }) {
  pane = within;
  const items = all.slice(0, SAMPLE);
  clocks = clocksOf(items);
  buttons = buttonsOn(items);
  const begun = items.filter((item) => logLine.beginOf(label(item)));
  logged = begun.length >= HEADS && begun.length >= items.length * MOST;
  // Things for sale begin with a place or a kind of thing, and that is no name.
  const written = conversation || items.filter(isTimed).length * 2 >= items.length;
  heads = written ? headsOf(items, around) : new Map();
  most = Math.max(0, ...heads.values());
  groups = written ? groupsOf(items, around) : new Set();
  tails.learn(written ? items : [], leadOf, { names, around });
}

/**
 * @param {Element[]} items
 * @returns {Set<string>} what the buttons say that most of them have
 */
function buttonsOn(items) {
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const item of items)
    for (const said of new Set(dom.descendants(item, 600).filter(isButton).map(label)))
      found.set(said, (found.get(said) ?? 0) + 1);
  const most = Array.from(found).filter(([, n]) => n >= HEADS && n >= items.length * MOST);
  return new Set(most.map(([said]) => said));
}

/** @param {Element} node */
function isButton(node) {
  return node.matches(BUTTON) && label(node) !== "" && !node.querySelector(PICTURED);
}

/**
 * @param {Element} node
 * @returns {boolean} true for a button of the page ("Reply") that is no part of what is said
 */
function isFurniture(node) {
  return buttons.size > 0 && isButton(node) && buttons.has(label(node));
}

/**
 * @param {string} said
 * @returns {{author: string, time_shown: string} | null} who and when, where rows begin with that
 */
function beginOf(said) {
  return logged ? logLine.beginOf(said) : null;
}

/** @param {Element} item */
function isTimed(item) {
  return dom.descendants(item, 600).some((each) => lines.timeIn(label(each)) !== "");
}

/**
 * @param {Element[]} items
 * @returns {Set<string>} kinds of lines that say when
 */
function clocksOf(items) {
  /** @type {Map<string, {all: number, times: number}>} */
  const timed = new Map();
  for (const item of items) {
    for (const line of linesOf(dom.descendants(item, 600))) {
      const told = timed.get(kindOf(line, item)) ?? { all: 0, times: 0 };
      timed.set(kindOf(line, item), told);
      told.all += 1;
      told.times += Number(timeWords.isTime(label(line)));
    }
  }
  const enough = Array.from(timed).filter(
    ([, { all, times }]) => times >= HEADS && times >= all * CLOCKS,
  );
  return new Set(enough.map(([kind]) => kind));
}

/**
 * @param {Element[]} items
 * @param {string} around
 * @returns {Map<string, number>} kinds of lines that items begin with and that name who wrote them, with how many
 */
function headsOf(items, around) {
  /** @type {Map<string, Map<string, number>>} */
  const leading = new Map();
  /** @type {Map<string, number>} */
  const going = new Map();
  for (const item of items) {
    const all = dom.descendants(item, 600);
    const first = firstOf(all);
    if (!first || !saysMore([item, ...all], first)) continue;
    const kind = kindOf(first, item);
    count(leading, kind, untimed(first));
    going.set(kind, (going.get(kind) ?? 0) + (goesOn(first, item) ? 1 : -1));
  }
  const found = namesIn(leading, around);
  flowing = new Set(Array.from(found).filter((kind) => (going.get(kind) ?? 0) >= 0));
  const said = Array.from(found).flatMap((kind) => Array.from(leading.get(kind) ?? []));
  names = said.filter(([, n]) => n >= AGAIN).map(([name]) => name);
  const howOften = (/** @type {string} */ kind) =>
    Array.from(leading.get(kind)?.values() ?? []).reduce((sum, n) => sum + n, 0);
  return new Map(Array.from(found, (kind) => [kind, howOften(kind)]));
}

/**
 * @param {Map<string, Map<string, number>>} found what lines of each kind say
 * @param {string} around
 */
function namesIn(found, around) {
  return tails.withSided(found, (values) => areNames(values, around));
}

/**
 * @param {Element} item
 * @param {Element[]} all
 * @returns {Element | null} the line that names who wrote it, where it has one
 */
function nameIn(item, all) {
  const first = leadOf(item, all);
  return first && mayBeName(untimed(first)) ? first : null;
}

/**
 * @param {Element} item
 * @param {Element[]} all
 * @returns {Element | null} the line that stands where names do; above may stand whom it answers
 */
function leadOf(item, all) {
  const first = heads.size ? firstOf(all) : null;
  if (!first) return null;
  const often = (/** @type {Element} */ line) => heads.get(kindOf(line, item)) ?? 0;
  const own = often(first);
  if (own === most) return first;
  const more = linesOf(all).filter((each) => each !== first && often(each) > own);
  const better = more.find((each) => names.includes(untimed(each)));
  return better ?? (own ? first : null);
}

/**
 * @param {Element} item
 * @param {Element[]} all
 * @returns {boolean} true where the name that it begins with is the beginning of a sentence, as messages
 *   of this page do not begin: the site says it, and nobody wrote it
 */
function isNote(item, all) {
  const first = leadOf(item, all);
  if (!first) return false;
  const said = untimed(first);
  if (names.includes(said)) return goesOn(first, item) && !flowing.has(kindOf(first, item));
  if (said === label(item) && !item.querySelector(PICTURED)) return true;
  const longest = Math.max(PLAIN, ...names.map((name) => name.split(" ").length));
  if (said.split(" ").length > longest + PLAIN && SENTENCE.test(said)) return true;
  return names.some((name) => said.startsWith(`${name} `) && GOES_ON.test(said.slice(name.length)));
}

/**
 * @param {Element} item
 * @returns {string} the name over the group of items that it stands in, "" where there is none
 */
function groupName(item) {
  const found = (groups.size ? above(item) : []).find(
    ({ first, group }) => groups.has(kindOf(first, group)) && mayBeName(label(first)),
  );
  return found ? label(found.first) : "";
}

/**
 * @param {Element} line
 * @param {Element} item
 * @returns {boolean} true when such lines say when, or nothing is known about that
 */
function tellsTime(line, item) {
  return clocks.size === 0 || lines.isKindOf(kindOf(line, item), clocks);
}

export { beginOf, groupName, isFurniture, isNote, learn, nameIn, tellsTime };
