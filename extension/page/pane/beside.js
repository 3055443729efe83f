// Columns like the one that is kept: each scrolls by itself, and none of them is in the capture.

import * as words from "../items/words.js";
import * as shape from "../segment/shape.js";
import * as dom from "../view/dom.js";
import * as page from "../view/page.js";
import * as still from "./still.js";

const MOST = 20_000; // elements looked at
const ALIKE = 0.2; // of its width another column is wider or narrower, at most
const LEAST = 3; // lines of words
const FEW = 200; // elements of a column that are looked at

/**
 * @param {Element} pane the one that is kept
 * @returns {number} how many columns made like it or written to as it is, with something in them, stand beside it
 */
function beside(pane) {
  if (pane === pane.ownerDocument.scrollingElement) return 0;
  const way = wayTo(pane);
  const own = dom.boxOf(pane);
  const { overflowY } = dom.styleOf(pane);
  const written = still.placesToWrite();
  return dom.descendants(page.root(), MOST).filter((node) => {
    if (node === pane) return false;
    if (isWrittenTo(node, own, written)) return true;
    if (node.localName !== pane.localName) return false;
    const plain = !node.classList.length && !pane.classList.length;
    if (!plain && !dom.sharesClass(node, pane)) return false;
    const box = dom.boxOf(node);
    if (Math.abs(box.width - own.width) > own.width * ALIKE || box.height < own.height / 4)
      return false;
    const apart = box.x >= own.x + own.width - 1 || box.x + box.width <= own.x + 1;
    if (!apart || dom.styleOf(node).overflowY !== overflowY || wayTo(node) !== way) return false;
    return (page.isInViewport(box) || isInStrip(node, pane)) && saysSomething(node);
  }).length;
}

/**
 * @param {Element} node
 * @param {KeepsakeBox} own where the pane is
 * @param {Element[]} written places to write
 * @returns {boolean} true for what scrolls at the side of the pane and has a place to write below it: another
 *   conversation, or a thread of this one
 */
function isWrittenTo(node, own, written) {
  if (written.length < 2 || node.scrollHeight <= node.clientHeight + 1) return false;
  if (!/auto|scroll/.test(dom.styleOf(node).overflowY)) return false;
  const box = dom.boxOf(node);
  const apart = box.x >= own.x + own.width - 1 || box.x + box.width <= own.x + 1;
  if (!apart || box.height < own.height / 4 || !page.isInViewport(box)) return false;
  return still.isBelow(node, box, written) && saysSomething(node);
}

/**
 * @param {Element} node
 * @returns {string} the tags that lead to it
 */
function wayTo(node) {
  const way = [];
  for (let up = dom.parentOf(node); up; up = dom.parentOf(up)) way.push(up.localName);
  return way.join("<");
}

/**
 * @param {Element} node
 * @param {Element} pane
 * @returns {boolean} true where both stand in what scrolls sideways
 */
function isInStrip(node, pane) {
  for (let up = dom.parentOf(node); up; up = dom.parentOf(up)) {
    if (!dom.holds(up, pane)) continue;
    const wide = up.scrollWidth > up.clientWidth + 1;
    if (wide && dom.styleOf(up).overflowX !== "hidden") return true;
  }
  return false;
}

/** @param {Element} node */
function saysSomething(node) {
  const told = shape.linesOf(dom.descendants(node, FEW));
  return told.filter((line) => words.label(line.node)).length >= LEAST;
}

export { beside };
