// Words in view that are in no item and divide none: what was read is then not all that is said there.

import * as find from "../pane/find.js";
import * as answers from "../segment/answers.js";
import * as dom from "../view/dom.js";
import { during } from "../view/once.js";
import * as page from "../view/page.js";
import * as apart from "./apart.js";
import * as more from "./more.js";
import * as near from "./near.js";
import * as timeWords from "./time_words.js";
import * as words from "./words.js";

const { isVisible, nodesNear } = near;
const LEAST = 30; // characters: what is shorter is the page's own label, a count or a name
const FEWEST = 4; // words
const MOST = 6000; // elements looked at
const KEPT = 80; // characters by which a passage is known again
const OWN =
  "nav,header,footer,aside,form,dialog,button,label,legend,select,option,summary,figcaption,noscript,script,style,a," +
  "[role=navigation],[role=banner],[role=contentinfo],[role=complementary],[role=search],[role=button],[role=link]," +
  "[role=status],[role=alert],[role=tooltip],[aria-live],[aria-hidden=true]";

/**
 * @param {KeepsakeSight} sight
 * @param {Element} line
 * @param {Set<Element>} told items and dividers
 * @returns {boolean} true where it is in one of them, or the page speaks of itself
 */
function isToldOrOwn(sight, line, told) {
  for (let up = /** @type {Element | null} */ (line); up; up = dom.parentOf(up)) {
    if (told.has(up)) return true;
    if (up === sight.pane) return false;
    if (up.matches(OWN) || up.matches(apart.LOADING)) return true;
    if (/fixed|sticky/.test(dom.styleOf(up).position)) return true;
  }
  return true; // not in the pane
}

/** @param {string} said */
function saysSomething(said) {
  if (said.length < LEAST || said.split(/\s+/).length < FEWEST) return false;
  return !page.title().includes(said) && !timeWords.isTime(said);
}

/**
 * @param {KeepsakeSight} sight
 * @returns {string[]} the beginning of each passage in view
 */
function outsideNow(sight) {
  if (sight.log || !sight.rule.selector) return [];
  const view = find.paneBox(sight.pane);
  const there = nodesNear(sight, view);
  if (!there.some(({ divider }) => !divider)) return [];
  const told = new Set(
    there.flatMap(({ node }) => ("parts" in node ? [] : [/** @type {Element} */ (node)])),
  );
  const lines = dom.descendants(sight.pane, MOST, view).filter(answers.hasOwnWords);
  return lines.flatMap((line) => {
    if (!saysSomething(words.label(line)) || !isVisible(dom.boxOf(line), view)) return [];
    if (isToldOrOwn(sight, line, told) || words.isUnseen(line)) return [];
    if (dom.styleOf(line).visibility === "hidden" || more.offers(line)) return [];
    const said = words.wordsOf(line, new Set(line.querySelectorAll(OWN))).replace(/\s+/g, " ");
    return saysSomething(said) ? [said.slice(0, KEPT)] : [];
  });
}

/** @param {KeepsakeSight} sight */
export const outside = (sight) => during(() => outsideNow(sight));
