// Which items are near the visible part of the pane, and where.

import * as find from "../pane/find.js";
import { choose } from "../segment/choose.js";
import * as log from "../segment/log.js";
import * as pick from "../segment/pick.js";
import * as dom from "../view/dom.js";
import { once } from "../view/once.js";
import * as roots from "../view/roots.js";
import * as apart from "./apart.js";
import * as timeWords from "./time_words.js";
import { undrawnAmong } from "./undrawn.js";
import * as words from "./words.js";

const { LOADING, isNoItem } = apart;
const LIVE = "[role=status],[role=alert],[aria-live]";
const FOLLOWING = Node.DOCUMENT_POSITION_FOLLOWING;
const FARTHEST = 250;
const MORE = 100; // dividers than items, at most
const BESIDE = 60; // CSS pixels: from an item to what divides it from others
const ABOVE = 8; // CSS pixels: inside the bar over a pane, past a line between the two
const TALLEST_HEAD = 140; // CSS pixels: what is taller is the page around the bar
const SHORT = 40; // characters of what a spinner says
const INITIALS = /^(\p{Lu}{1,3}|\p{Lo})$/u;
const INNER = 5; // elements in one that may have its ground

/**
 * @param {KeepsakeSight} sight
 * @param {KeepsakeNode} node
 * @returns {number} a number that stays with the element
 */
function serialOf(sight, node) {
  let serial = sight.serials.get(node);
  if (!serial) {
    serial = sight.nextSerial++;
    sight.serials.set(node, serial);
  }
  return serial;
}

/**
 * @param {KeepsakeSight} sight
 * @param {Element[]} nodes
 * @returns {Set<Element>} the pane, and every element between it and one of them
 */
function holdersOf(sight, nodes) {
  const out = new Set([sight.pane]);
  for (const node of nodes)
    for (let up = dom.parentOf(node); up && !out.has(up); up = dom.parentOf(up)) out.add(up);
  return out;
}

/**
 * Words between the items that belong to none of them: day dividers, system notes.
 * @param {KeepsakeSight} sight
 * @param {Element[]} picked
 * @param {Element[]} farther items that are not near: what holds one is no divider either
 * @param {KeepsakeBox} box
 * @returns {Element[]}
 */
function dividersAmong(sight, picked, farther, box) {
  if (picked.length < 2) return [];
  const items = new Set([...picked, ...farther]);
  const around = holdersOf(sight, [...items]);
  /** @type {Element[]} */
  const out = [];
  for (const holder of holdersOf(sight, picked)) {
    if (isWithin(sight, holder, items)) continue; // what stands there is the item's
    for (const child of dom.childrenNear(holder, box)) {
      if (items.has(child) || around.has(child)) continue;
      if (out.length > picked.length + MORE) return out;
      if (/^(script|style|template|noscript|link|meta)$/.test(child.localName)) continue;
      // Of an element with a shadow root it is there that something stands.
      const said = (child.textContent ?? "").trim() || words.label(child);
      if (said && said.length <= FARTHEST && !isApart(child, picked)) out.push(child);
    }
  }
  return out;
}

/**
 * @param {KeepsakeSight} sight
 * @param {Element} node
 * @param {Set<Element>} items
 */
function isWithin(sight, node, items) {
  for (
    let up = /** @type {Element | null} */ (node);
    up && up !== sight.pane;
    up = dom.parentOf(up)
  )
    if (items.has(up)) return true;
  return false;
}

/**
 * @param {Element} node
 * @param {Element[]} picked
 * @returns {boolean} true for what floats over the items or only says what is going on
 */
function isApart(node, picked) {
  const position = dom.styleOf(node).position;
  if (position === "fixed") return true;
  if (node.matches(`${LOADING},form,input,textarea,button,footer,nav`)) return true;
  const said = words.label(node);
  if (said === loadingIn(node) || isFace(node, said)) return true;
  const stuck = position === "sticky";
  return (stuck || node.matches(LIVE)) && !isAmong(node, picked, stuck);
}

/**
 * @param {Element} node
 * @param {string} said
 * @returns {boolean} true for initials in the place of a face; a name may be as short, and stands on no ground
 */
function isFace(node, said) {
  if (!INITIALS.test(said)) return false;
  const all = [node, ...dom.descendants(node, INNER)];
  return all.some((each) => {
    const { width, height } = dom.boxOf(each);
    return width > 0 && width <= 2 * height && stands(dom.styleOf(each));
  });
}

/** @param {CSSStyleDeclaration} style */
function stands({ backgroundColor, backgroundImage, borderTopLeftRadius, borderTopWidth }) {
  const drawn = !/^(transparent|rgba\(.*, 0\))$/.test(backgroundColor);
  const edged = Number.parseFloat(borderTopWidth) > 0;
  return drawn || edged || backgroundImage !== "none" || borderTopLeftRadius !== "0px";
}

/**
 * @param {Element} node
 * @returns {string} what a spinner in it says, "" where there is none
 */
function loadingIn(node) {
  const spinner = node.querySelector(LOADING);
  return spinner ? words.label(spinner) : "";
}

/**
 * Bars and "writing…" stand before or after all items; what the site notes stands among them.
 * @param {Element} node
 * @param {Element[]} picked
 * @param {boolean} stuck
 */
function isAmong(node, [first, ...others], stuck) {
  const follows = (/** @type {Element} */ one, /** @type {Element | undefined} */ other) =>
    other !== undefined && (one.compareDocumentPosition(other) & FOLLOWING) !== 0;
  if (!first || !follows(node, others.at(-1))) return false;
  if (follows(first, node) || node.matches("[role=separator]")) return true;
  const said = words.label(node);
  return timeWords.isDay(said) || (!stuck && said.length > SHORT);
}

/**
 * @param {KeepsakeBox} box
 * @param {KeepsakeBox} pane
 */
function isVisible(box, pane) {
  const shown = Math.min(box.y + box.height, pane.y + pane.height) - Math.max(box.y, pane.y);
  return (
    shown >= Math.min(12, box.height) && box.x < pane.x + pane.width && box.x + box.width > pane.x
  );
}

/**
 * Where an item is; what stays in view while the others scroll by divides them, and its place is
 * where it lies when nothing holds it. What only keeps the place of an item, in words that are not
 * shown, is not painted.
 * @param {KeepsakeSight} sight
 * @param {Element} node
 * @returns {{box: KeepsakeBox, divider: boolean, painted: boolean}}
 */
function placeOf(sight, node) {
  const { position, opacity, visibility } = dom.styleOf(node);
  const painted = opacity !== "0" && visibility !== "hidden";
  if (position !== "sticky")
    return {
      box: pick.boxOf(node, innerIn(sight, node)),
      divider: apart.isNote(sight, node),
      painted,
    };
  const before = node.previousElementSibling;
  const parent = dom.parentOf(node);
  const box = dom.boxOf(node);
  const above = before ? dom.boxOf(before) : null;
  const start = parent ? dom.boxOf(parent).y - find.positionOf(parent).top : box.y;
  const y = above ? above.y + above.height : start;
  return { box: { ...box, y }, divider: true, painted };
}

/**
 * @typedef {{node: KeepsakeNode, box: KeepsakeBox, divider: boolean}} There an item or divider
 * @typedef {{there: There[], farther: Element[]}} Found what is near; items that are not, though what holds them may be
 */

/** Asked for by a look, by what is lacking in it and by what is outside of it: by the pane's place, once. */
const foundNear = once((/** @type {string} */ place, /** @type {KeepsakeSight} */ sight) => {
  const [x = 0, y = 0, width = 0, height = 0] = place.split(" ").map(Number);
  const pane = { x, y, width, height };
  return sight.log
    ? { there: log.linesNear(sight.log, pane), farther: [] }
    : elementsNear(sight, pane);
});

/**
 * Nodes of items and dividers near the visible part, top to bottom and then in reading order.
 * @param {KeepsakeSight} sight
 * @param {KeepsakeBox} pane
 * @returns {There[]}
 */
function nodesNear(sight, pane) {
  if (sight.log && !sight.log.element.isConnected) chooseItems(sight);
  return foundNear(placed(pane), sight).there;
}

/**
 * @param {KeepsakeSight} sight
 * @param {KeepsakeBox} pane
 * @returns {Element[]} items that are not near it, though what holds them may be
 */
function fartherFrom(sight, pane) {
  return foundNear(placed(pane), sight).farther;
}

/** @param {KeepsakeBox} pane */
const placed = ({ x, y, width, height }) => `${x} ${y} ${width} ${height}`;

/**
 * Decides anew what the items of the pane are.
 * @param {KeepsakeSight} sight
 */
function chooseItems(sight) {
  const { told, ...chosen } = choose(sight.pane, sight.known);
  Object.assign(sight, { ...chosen, segmented: told });
}

/**
 * @param {KeepsakeSight} sight
 * @param {Element} node an item
 * @returns {Element[]} items that stand in it
 */
function innerIn(sight, node) {
  return sight.inner.get(node) ?? [];
}

/**
 * What divides items stands among them, or close above the first and below the last; in what holds all of them, several
 * may follow each other above the first: that it begins here, a day, and who joined.
 * @param {KeepsakeSight} sight
 * @param {There[]} close items
 * @param {Element[]} farther
 * @param {KeepsakeBox} pane
 * @returns {There[]}
 */
function dividing(sight, close, farther, pane) {
  const nodes = close.map(({ node }) => /** @type {Element} */ (node));
  const found = dividersAmong(sight, nodes, farther, pane)
    .map((node) => ({ node, ...placeOf(sight, node), divider: true }))
    .filter(({ painted }) => painted)
    .filter(({ box }) => box.height >= 4 && pick.near(box, pane, pane.height));
  const list = listOf(sight, nodes);
  const inList = new Set(found.filter(({ node }) => list && dom.holds(list, node)));
  const near = {
    from: Math.min(...close.map(({ box }) => box.y)) - BESIDE,
    to: Math.max(...close.map(({ box }) => endOf(box))) + BESIDE,
  };
  let { from } = near;
  for (const { box } of [...inList].sort((a, b) => endOf(b.box) - endOf(a.box)))
    if (endOf(box) >= from) from = Math.min(from, box.y - BESIDE);
  return found.filter((each) => {
    const { y } = each.box;
    return y >= (inList.has(each) ? from : near.from) && endOf(each.box) <= near.to;
  });
}

/** @param {KeepsakeBox} box */
const endOf = ({ y, height }) => y + height;

/**
 * @param {KeepsakeSight} sight
 * @param {Element[]} nodes
 * @returns {Element | null} what holds nothing but a thread: what scrolls by itself, or all of these and no more
 */
function listOf(sight, [first, ...others]) {
  const isRoot = sight.pane === sight.pane.ownerDocument.scrollingElement;
  if (!isRoot && dom.styleOf(sight.pane).overflowY !== "visible") return sight.pane;
  let holder = first ? dom.parentOf(first) : null;
  while (holder && !others.every((node) => dom.holds(/** @type {Element} */ (holder), node)))
    holder = dom.parentOf(holder);
  return holder;
}

/**
 * @param {KeepsakeSight} sight
 * @param {KeepsakeBox} pane
 * @returns {Found}
 */
function elementsNear(sight, pane) {
  const picked = pick.pickRows(sight.pane, sight.rule, pane);
  sight.inner = pick.innerOf(picked);
  const isNear = (/** @type {There} */ { box }) => pick.near(box, pane, pane.height);
  const painted = picked
    .map((node) => ({ node, ...placeOf(sight, node) }))
    .filter((each) => each.painted);
  const there = painted.filter(isNear);
  const farther = painted
    .filter((each) => !isNear(each) && pick.near(each.box, pane, Infinity))
    .map(({ node }) => node);
  const close = there.filter(({ node }) => !isNoItem(node));
  const empty = there.filter((each) => !close.includes(each) && isVisible(each.box, pane));
  sight.drawn = empty.some(({ node }) => apart.isDrawn(node));
  sight.undrawn = undrawnAmong(empty, close);
  const all = [...close, ...dividing(sight, close, farther, pane)];
  const rightToLeft = dom.styleOf(sight.pane).direction === "rtl";
  all.sort((a, b) =>
    Math.abs(a.box.y - b.box.y) > 3
      ? a.box.y - b.box.y
      : (a.box.x - b.box.x) * (rightToLeft ? -1 : 1),
  );
  return { there: all, farther };
}

/**
 * @param {KeepsakeSight} sight
 * @param {KeepsakeBox} pane
 * @param {ReturnType<typeof nodesNear>} nodes those that are near it
 * @returns {boolean} true while something visible in the pane says that more is being fetched
 */
function isLoading(sight, pane, nodes) {
  if ((sight.drawn || sight.undrawn.length) && !sight.log) return true;
  const root = roots.shadowOf(sight.pane) ?? sight.pane;
  for (const node of root.querySelectorAll(LOADING)) {
    const box = dom.boxOf(node);
    if (box.height >= 4 && box.width >= 4 && isVisible(box, pane)) {
      const style = dom.styleOf(node);
      if (style.visibility !== "hidden" && style.opacity !== "0" && box.height < pane.height * 1.5)
        return true;
    }
  }
  return nodes.some(
    ({ node, box, divider }) =>
      divider && !("parts" in node) && isVisible(box, pane) && apart.isWaiting(sight, node),
  );
}

/**
 * What stands above the pane: most often whose conversation it is.
 * @param {KeepsakeSight} sight
 * @param {KeepsakeBox} [pane]
 * @returns {string} the first of its words; "" where there are none
 */
function headOf(sight, pane = find.paneBox(sight.pane)) {
  /** @type {Element | null} */
  let head = null;
  let node = dom.elementAt(pane.x + pane.width / 2, pane.y - ABOVE);
  for (; node && !dom.holds(node, sight.pane); node = dom.parentOf(node))
    if (dom.boxOf(node).height <= TALLEST_HEAD) head = node;
  return head ? (words.wordsOf(head, new Set()).split("\n")[0] ?? "").slice(0, 80) : "";
}

export {
  chooseItems,
  fartherFrom,
  headOf,
  holdersOf,
  innerIn,
  isLoading,
  isVisible,
  nodesNear,
  serialOf,
};
