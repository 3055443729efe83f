// The elements of a pane that a rule picks: those near the part in view, in the order of the page.

import * as words from "../items/words.js";
import * as dom from "../view/dom.js";
import * as answers from "./answers.js";
import * as marks from "./marks.js";
import * as shape from "./shape.js";

const { answersIn, withAnswers } = answers;
/**
 * @param {KeepsakeBox} box
 * @param {KeepsakeBox} pane
 * @param {number} margin how far outside the pane still counts, CSS pixels
 * @returns {boolean}
 */
function near(box, pane, margin) {
  if (box.height < 4 || box.width < 4) return false;
  return box.y < pane.y + pane.height + margin && box.y + box.height > pane.y - margin;
}

/**
 * Elements of a pane that the rule picks, near the part in view; of nested ones the outermost.
 * @param {Element} pane
 * @param {KeepsakeRows} rule
 * @param {KeepsakeBox} box the part in view
 * @returns {Element[]}
 */
function pickRows(pane, rule, box) {
  if (rule.also) {
    const both = [
      ...pickRows(pane, { ...rule, also: null }, box),
      ...pickRows(pane, rule.also, box),
    ];
    return withoutParts(Array.from(new Set(both)).sort(inOrder));
  }
  if (!rule.selector) return shape.blocksIn(pane, box);
  if (!rule.structural) return pickMatching(pane, rule, box);
  const tags = rule.selector.split(">").slice(1);
  let level = [pane];
  for (const tag of tags) {
    level = level
      .filter((node) => node === pane || !shape.isStrip(node))
      .flatMap((node) => dom.childrenNear(node, box).filter((child) => child.matches(tag)));
  }
  return level.flatMap(withAnswers);
}

/**
 * @param {Element} pane
 * @param {KeepsakeRows} rule
 * @param {KeepsakeBox} box
 * @returns {Element[]}
 */
function pickMatching(pane, rule, box) {
  /** @type {Element[]} */
  const out = [];
  const waiting = dom.childrenNear(pane, box).reverse();
  while (waiting.length) {
    const node = /** @type {Element} */ (waiting.pop());
    if (marks.isItem(node, rule)) {
      out.push(node);
      const inner = rule.nested ? dom.childrenNear(node, box) : answersIn(node);
      waiting.push(...inner.toReversed());
      continue;
    }
    waiting.push(...dom.childrenNear(node, box).reverse());
  }
  return out;
}

/**
 * @param {Element} one
 * @param {Element} other
 */
function inOrder(one, other) {
  return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

/**
 * @param {Element[]} picked in the order of the page
 * @returns {Map<Element, Element[]>} those that stand in another one, by the innermost that holds them
 */
function innerOf(picked) {
  const known = new Set(picked);
  /** @type {Map<Element, Element[]>} */
  const found = new Map();
  for (const node of picked) {
    let up = dom.parentOf(node);
    while (up && !known.has(up)) up = dom.parentOf(up);
    if (!up) continue;
    const inner = found.get(up) ?? [];
    found.set(up, inner);
    inner.push(node);
  }
  return found;
}

/**
 * @param {Element[]} picked in the order of the page
 * @returns {Element[]} without what stands in another one and says nothing: a face, a picture of it
 */
function withoutParts(picked) {
  const parts = new Set(Array.from(innerOf(picked).values()).flat());
  return picked.filter((node) => !parts.has(node) || words.wordsOf(node, new Set()).trim());
}

/**
 * @param {Element} node
 * @param {Element[]} inner items that stand in it
 * @returns {KeepsakeBox} its box without theirs, below its own words
 */
function boxOf(node, inner) {
  const box = dom.boxOf(node);
  const tops = inner.map((each) => dom.boxOf(each).y);
  const first = Math.min(box.y + box.height, ...tops.filter((top) => top > box.y));
  return { ...box, height: first - box.y };
}

export { boxOf, innerOf, near, pickRows };
