// What leads to the next part of what a page shows, wherever on the page it stands: a list that goes on
// elsewhere is not all there. Nothing is clicked.

import * as dom from "../view/dom.js";
import * as roots from "../view/roots.js";
import * as more from "./more.js";
import * as paging from "./paging.js";
import * as words from "./words.js";

const WAYS = `${paging.PRESSED},[rel~=next]`;
const LEAST = 4; // CSS pixels
const NEAREST = 8; // CSS pixels into an item
const PARTS = 4; // elements that such a button is made of

/**
 * @param {Element} node
 * @param {Set<Element>} items
 * @returns {boolean} true for what stands in an item that says something else too: it is that item's
 */
function isOfAnItem(node, items) {
  for (let up = /** @type {Element | null} */ (node); up; up = dom.parentOf(up))
    if (items.has(up)) return !paging.wayIn(words.label(up));
  return false;
}

/**
 * @param {KeepsakeBox} box
 * @param {Element} pane
 * @param {KeepsakeBox} view of the pane
 */
function isBesidePane(box, pane, view) {
  const isRoot = pane === pane.ownerDocument.scrollingElement;
  return isRoot || (box.x < view.x + view.width && box.x + box.width > view.x);
}

/**
 * @param {Element} node
 * @returns {boolean} true for what leads to another part, and can be seen
 */
function leads(node) {
  if (node.querySelectorAll("*").length > PARTS) return false;
  if (!paging.wayOf(node, words.label(node))) return false;
  const { width, height } = dom.boxOf(node);
  const shown = node.matches("a[rel~=next]") || (width >= LEAST && height >= LEAST);
  return shown && dom.styleOf(node).visibility !== "hidden";
}

/**
 * @param {Element} pane
 * @param {KeepsakeBox} view
 * @param {{node: KeepsakeNode, box: KeepsakeBox}[]} items
 * @param {{top: boolean, bottom: boolean}} edges those of the pane that are in view
 * @returns {{above: boolean, below: boolean}}
 */
function onward(pane, view, items, { top, bottom }) {
  const found = { above: false, below: bottom && paging.hasNext() };
  if (!items.length || !(top || bottom)) return found;
  const nodes = new Set(
    items.flatMap(({ node }) => ("parts" in node ? [] : [/** @type {Element} */ (node)])),
  );
  const from = Math.min(...items.map(({ box }) => box.y));
  const to = Math.max(...items.map(({ box }) => box.y + box.height));
  for (const node of roots.everywhere(WAYS)) {
    if (!leads(node) || isOfAnItem(node, nodes)) continue;
    const box = dom.boxOf(node);
    if (!isBesidePane(box, pane, view)) continue;
    const over = box.y + box.height <= from + NEAREST;
    const under = box.y >= to - NEAREST;
    if (top && !under) found.above = true;
    if (bottom && !over) found.below = true;
  }
  return found;
}

/**
 * What only a click would bring, near the first and last item or elsewhere.
 * @param {Element} pane
 * @param {KeepsakeBox} view
 * @param {{node: KeepsakeNode, box: KeepsakeBox, divider: boolean}[]} there
 * @param {{top: boolean, bottom: boolean, conversation: boolean}} edges
 * @returns {{above: boolean, below: boolean}}
 */
function offered(pane, view, there, edges) {
  const items = there.filter(({ divider }) => !divider);
  const boxes = items.map(({ box }) => box);
  const near = more.beyond(pane, view, boxes, edges);
  const far = onward(pane, view, items, edges);
  return { above: near.above || far.above, below: near.below || far.below };
}

export { offered };
