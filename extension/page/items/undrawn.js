// Items that are passed and not drawn: they have their place and their id, and say and show nothing yet.

import * as dom from "../view/dom.js";
import * as item from "./item.js";
import * as words from "./words.js";

const LOWEST = 16; // CSS pixels of a row that has room for words
const ENOUGH = 3; // drawn items that are named by the same attribute
const MOST = 0.5; // of them: days between them have no name
const PARTS = 12; // elements of an item that may carry its id

/** @typedef {{node: Element, box: KeepsakeBox}} Placed */

/**
 * @param {Element} node
 * @returns {KeepsakeId[]}
 */
function idsOf(node) {
  return item.idsOf([node, ...dom.descendants(node, PARTS)]);
}

/**
 * @param {Placed[]} drawn items near the view
 * @returns {string} the attribute that names most of them, "" where there is none
 */
function nameOf(drawn) {
  /** @type {Map<string, Set<string>>} */
  const values = new Map();
  for (const { node } of drawn) {
    for (const { name, value } of idsOf(node))
      values.set(name, (values.get(name) ?? new Set()).add(value));
  }
  const least = Math.max(ENOUGH, drawn.length * MOST);
  return Array.from(values).find(([, each]) => each.size >= least)?.[0] ?? "";
}

/**
 * @param {Placed[]} empty items in view that say and show nothing
 * @param {Placed[]} drawn items near the view that do
 * @returns {KeepsakeUndrawn[]} those of the former that are named as the latter are, with their neighbours
 */
export function undrawnAmong(empty, drawn) {
  const inOrder = drawn.toSorted((a, b) => a.box.y - b.box.y);
  const full = empty.filter(({ node, box }) => box.height >= LOWEST && !words.label(node));
  const name = full.length ? nameOf(drawn) : "";
  if (!name) return [];
  const idOf = (/** @type {Placed | undefined} */ each) =>
    (each && idsOf(each.node).find((id) => id.name === name)?.value) ?? "";
  return full
    .map(({ node, box }) => ({
      id: idOf({ node, box }),
      after: idOf(inOrder.findLast((each) => each.box.y < box.y)),
      before: idOf(inOrder.find((each) => each.box.y > box.y)),
    }))
    .filter(({ id }) => id);
}
