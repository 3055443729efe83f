// What another message said, shown again over the words that answer it: it is said here as well, but
// who is named in it did not write this.

import * as dom from "../view/dom.js";
import * as lines from "./lines.js";
import * as timeWords from "./time_words.js";
import * as words from "./words.js";

const MARKED =
  "blockquote,q,[class*=quot i],[class*=replied i],[class*=reply-preview i],[data-testid*=quot i]," +
  "[aria-label*=quot i]";
const LINES = 2; // who, and what they said
const BAR = { least: 2, most: 8 }; // CSS pixels

/**
 * @param {Element} node
 * @returns {boolean} true where a bar stands at one side of it and no line above and below
 */
function isBarred(node) {
  const style = dom.styleOf(node);
  const [left, right, top, bottom] = [
    style.borderLeftWidth,
    style.borderRightWidth,
    style.borderTopWidth,
    style.borderBottomWidth,
  ].map(Number.parseFloat);
  if (top || bottom) return false;
  if (Math.max(left ?? 0, right ?? 0) >= BAR.least && left !== right) return true;
  const { content, position, width, backgroundColor } = dom.styleBeside(node, "::before");
  const wide = Number.parseFloat(width);
  if (content === "none" || position !== "absolute" || backgroundColor.endsWith(", 0)"))
    return false;
  return wide >= BAR.least && wide <= BAR.most;
}

/**
 * @param {Element} line
 * @param {Element} item
 * @param {Element[]} all what has words in the item
 * @returns {Element | null} the quote that a line stands in, beside what answers it
 */
function quoteOf(line, item, all) {
  for (let up = dom.parentOf(line); up && up !== item; up = dom.parentOf(up)) {
    const quote = up;
    const inside = all.filter((each) => dom.holds(quote, each));
    const said = inside.filter((each) => !timeWords.isTime(words.label(each)));
    const more = all.some((each) => !inside.includes(each) && !timeWords.isTime(words.label(each)));
    if (!more) return null;
    if (said.length >= LINES && (quote.matches(MARKED) || isBarred(quote))) return quote;
  }
  return null;
}

/**
 * @param {Element} item
 * @param {Element[]} all what it is made of
 * @returns {Element[]} the same without the quotes that it begins with
 */
function outside(item, all) {
  const first = lines.firstOf(all);
  const quote = first && quoteOf(first, item, lines.linesOf(all));
  if (!quote) return all;
  return outside(
    item,
    all.filter((each) => !dom.holds(quote, each)),
  );
}

export { outside };
