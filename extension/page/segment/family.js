// Brothers and sisters in a page that are messages of one group, and not the lines of one message.

import * as dom from "../view/dom.js";
import * as answers from "./answers.js";

/**
 * The families of a group, whole, and without what stands among them and is of another class.
 * @param {KeepsakeGroup} group
 * @returns {{name: string, families: Element[][]}[]} name: of the class, as in a selector
 */
function kindsIn(group) {
  const all = Array.from(group.families.values());
  const kinds = [{ name: "", families: all }];
  for (const name of new Set(group.set.flatMap((node) => Array.from(node.classList)))) {
    const families = all
      .map((family) => family.filter((node) => node.classList.contains(name)))
      .filter(({ length }) => length);
    const part = families.flat().length < group.set.length;
    if (part && !/[>\s]/.test(name)) kinds.push({ name: `.${CSS.escape(name)}`, families });
  }
  return kinds;
}

/**
 * Below each other, of one class, and set apart as lines of one text are not.
 * @param {Element[]} family
 */
function areMessages(family) {
  const [first] = family;
  if (!first || !family.every((node) => areAlike(node, first))) return false;
  const boxes = family.map(dom.boxOf);
  const below = boxes.every(({ y }, i) => {
    const before = boxes[i - 1];
    return !before || y >= before.y + before.height - 1;
  });
  const gaps = boxes.some(({ y }, i) => {
    const before = boxes[i - 1];
    return before !== undefined && y > before.y + before.height + 1;
  });
  return below && (gaps || family.every(isSetApart));
}

/**
 * @param {Element} one
 * @param {Element} other
 */
function areAlike(one, other) {
  if (!other.classList.length) return /^(li|article|tr)$/.test(other.localName) || isBoxed(one);
  return dom.sharesClass(one, other);
}

/**
 * @param {Element} node
 * @returns {boolean} true for a plain box around one thing that is set apart on a ground of its own
 */
function isBoxed(node) {
  const inner = node.childElementCount === 1 ? node.firstElementChild : null;
  return inner && !node.classList.length && !answers.hasOwnWords(node) ? hasGround(inner) : false;
}

/**
 * @param {Element} node
 * @returns {boolean} true for a bubble: what is set apart on a ground of its own
 */
function hasGround(node) {
  const { backgroundColor, paddingTop } = dom.styleOf(node);
  return (
    Number.parseFloat(paddingTop) >= 1 && !/^(transparent|rgba\(.*, 0\))$/.test(backgroundColor)
  );
}

/** @param {Element} node */
function isSetApart(node) {
  for (let at = /** @type {Element | null} */ (node); at; at = at.firstElementChild) {
    const style = dom.styleOf(at);
    const room = Number.parseFloat(style.paddingTop) + Number.parseFloat(style.borderTopWidth);
    if (room >= 1) return true;
    if (at.childElementCount !== 1) return false;
  }
  return false;
}

export { areMessages, hasGround, kindsIn };
