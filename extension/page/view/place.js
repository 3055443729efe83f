// How far a pane is scrolled, from what is uppermost on the screen: lists may be filled from their end,
// or be turned upside down so that what is newest lies at their beginning.

import * as dom from "./dom.js";

const EXACT = 2; // CSS pixels from an end that were rounded
const SNAPPED = 24; // the same, where the pane snaps to a place of its own: the last one may lie before the end
const ROUNDED = 0.02; // of the size
const HALF = /^-?180deg$/;

/**
 * @param {CSSStyleDeclaration} style
 * @returns {boolean} true where it shows its upper part below
 */
function turns({ transform, scale, rotate }) {
  const moved = Boolean(transform) && transform !== "none" && new DOMMatrix(transform).d < 0;
  const [across = "1", down = across] = (scale || "1").split(" ");
  return [moved, Number(down) < 0, HALF.test(rotate)].filter(Boolean).length % 2 === 1;
}

/**
 * @param {Element} pane
 * @returns {boolean} true where scrolling on shows what lies higher on the screen
 */
function isTurned(pane) {
  let turned = false;
  for (let node = /** @type {Element | null} */ (pane); node; node = dom.parentOf(node))
    if (turns(getComputedStyle(node))) turned = !turned;
  return turned;
}

/**
 * @param {Element} pane
 * @returns {boolean} true where the places are counted from the end
 */
function fromEnd(pane) {
  const { display, flexDirection } = getComputedStyle(pane);
  return pane.scrollTop < 0 || (display.includes("flex") && flexDirection === "column-reverse");
}

/**
 * @param {Element} pane
 * @returns {KeepsakePosition}
 */
function positionOf(pane) {
  const most = Math.max(0, pane.scrollHeight - pane.clientHeight);
  const [turned, ended] = [isTurned(pane), fromEnd(pane)];
  const along = ended ? pane.scrollTop + most : pane.scrollTop;
  const top = turned ? most - along : along;
  const snaps = /^(y|block|both) mandatory/.test(getComputedStyle(pane).scrollSnapType);
  const slack = snaps ? SNAPPED : EXACT;
  return { top, most, height: pane.clientHeight, reversed: turned !== ended, slack };
}

/**
 * A page may show a part of itself larger or smaller than its own pixels are.
 * @param {Element} pane
 * @returns {number} pixels of the screen to one in which it is scrolled
 */
function scaleOf(pane) {
  if (pane === pane.ownerDocument.scrollingElement || !("offsetHeight" in pane)) return 1;
  const own = Number(pane.offsetHeight);
  const scale = own ? pane.getBoundingClientRect().height / own : 1;
  return Math.abs(scale - 1) < ROUNDED || scale <= 0 ? 1 : scale;
}

/**
 * @param {Element} pane
 * @param {number} top CSS pixels from what is uppermost on the screen
 * @returns {number} the `scrollTop` at which it stands there
 */
function scrollTopAt(pane, top) {
  const most = Math.max(0, pane.scrollHeight - pane.clientHeight);
  const along = isTurned(pane) ? most - top : top;
  return fromEnd(pane) ? along - most : along;
}

/**
 * What a body says of its overflow is the window's, where the element around it says nothing: it
 * scrolls nothing itself then. Source: CSS Overflow 3, section 3.3.
 * @param {Element} node
 */
function givesToView(node) {
  const { body, documentElement } = node.ownerDocument;
  if (node !== body || node.parentElement !== documentElement) return false;
  const outer = getComputedStyle(documentElement);
  const plain = (/** @type {CSSStyleDeclaration} */ { contain }) => !contain || contain === "none";
  const says = outer.overflowX !== "visible" || outer.overflowY !== "visible";
  return !says && plain(outer) && plain(getComputedStyle(body));
}

/**
 * @param {Document} page
 * @returns {string} how its window scrolls downwards
 */
function viewOverflow({ body, documentElement }) {
  const from = body && givesToView(body) ? body : documentElement;
  return getComputedStyle(from).overflowY;
}

export { givesToView, isTurned, positionOf, scaleOf, scrollTopAt, viewOverflow };
