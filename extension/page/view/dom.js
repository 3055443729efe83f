// Looking at a page through shadow roots, slots and same-origin frames. Nothing here writes.

import { among, boundsOf } from "./lists.js";
import { once } from "./once.js";
import { frameDocument, isFrame, shadowOf } from "./roots.js";

const LONG = 60; // children from which on a list is long

/**
 * Children as they are rendered: of the shadow root where there is one, of the frame's document
 * where it may be read, what is assigned to a slot.
 * @param {Element} node
 * @returns {Element[]}
 */
function childrenOf(node) {
  if (node.localName === "slot") {
    const assigned = /** @type {HTMLSlotElement} */ (node).assignedElements();
    if (assigned.length) return assigned;
  }
  if (isFrame(node)) {
    const inner = frameDocument(node);
    return inner?.body ? [inner.body] : [];
  }
  /** @type {Element[]} */
  const children = [];
  // From one to the next: the browser would keep a list for each.
  let child = (shadowOf(node) ?? node).firstElementChild;
  for (; child; child = child.nextElementSibling) children.push(child);
  return children;
}

/**
 * @param {Element} one
 * @param {Element} other
 * @returns {boolean} true when a class of the one is a class of the other too
 */
function sharesClass(one, other) {
  return Array.from(other.classList).some((name) => one.classList.contains(name));
}

/**
 * @param {Node} node
 * @returns {Node[]} its child nodes, without the list that the browser would keep for it
 */
function nodesOf(node) {
  const nodes = [];
  for (let child = node.firstChild; child; child = child.nextSibling) nodes.push(child);
  return nodes;
}

/**
 * @param {Element} element
 * @returns {Text | null} the first text in it that says something, roots and frames in it left out
 */
function firstText(element) {
  const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (node.nodeValue?.trim()) return /** @type {Text} */ (node);
  return null;
}

/**
 * @param {Element} element
 * @returns {{name: string, value: string}[]} its attributes, without the nodes that the browser
 *   would keep for them
 */
function attributesOf(element) {
  const names = element.getAttributeNames();
  return names.map((name) => ({ name, value: element.getAttribute(name) ?? "" }));
}

/**
 * The element that holds this one as rendered: slot, host and frame included.
 * @param {Element} node
 * @returns {Element | null}
 */
function parentOf(node) {
  if (node.assignedSlot) return node.assignedSlot;
  if (node.parentElement) return node.parentElement;
  const root = node.getRootNode();
  if ("host" in root) return /** @type {ShadowRoot} */ (root).host;
  return node.ownerDocument.defaultView?.frameElement ?? null;
}

/**
 * Where the node's own document lies in the tab's viewport.
 * @param {Element} node
 * @returns {{x: number, y: number}} CSS pixels
 */
function frameOffset(node) {
  return offsetOf(node.ownerDocument);
}

const offsetOf = once((/** @type {Document} */ inner) => {
  let [x, y] = [0, 0];
  let frame = inner.defaultView?.frameElement;
  while (frame) {
    const box = frame.getBoundingClientRect();
    x += box.x + frame.clientLeft;
    y += box.y + frame.clientTop;
    frame = frame.ownerDocument.defaultView?.frameElement;
  }
  return { x, y };
});

/**
 * Where a node is painted; one that has no box of its own is where its children are.
 * @param {Element} node
 * @returns {{x: number, y: number, width: number, height: number}}
 */
function rectOf(node) {
  const own = boundsOf(node);
  if (own.width || own.height || !node.childElementCount) return own;
  if (styleOf(node).display !== "contents") return own;
  const all = Array.from(node.children, rectOf).filter(({ height }) => height > 0);
  if (!all.length) return own;
  const x = Math.min(...all.map((each) => each.x));
  const y = Math.min(...all.map((each) => each.y));
  const right = Math.max(...all.map((each) => each.x + each.width));
  const bottom = Math.max(...all.map((each) => each.y + each.height));
  return { x, y, width: right - x, height: bottom - y };
}

/**
 * @param {Element} node
 * @returns {KeepsakeBox} where it is in the tab's viewport, CSS pixels
 */
function placeOf(node) {
  const box = rectOf(node);
  const offset = frameOffset(node);
  return {
    x: Math.round(box.x + offset.x),
    y: Math.round(box.y + offset.y),
    width: Math.round(box.width),
    height: Math.round(box.height),
  };
}

const boxOf = once(placeOf);

/** @type {WeakMap<Element, CSSStyleDeclaration>} */
const styles = new WeakMap();

/**
 * @param {Element} node
 * @returns {CSSStyleDeclaration} its style as it is now, which goes with the element: it is made once
 */
function styleOf(node) {
  const known = styles.get(node);
  if (known) return known;
  const style = getComputedStyle(node);
  styles.set(node, style);
  return style;
}

/**
 * @param {Element} node
 * @param {string} side `::before` or `::after`
 * @returns {CSSStyleDeclaration} the style of what its style puts before or after its words
 */
function styleBeside(node, side) {
  return getComputedStyle(node, side);
}

/**
 * The innermost element painted at a point of the tab's viewport.
 * @param {number} x
 * @param {number} y
 * @returns {Element | null}
 */
function elementAt(x, y) {
  /** @type {Document | ShadowRoot} */
  let root = document;
  let found = root.elementFromPoint(x, y);
  let [left, top] = [x, y];
  while (found) {
    const inner = isFrame(found) ? found : null;
    const next = inner ? frameDocument(inner) : shadowOf(found);
    if (!next || next === root) return found;
    if (inner) {
      const box = inner.getBoundingClientRect();
      [left, top] = [left - box.x - inner.clientLeft, top - box.y - inner.clientTop];
    }
    root = next;
    const deeper = root.elementFromPoint(left, top);
    if (!deeper || deeper === found) return found;
    found = deeper;
  }
  return found;
}

/**
 * The children of a node; of a long list only those near a part of the viewport.
 * @param {Element} node
 * @param {KeepsakeBox} [box]
 * @returns {Element[]}
 */
function childrenNear(node, box) {
  if (!box || isShort(node)) return childrenOf(node);
  const offset = frameOffset(node);
  const top = box.y - offset.y - box.height;
  const bottom = box.y - offset.y + 2 * box.height;
  return among(node, () => childrenOf(node), top, bottom);
}

/** @param {Element} node */
function isShort(node) {
  if (node.localName === "slot") return childrenOf(node).length < LONG;
  return (shadowOf(node) ?? node).childElementCount < LONG;
}

/**
 * Every element below a node as rendered, in document order.
 * @param {Element} node
 * @param {number} limit at most so many are visited
 * @param {KeepsakeBox} [box] of long lists only what is near this part of the viewport
 * @returns {Element[]}
 */
function descendants(node, limit = 20000, box = undefined) {
  /** @type {Element[]} */
  const out = [];
  /** @type {Element[]} */
  const waiting = [];
  addChildren(node, waiting, box);
  while (waiting.length && out.length < limit) {
    const next = /** @type {Element} */ (waiting.pop());
    out.push(next);
    addChildren(next, waiting, box);
  }
  return out;
}

/**
 * @param {Element} node
 * @param {Element[]} to where its children are added, last first
 * @param {KeepsakeBox} [box]
 */
function addChildren(node, to, box) {
  const plain = !/^(slot|i?frame)$/.test(node.localName) && !shadowOf(node);
  let child = plain && (!box || isShort(node)) ? node.lastElementChild : null;
  if (child) for (; child; child = child.previousElementSibling) to.push(child);
  else if (node.firstElementChild || !plain)
    for (const each of childrenNear(node, box).reverse()) to.push(each);
}

/**
 * @param {Element} outer
 * @param {Element} inner
 * @returns {boolean} true when inner is outer or is rendered in it
 */
function holds(outer, inner) {
  // Of one tree the browser knows at once; only from one tree to another it is a way of many steps.
  if (outer.contains(inner)) return true;
  if (outer.getRootNode() === inner.getRootNode()) return false;
  for (let node = /** @type {Element | null} */ (inner); node; node = parentOf(node)) {
    if (node === outer) return true;
  }
  return false;
}

/**
 * A short name of an element for the record: tag and role, or tag alone.
 * @param {Element} node
 * @returns {string}
 */
function labelOf(node) {
  const role = node.getAttribute("role");
  return role ? `${node.localName}[role=${role}]` : node.localName;
}

export {
  attributesOf,
  boxOf,
  childrenNear,
  childrenOf,
  descendants,
  elementAt,
  firstText,
  frameDocument,
  frameOffset,
  holds,
  labelOf,
  nodesOf,
  parentOf,
  sharesClass,
  styleBeside,
  styleOf,
};
