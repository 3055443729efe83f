// The words of a part of the page as they are shown.

import * as dom from "../view/dom.js";
import { once } from "../view/once.js";
import * as roots from "../view/roots.js";

const BUTTON = "button,[role=button]";
const LABEL = 300; // characters
const FOLDS = /\s{2,}|[^\S ]/g; // not every space: what is on one line already is not made anew
const MAY_SAY = /^(a|b|bdi|div|em|i|label|p|small|span|strong|time|td)$|-/;
const NO_WORDS = /^(id|class|style|href|role|dir|lang|tabindex)$/;
const DOT = 2; // CSS pixels
const BLOCK = /^(block|flex|grid|list-item|table|table-row|table-cell|flow-root)$/;

/**
 * @param {Element} node
 * @returns {string}
 */
function textOf(node) {
  const plain = roots.shadowOf(node) ? "" : (node.textContent ?? "").replace(FOLDS, " ").trim();
  return (plain || rendered(node)).slice(0, LABEL);
}

/** The beginning of the text of an element, on one line. */
const label = once(textOf);

/**
 * Words that the page keeps in an attribute of an element without words, and has painted from there.
 * @param {Element} element
 * @returns {string}
 */
function paintedOn(element) {
  if (!MAY_SAY.test(element.localName) || roots.shadowOf(element)) return "";
  if (element.getAttributeNames().every((name) => NO_WORDS.test(name))) return ""; // most have no others
  const kept = dom.attributesOf(element).filter(({ name, value }) => {
    return !NO_WORDS.test(name) && /[\p{L}\p{N}]/u.test(value);
  });
  if (!kept.length || element.textContent?.trim()) return "";
  for (const side of ["::before", "::after"]) {
    const { content, display, opacity, visibility } = dom.styleBeside(element, side);
    if (display === "none" || visibility === "hidden" || opacity === "0") continue;
    const said = content.replace(/^"|"$/g, "").replaceAll('\\"', '"');
    const found = kept.find(({ name, value }) => value === said || content === `attr(${name})`);
    if (found) return found.value;
  }
  return "";
}

/**
 * @param {Element} element
 * @param {CSSStyleDeclaration} [style] its own
 * @returns {boolean} true for what is there for who hears the page read out: its box shows nothing
 */
function isUnseen(element, style = dom.styleOf(element)) {
  if (!/absolute|fixed/.test(style.position)) return false;
  const cut = style.overflow !== "visible" || style.clip !== "auto" || style.clipPath !== "none";
  if (!cut) return false;
  const { width, height } = element.getBoundingClientRect();
  return width <= DOT && height <= DOT;
}

/**
 * Text through shadow roots and what is put into their slots, which `textContent` leaves out.
 * @param {Element} node
 * @returns {string}
 */
function rendered(node) {
  let out = "";
  const waiting = [/** @type {Node} */ (node)];
  while (waiting.length && out.length < LABEL * 2) {
    const next = /** @type {Node} */ (waiting.pop());
    if (next.nodeType === 3) out += ` ${(next.nodeValue ?? "").trim()}`;
    if (next.nodeType !== 1) continue;
    const element = /** @type {Element} */ (next);
    if (!/^(style|script|template)$/.test(element.localName))
      waiting.push(...inside(element).reverse());
    out += ` ${paintedOn(element)}`;
  }
  return out.replace(FOLDS, " ").trim();
}

/**
 * The words of an item as shown, without the elements left out; emoji pictures by their name.
 * @param {Element} node
 * @param {Set<Element>} without
 * @returns {string}
 */
function wordsOf(node, without) {
  /** @type {string[]} */
  const out = [];
  collectWords(node, without, out, false, true);
  return out
    .join("")
    .replace(/[ \t\f\v]*\n[ \t\f\v]*/g, "\n")
    .replace(/\n{2,}/g, "\n")
    .trim();
}

/**
 * @param {Node} node
 * @param {Set<Element>} without
 * @param {string[]} out
 * @param {boolean} verbatim true where the page keeps line breaks
 * @param {boolean} [whole] true for what was asked for
 */
function collectWords(node, without, out, verbatim, whole = false) {
  if (node.nodeType === 3) {
    const text = node.nodeValue ?? "";
    out.push(verbatim ? text : text.replace(/[ \t\n\r\f]+/g, " "));
    return;
  }
  if (node.nodeType !== 1) return;
  const element = /** @type {Element} */ (node);
  if (without.has(element) || /^(script|style|noscript|template|svg)$/.test(element.localName))
    return;
  if (element.localName === "br") out.push("\n");
  if (element.localName === "img") {
    const box = element.getBoundingClientRect();
    if (box.width <= 40 && box.height <= 40 && isSign(element))
      out.push(element.getAttribute("alt") ?? "");
    return;
  }
  const style = dom.styleOf(element);
  if (style.display === "none" || style.visibility === "hidden") return;
  if (!whole && isUnseen(element, style)) return;
  // What shows only when it is pointed at are buttons; words may be on their way in.
  if (style.opacity === "0" && (element.matches(BUTTON) || element.querySelector(BUTTON))) return;
  const block = BLOCK.test(style.display);
  const kept = style.whiteSpace.startsWith("pre") || style.whiteSpace === "break-spaces";
  if (block) out.push("\n");
  out.push(paintedOn(element));
  for (const child of shownIn(element)) collectWords(child, without, out, kept);
  if (block) out.push("\n");
}

/** What makers of pages call a picture that stands for a sign or a word in what is said. */
const EMOTE = /emo(te|ji|ticon)|smil(ey|ie)/i;

/**
 * @param {Element} image
 * @returns {boolean} true for an emoji or an emote, false for a face beside what somebody says
 */
function isSign(image) {
  const alt = image.getAttribute("alt") ?? "";
  if (EMOTE.test(image.getAttribute("class") ?? "")) return true;
  const beside = Array.from(image.parentNode?.childNodes ?? []);
  const among = beside.some((each) => each.nodeType === 3 && each.nodeValue?.trim());
  return among || /^:[\w+-]+:$|\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(alt);
}

/**
 * @param {Element} element
 * @returns {Node[]} of what can be unfolded and is not, what stands for it
 */
function shownIn(element) {
  const all = inside(element);
  return element.matches("details:not([open])")
    ? all.filter(({ nodeName }) => nodeName.toLowerCase() === "summary")
    : all;
}

/**
 * @param {Element} element
 * @returns {Node[]}
 */
function inside(element) {
  if (element.localName === "slot") {
    const assigned = /** @type {HTMLSlotElement} */ (element).assignedNodes();
    if (assigned.length) return assigned;
  }
  if (roots.isFrame(element)) {
    const children = dom.childrenOf(element);
    if (children.length) return children;
  }
  return dom.nodesOf(roots.shadowOf(element) ?? element);
}

export { isUnseen, label, paintedOn, wordsOf };
