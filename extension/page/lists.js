/// <reference path="../types.d.ts" />
"use strict";
// Which children of a long list lie in a stretch of the page, without asking each where it is.
// Injected first.
{
  const FAR = 250; // children from which on not all are asked where they are: no list that uses rows again has so many
  const SAMPLES = 16;
  const APART = 8; // children that a list may have besides: marks without a height, scroll bars made of elements

  /** @typedef {{way: 1 | -1 | 0, apart: Set<Element>}} Order way: 1 below each other, -1 above each other, 0 otherwise */
  /** @typedef {Order & {first: Element | undefined, last: Element | undefined, length: number}} List how children lie */

  /** @type {WeakMap<Element, List>} */
  const lists = new WeakMap();
  /** @type {List} */
  const NO_LIST = { first: undefined, last: undefined, length: 0, way: 0, apart: new Set() };

  /**
   * Places in the document are asked for one by one, and each answer is kept in memory for a while:
   * of a list whose children lie below each other, only those are asked that tell where to look.
   * @param {Element} node
   * @param {Element[]} children
   * @param {number} top
   * @param {number} bottom
   * @returns {Element[]} all children that are between, perhaps with others
   */
  function among(node, children, top, bottom) {
    const { way, apart } = children.length < FAR ? NO_LIST : listOf(node, children);
    if (!way) return children;
    const high = apart.size ? children.filter((child) => !apart.has(child)) : children;
    /** @type {Map<number, DOMRect>} */
    const asked = new Map();
    const boxAt = (/** @type {number} */ i) => {
      const child = /** @type {Element} */ (high[i]);
      const at = asked.get(i) ?? child.getBoundingClientRect();
      asked.set(i, at);
      return at;
    };
    const above = (/** @type {number} */ i) => boxAt(i).bottom <= top;
    const below = (/** @type {number} */ i) => boxAt(i).top >= bottom;
    const from = firstWhere(high.length, way > 0 ? (i) => !above(i) : (i) => !below(i));
    const to = firstWhere(high.length, way > 0 ? below : above);
    // Looked at here and there, for what lay in order may do so no longer.
    for (let i = 0; i < SAMPLES; i++) boxAt(Math.round((i * (high.length - 1)) / (SAMPLES - 1)));
    const inOrder = Array.from(asked.keys()).sort((a, b) => a - b);
    const boxes = inOrder.map(boxAt);
    if (boxes.some(({ height }) => height === 0) || orderOf(boxes) !== way) return children;
    const between = high.slice(from, to);
    if (!apart.size) return between;
    const wanted = new Set([...between, ...apart]);
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
      const follows = (
        /** @type {{top: number, bottom: number}} */ at,
        /** @type {number} */ i,
      ) => {
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
   * @returns {List} looked at anew whenever the children are others
   */
  function listOf(node, children) {
    const known = lists.get(node);
    const { length, 0: first } = children;
    const last = children.at(-1);
    if (known?.first === first && known?.last === last && known?.length === length) return known;
    const { way, apart } = (known && longer(known, children)) ?? orderIn(children);
    const list = { first, last, length, way, apart };
    lists.set(node, list);
    return list;
  }

  /**
   * @param {List} known
   * @param {Element[]} children
   * @returns {Order | null} of the list with more before what it held; null when it became another one
   */
  function longer(known, children) {
    const more = known.first ? children.indexOf(known.first) : -1;
    const same = children.length - more === known.length && children.at(-1) === known.last;
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
    const boxes = children.map((child) => child.getBoundingClientRect());
    const apart = new Set(children.filter((_, i) => boxes[i]?.height === 0));
    const rest = () => boxes.filter((_, i) => !apart.has(/** @type {Element} */ (children[i])));
    const way = apart.size > APART ? 0 : orderOf(rest());
    if (way || children.length <= APART) return { way, apart };
    // The last ones, for that is where scroll bars made of elements and buttons to go down stand.
    for (const child of children.slice(-APART))
      if (/absolute|fixed/.test(getComputedStyle(child).position)) apart.add(child);
    return { way: apart.size > APART ? 0 : orderOf(rest()), apart };
  }

  const page = /** @type {KeepsakePage} */ (globalThis.keepsakePage ?? {});
  page.lists = { among };
  globalThis.keepsakePage = page;
}
