// Items that stand inside the item they answer: trees of comments.

import * as timeWords from "../items/time_words.js";
import * as words from "../items/words.js";
import * as dom from "../view/dom.js";
import { once } from "../view/once.js";

const NESTED = ["id", "data-fullname", "data-comment-id", "data-commentid"];
const COMMENT = /^(comment|reply|commentaire|réponse|kommentar|antwort|comentario|respuesta)\b/i;
const FIRST = 40; // elements looked at for the first words
const LINES = 2; // an item says who and what; a point of a list says one thing

/**
 * @param {Element} inner
 * @param {Element} outer
 * @returns {boolean} true for an item that stands inside the one it answers
 */
function answers(inner, outer) {
  if (outer.localName.includes("-")) return true;
  if (outer.getAttribute("role") === "comment") return inner.getAttribute("role") === "comment";
  if (outer.getAttribute("role") === "article" && isComment(inner))
    return inner.getAttribute("role") === "article";
  return NESTED.some((name) => {
    const [one, other] = [inner.getAttribute(name), outer.getAttribute(name)];
    if (!one || !other || one === other) return false;
    return stemOf(one) !== "" && stemOf(one) === stemOf(other);
  });
}

/**
 * @param {Element} node
 * @returns {boolean} true for what is called a comment for who cannot see
 */
function isComment(node) {
  return COMMENT.test(node.getAttribute("aria-label") ?? "");
}

/**
 * What an id begins with: "t1" of "t1_k3", and the words before its number, for an item's parts
 * are numbered with it ("post-12" holds "post-text-12").
 * @param {string} id
 */
function stemOf(id) {
  const first = /^([a-z]\w*?)[-_:]/i.exec(id)?.[1];
  return first ? `${first} ${/^\D*/.exec(id)?.[0]}` : "";
}

/**
 * @param {Element} node
 * @returns {boolean}
 */
function isWorded(node) {
  if (/^(style|script|template|noscript)$/.test(node.localName)) return false;
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.nodeType === 3 && child.nodeValue?.trim()) return true;
  return words.paintedOn(node) !== "";
}

/** True for an element that has words that are in none of its elements. */
const hasOwnWords = once(isWorded);

/** @param {Element} node */
function linesOf(node) {
  return dom.descendants(node, FIRST).filter(hasOwnWords);
}

/**
 * By shape: the same tag and class, and the words begin in an element of the same tag and class.
 * @param {Element} node
 * @returns {Element[]}
 */
function alikeIn(node) {
  const name = (node.getAttribute("class") ?? "").split(/\s+/).find(Boolean);
  if (!name && !/^(li|article)$/.test(node.localName)) return [];
  const selector = `${CSS.escape(node.localName)}${name ? `.${CSS.escape(name)}` : ""}`;
  const inner = Array.from(node.querySelectorAll(selector));
  const first = inner.length ? (dom.descendants(node, FIRST).find(hasOwnWords) ?? null) : null;
  if (!first) return [];
  return outermost(inner, (each) => {
    if (dom.holds(each, first)) return false; // a part of the item itself
    const lines = linesOf(each);
    const [line] = lines;
    return (
      lines.length >= LINES &&
      line?.localName === first.localName &&
      line.className === first.className
    );
  });
}

/**
 * @param {Element[]} elements in the order of the page
 * @param {(element: Element) => boolean} is not asked of what stands in one that is
 * @returns {Element[]} those that are, none of them in another
 */
function outermost(elements, is) {
  /** @type {Element[]} */
  const out = [];
  // Of what comes later in the page, only the last one can hold it.
  for (const each of elements) if (!out.at(-1)?.contains(each) && is(each)) out.push(each);
  return out;
}

/**
 * A comment and its answers beside it in one box: made alike, and each says who, when and what.
 * @param {Element} node the box
 * @returns {Element[]}
 */
function besideIn(node) {
  const lead = node.childElementCount > 1 ? node.firstElementChild : null;
  const [name] = lead?.classList ?? [];
  if (!lead || !name) return [];
  const alike = Array.from(
    node.querySelectorAll(`${CSS.escape(lead.localName)}.${CSS.escape(name)}`),
  );
  const inner = alike.filter((each) => !dom.holds(lead, each));
  return inner.length && [lead, ...inner].every(isTold) ? inner : [];
}

/** @param {Element} node */
function isTold(node) {
  const lines = linesOf(node);
  return lines.length > LINES && lines.some((each) => timeWords.isTime(words.label(each)));
}

/**
 * @param {Element} node
 * @returns {readonly Element[]}
 */
function nestedIn(node) {
  const marked =
    node.localName.includes("-") ||
    node.hasAttribute("role") ||
    NESTED.some((name) => node.hasAttribute(name));
  const all = marked ? Array.from(node.querySelectorAll(CSS.escape(node.localName))) : [];
  const known = outermost(all, (each) => answers(each, node));
  const alike = known.length ? known : alikeIn(node);
  return alike.length ? alike : outermost(besideIn(node), () => true);
}

/** Items that stand inside another one, each with what stands in it in turn. */
const answersIn = once(nestedIn);

/**
 * @param {Element} node
 * @returns {Element[]} it, and what stands in it
 */
function withAnswers(node) {
  return [node, ...answersIn(node).flatMap(withAnswers)];
}

export { answersIn, besideIn, hasOwnWords, isComment, withAnswers };
