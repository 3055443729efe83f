// Which children of a long list lie in a stretch of the page, without asking each where it is.

import { once } from "./once.js";
import { shadowOf } from "./roots.js";

const FAR = 250; // children from which on not all are asked where they are: no list that uses rows again has so many
const SAMPLES = 16;
const APART = 8; // children that a list may have besides: marks without a height, scroll bars made of elements

/**
 * @typedef {{way: 1 | -1 | 0, apart: Set<Element>}} Order way: 1 below each other, -1 above each other, 0 otherwise
 * @typedef {Order & {children: Element[], high: Element[]}} List how children lie; high: those that are not apart
 * @typedef {{from: number, to: number}} Part of a list, to: the first that lies outside
 */

/** @type {WeakMap<Element, List>} */
const lists = new WeakMap();

const boundsOf = once((/** @type {Element} */ node) => node.getBoundingClientRect());

/**
 * Places in the document are asked for one by one, and each answer is kept in memory for a while:
 * of a list whose children lie below each other, only those are asked that tell where to look. The
 * children themselves are remembered too, for each that is named anew is kept for as long.
 * @param {Element} node
 * @param {() => Element[]} read gives its children
 * @param {number} top
 * @param {number} bottom
 * @returns {Element[]} children that are between, and those without a height
 */
function among(node, read, top, bottom) {
  const known = lists.get(node);
  const part = known && hasSameEnds(node, known) ? partOf(known, top, bottom) : null;
  if (known && part && isUnbroken(node, known, part)) return inPart(known, part, top, bottom);
  const children = read();
  const list = children.length < FAR ? null : listOf(node, children, known);
  const found = list && partOf(list, top, bottom);
  if (list && found) return inPart(list, found, top, bottom);
  return children.filter((child) => isBetween(child, top, bottom));
}

/**
 * @param {Element} child
 * @param {number} top
 * @param {number} bottom
 */
function isBetween(child, top, bottom) {
  const at = boundsOf(child);
  return at.height === 0 || (at.bottom > top && at.top < bottom);
}

/**
 * @param {Element} node
 * @param {List} list
 */
function hasSameEnds(node, { children }) {
  const root = shadowOf(node) ?? node;
  const [first, last] = [root.firstElementChild, root.lastElementChild];
  const same = first === children[0] && last === children.at(-1);
  return same && root.childElementCount === children.length;
}

/**
 * @param {Element} node
 * @param {List} list
 * @param {Part} part
 * @returns {boolean} true where what was there still follows each other in it, and nothing else between
 */
function isUnbroken(node, { high, apart }, { from, to }) {
  const root = shadowOf(node) ?? node;
  if (Array.from(apart).some((child) => child.parentNode !== root)) return false;
  for (let i = Math.max(0, from - 1); i < Math.min(high.length, to + 1); i++) {
    const child = /** @type {Element} */ (high[i]);
    let next = child.nextElementSibling;
    while (next && apart.has(next)) next = next.nextElementSibling;
    if (child.parentNode !== root || next !== (high[i + 1] ?? null)) return false;
  }
  return true;
}

/**
 * @param {List} list
 * @param {number} top
 * @param {number} bottom
 * @returns {Part | null} which of those that are not apart lie between; null where they lie in no order
 */
function partOf({ high, way }, top, bottom) {
  if (!way) return null;
  /** @type {Set<number>} */
  const asked = new Set();
  const boxAt = (/** @type {number} */ i) => {
    asked.add(i);
    return boundsOf(/** @type {Element} */ (high[i]));
  };
  const above = (/** @type {number} */ i) => boxAt(i).bottom <= top;
  const below = (/** @type {number} */ i) => boxAt(i).top >= bottom;
  const from = firstWhere(high.length, way > 0 ? (i) => !above(i) : (i) => !below(i));
  const to = firstWhere(high.length, way > 0 ? below : above);
  // Looked at here and there, for what lay in order may do so no longer.
  for (let i = 0; i < SAMPLES; i++) boxAt(Math.round((i * (high.length - 1)) / (SAMPLES - 1)));
  const inOrder = Array.from(asked).sort((a, b) => a - b);
  const boxes = inOrder.map(boxAt);
  if (boxes.some(({ height }) => height === 0) || orderOf(boxes) !== way) return null;
  return { from, to };
}

/**
 * @param {List} list
 * @param {Part} part
 * @param {number} top
 * @param {number} bottom
 */
function inPart({ children, high, apart }, { from, to }, top, bottom) {
  const found = high.slice(from, to);
  if (!apart.size) return found;
  const beside = Array.from(apart).filter((child) => isBetween(child, top, bottom));
  const wanted = new Set([...found, ...beside]);
  return children.filter((child) => wanted.has(child));
}

/**
 * @param {number} count
 * @param {(i: number) => boolean} is false up to some place, true from there on
 * @returns {number} that place
 */
function firstWhere(count, is) {
  let [from, to] = [0, count];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (is(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/**
 * @param {{top: number, bottom: number}[]} boxes
 * @returns {1 | -1 | 0} 1 where none begins or ends above the one before, -1 where none does below, else 0
 */
function orderOf(boxes) {
  for (const way of /** @type {(1 | -1)[]} */ ([1, -1])) {
    const follows = (/** @type {{top: number, bottom: number}} */ at, /** @type {number} */ i) => {
      const before = boxes[i - 1] ?? at;
      return way * (at.top - before.top) >= 0 && way * (at.bottom - before.bottom) >= 0;
    };
    if (boxes.every(follows)) return way;
  }
  return 0;
}

/**
 * @param {Element} node
 * @param {Element[]} children
 * @param {List | undefined} known how they lay before
 * @returns {List} looked at anew where it does not begin, end and count as before
 */
function listOf(node, children, known) {
  const order = known && (hasSameEnds(node, known) ? known : longer(known, children));
  const { way, apart } = order ?? orderIn(children);
  const high = apart.size ? children.filter((child) => !apart.has(child)) : children;
  const list = { children, high, way, apart };
  lists.set(node, list);
  return list;
}

/**
 * @param {List} known
 * @param {Element[]} children
 * @returns {Order | null} of the list with more before what it held; null when it became another one
 */
function longer(known, children) {
  const [first] = known.children;
  const more = first ? children.indexOf(first) : -1;
  const length = children.length - more;
  const same = length === known.children.length && children.at(-1) === known.children.at(-1);
  if (more < 1 || !same || !known.way) return null;
  const { way, apart } = orderIn(children.slice(0, more + 1));
  const all = new Set([...apart, ...known.apart]);
  return way === known.way && all.size <= APART ? { way, apart: all } : null;
}

/**
 * @param {Element[]} children
 * @returns {Order} each is asked where it is
 */
function orderIn(children) {
  const boxes = children.map(boundsOf);
  const apart = new Set(children.filter((_, i) => boxes[i]?.height === 0));
  const rest = () => boxes.filter((_, i) => !apart.has(/** @type {Element} */ (children[i])));
  const way = apart.size > APART ? 0 : orderOf(rest());
  if (way || children.length <= APART) return { way, apart };
  // The last ones, for that is where scroll bars made of elements and buttons to go down stand.
  for (const child of children.slice(-APART))
    if (/absolute|fixed/.test(getComputedStyle(child).position)) apart.add(child);
  return { way: apart.size > APART ? 0 : orderOf(rest()), apart };
}

export { among, boundsOf };
