// The lines that an item is made of: elements with words of their own.

import * as answers from "../segment/answers.js";
import * as dom from "../view/dom.js";
import { once } from "../view/once.js";
import { label } from "./words.js";

const DEPTH = 12;

/**
 * What a line looks like to the one who made the page: its place in the item, and its class.
 * @param {Element} line
 * @param {Element} item
 */
function kindOf(line, item) {
  const way = [];
  for (let node = /** @type {Element | null} */ (line); node && node !== item; ) {
    way.push(node.localName);
    node = dom.parentOf(node);
    if (way.length > DEPTH) break;
  }
  return `${way.join("<")} ${line.className}`;
}

/** @param {Element} node */
const isLine = (node) => answers.hasOwnWords(node) && label(node) !== "";

/** Of elements those that have words of their own. */
const linesOf = once((/** @type {Element[]} */ all) => all.filter(isLine));

export { isLine, kindOf, linesOf };
