// What stands beside the items of a pane and is none of them: headings of groups, buttons that bring more,
// "writing…". What is typed into, and what stands around it, is left out.

import * as near from "../items/near.js";
import * as words from "../items/words.js";
import * as rows from "../segment/pick.js";
import * as dom from "../view/dom.js";
import { isField } from "./html.js";

const NOTHING = /^(script|style|template|noscript|link|meta|head|br|hr)$/;
const FIELDS = "input,textarea,[contenteditable],[role=textbox],[role=searchbox]";
const PICTURED = "img,video,audio,canvas,svg";
const LARGE = 4000; // characters: what says more holds several things
const MOST = 60; // in one look
const DEEPEST = 12;

/** @param {Element} element */
function holdsField(element) {
  if (isField(element)) return true;
  return Array.from(element.querySelectorAll(FIELDS)).some(isField);
}

/**
 * @param {Element} element
 * @param {KeepsakeBox} pane
 */
function isShown(element, pane) {
  if (!rows.near(dom.boxOf(element), pane, pane.height)) return false;
  const { visibility, display } = dom.styleOf(element);
  return visibility === "visible" && display !== "none";
}

/**
 * @param {KeepsakeSight} sight
 * @param {Element[]} units elements of those near the view, and the log whose lines are units
 * @param {KeepsakeBox} pane
 * @returns {Element[]}
 */
function restOf(sight, units, pane) {
  const taken = new Set([...units, ...near.fartherFrom(sight, pane)]);
  const holders = near.holdersOf(sight, [...taken]);
  /** @type {Element[]} */
  const out = [];
  /**
   * @param {Element} holder
   * @param {number} depth
   */
  const visit = (holder, depth) => {
    for (const child of dom.childrenNear(holder, pane)) {
      if (out.length >= MOST || taken.has(child) || NOTHING.test(child.localName)) continue;
      if (holders.has(child)) {
        visit(child, depth);
        continue;
      }
      if (!isShown(child, pane)) continue;
      const large =
        (child.textContent ?? "").length > LARGE || dom.boxOf(child).height > pane.height;
      if (large && depth < DEEPEST && child.childElementCount) visit(child, depth + 1);
      else if (!holdsField(child) && says(child)) out.push(child);
    }
  };
  visit(sight.pane, 0);
  return out;
}

/** @param {Element} element */
function says(element) {
  return (
    words.label(element) !== "" || element.matches(PICTURED) || element.querySelector(PICTURED)
  );
}

export { restOf };
