// Who wrote an item.

import * as answers from "../segment/answers.js";
import * as dom from "../view/dom.js";
import * as columns from "./columns.js";
import * as habits from "./habits.js";
import * as lines from "./lines.js";
import * as tails from "./tails.js";
import * as timeWords from "./time_words.js";
import * as words from "./words.js";

const { label } = words;
const NAMED =
  "[data-author],[data-sender],[data-username],[itemprop=author],[rel=author]," +
  "[class*=author i],[class*=sender i],[class*=username i],[class*=user-name i],[class*=display-name i]," +
  "[class*=displayname i],[class*=nickname i],[data-testid*=author i],[data-testid*=user-name i]";
const TITLE = "h2,h3,h4,h5,h6,[role=heading]";
/** After a name, for who hears it read out: "Nora said:". */
const SAYS =
  /(?:\s(?:said|says|wrote|writes|sent|a dit|a écrit|sagte|schrieb|dijo|escribió|disse|escreveu|ha scritto))?\s*:$/iu;
const WRITER = /user|author|sender|name/i;

/** @type {string[]} elements that name the writer on this platform, by shared/data/platforms/ */
let selectors = [];
/** @type {string[]} elements that hold nothing but who and when */
let headings = [];

/** @param {{authors?: string[], heads?: string[]}} known */
function namedBy({ authors = [], heads = [] }) {
  selectors = authors;
  headings = heads;
}

/**
 * @param {Element[]} all
 * @returns {Element[]} what of an item says who and when, and no more
 */
function headsOf(all) {
  return headings.length ? all.filter((each) => each.matches(headings.join())) : [];
}

/**
 * Who wrote an item, and the element that says so, or null.
 * @param {Element} node
 * @param {Element[]} all its descendants
 * @returns {{name: string, element: Element | null, source?: string}}
 */
function authorOf(node, all) {
  const own = node.localName.includes("-") ? ["author"] : [];
  for (const name of ["data-author", "data-sender", "data-username", ...own]) {
    const value = node.getAttribute(name);
    if (value) return { name: value, element: shownAs(value, all) };
  }
  const before = /^\[[^\]]*\]\s*([^:]{1,80}):\s*$/.exec(
    all.map((each) => each.getAttribute("data-pre-plain-text")).find(Boolean) ?? "",
  );
  if (before?.[1]) return { name: before[1], element: shownAs(before[1], all) };
  const known = byData(node, all) ?? byLabel(node, all) ?? columns.writerOf(node);
  if (known) return known;
  if (habits.isNote(node, all)) return { name: "", element: null };
  for (const element of all) {
    if (!element.matches(NAMED) || element.matches("img,svg,button")) continue;
    const text = label(element);
    const whole = label(node);
    if (!text || text.length > 80 || text === whole) continue;
    return { name: innerName(element, text), element };
  }
  const face = faceIn(all);
  const learnt = habits.nameIn(node, all);
  if (learnt && learnt !== face?.element)
    return {
      name: lines.untimed(learnt).replace(SAYS, ""),
      element: lineOf(learnt, node),
    };
  const after = tails.nameIn(node, all) ?? face;
  if (after) return after;
  const [first] = lines.pastInitials(all.filter(answers.hasOwnWords));
  const line = first ? lineOf(first, node) : null;
  if (first && line && isHeading(first, line, node)) return { name: nameOn(line), element: line };
  const title = titleIn(node, all);
  if (title) return { name: nameOn(title), element: title };
  const over = habits.groupName(node);
  return over ? { name: over, element: null, source: "above" } : { name: "", element: null };
}

/**
 * The name that the initials in the place of a face stand for, where the page tells it.
 * @param {Element[]} all
 */
function faceIn(all) {
  for (const element of all) {
    const said = element.childElementCount ? "" : label(element);
    if (!/^\p{Lu}{1,3}$/u.test(said)) continue;
    for (const each of [element, element.parentElement, element.parentElement?.parentElement]) {
      const told =
        each && all.includes(each)
          ? ["title", "aria-label"].map((one) => each.getAttribute(one) ?? "")
          : [];
      const name = told.find((one) => one && lines.isInitials(said, one));
      if (name) return { name, element };
    }
  }
  return null;
}

/**
 * The name itself, where it stands beside a handle or in a link to who it is.
 * @param {Element} element
 * @param {string} text
 */
function innerName(element, text) {
  const inner = Array.from(element.querySelectorAll(NAMED)).filter((each) => label(each));
  const name = inner.find((each) => !each.querySelector(NAMED));
  const link = element.querySelector("a[href]");
  return (name && label(name)) || (link && label(link)) || text;
}

/**
 * @param {Element} line
 * @returns {string} what it says without the time that stands on it
 */
function nameOn(line) {
  const times = dom.descendants(line, 50).filter((each) => timeWords.isTime(label(each)));
  return words.wordsOf(line, new Set(times)).replace(/\s+/g, " ").slice(0, 80);
}

/**
 * @param {Element} item
 * @param {Element[]} all
 * @returns {Element | null} a heading in it that says who and when, and no more: what it answers may stand above that
 */
function titleIn(item, all) {
  const whole = label(item);
  const found = all.find((each) => {
    if (!each.matches(TITLE) || label(each) === whole) return false;
    const timed = dom.descendants(each, 20).some((inner) => timeWords.isTime(label(inner)));
    const name = timed ? nameOn(each) : "";
    return name !== "" && lines.mayBeName(name) && !timeWords.isTime(name);
  });
  return found ?? null;
}

/**
 * By what is known of this platform.
 * @param {Element} node
 * @param {Element[]} all
 */
function byData(node, all) {
  const whole = label(node);
  for (const selector of selectors) {
    const element = all.find((each) => each.matches(selector) && label(each));
    const name = element ? label(element) : "";
    if (element && name.length <= 80 && name !== whole) return { name, element };
  }
  return null;
}

/**
 * By the element that the item itself names as its writer, for who cannot see; a group of
 * messages shares one.
 * @param {Element} node
 * @param {Element[]} all
 */
function byLabel(node, all) {
  const root = /** @type {Document | ShadowRoot} */ (node.getRootNode());
  for (const each of [node, ...all.slice(0, 12)]) {
    for (const id of each.getAttribute("aria-labelledby")?.split(/\s+/) ?? []) {
      const element = WRITER.test(id) ? root.getElementById(id) : null;
      const first = element?.firstElementChild ?? element;
      const name = first ? label(first) : "";
      if (first && name && name.length <= 80 && name !== label(node))
        return { name, element: dom.holds(node, first) ? first : null };
    }
  }
  return null;
}

/**
 * @param {string} name
 * @param {Element[]} all
 */
function shownAs(name, all) {
  return all.find((each) => each.childElementCount === 0 && label(each) === name) ?? null;
}

/**
 * The block that a piece of text stands in.
 * @param {Element} from
 * @param {Element} item
 */
function lineOf(from, item) {
  let node = from;
  while (dom.styleOf(node).display.startsWith("inline")) {
    const up = dom.parentOf(node);
    if (!up || up === item || label(up) !== label(node)) break;
    node = up;
  }
  return node;
}

/**
 * @param {Element} first
 * @param {Element} item
 */
function leads(first, item) {
  const link = first.closest("a[href]");
  return link !== null && link !== item && dom.holds(item, link);
}

/**
 * A first short line of its own in heavier type (or a heading, or a link) names the author.
 * @param {Element} first
 * @param {Element} line
 * @param {Element} item
 */
function isHeading(first, line, item) {
  const name = nameOn(line);
  const whole = label(item);
  if (/\p{Sc}\s?\p{Nd}|\p{Nd}\s?\p{Sc}/u.test(name)) return false;
  if (!lines.mayBeName(name) || name === whole || name.endsWith(":")) return false;
  if (!whole.startsWith(name)) return false;
  const heavy = Number(dom.styleOf(first).fontWeight) >= 600;
  const header = first.closest("header");
  const named =
    first.closest("h2,h3,h4,h5,h6") !== null ||
    line.matches("h2,h3,h4,h5,h6") ||
    (header !== null && header !== item && dom.holds(item, header));
  const alone = lines.standsAlone(line, item);
  return named || (heavy && (alone || leads(first, item)));
}

export { authorOf, headsOf, namedBy };
