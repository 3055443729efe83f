// What a pane is made of, gathered once: its elements in order, who holds them, and the lines of words in them.

import * as timeWords from "../items/time_words.js";
import * as words from "../items/words.js";
import * as dom from "../view/dom.js";
import * as answers from "./answers.js";
import * as shape from "./shape.js";

const SAMPLE = 6000; // elements
const SHORT = 40; // characters of a name, a button
const BUTTON = "button,[role=button],a[href],summary,label";
const PICTURED = "img,video,audio,canvas,svg,[style*='url(']";
const PASSWORD = "input[type=password]";

/**
 * @param {Element} node
 * @returns {number} characters of its own, without those of its elements
 */
function ownLength(node) {
  const own = dom.nodesOf(node).filter(({ nodeType }) => nodeType === 3);
  const length = own.map(({ nodeValue }) => (nodeValue ?? "").trim()).join("").length;
  return length || words.paintedOn(node).length;
}

/**
 * @param {Element} node
 * @returns {string} the same for what is made alike
 */
function madeAs(node) {
  const up = dom.parentOf(node);
  return `${up?.localName}.${up?.className}>${node.localName}.${node.className}`;
}

/**
 * @param {Element} node
 * @param {number} at its place among the elements
 * @returns {KeepsakeLine}
 */
function lineAt(node, at) {
  const text = words.label(node);
  const time = node.localName === "time" || timeWords.isTime(text);
  const button = node.closest(BUTTON) !== null;
  return { at, text, length: ownLength(node), time, button, made: madeAs(node) };
}

/**
 * What asks who one is says nothing of what the page holds; some pages are one form as a whole.
 * @param {Element[]} all
 * @param {KeepsakeLine[]} lines
 * @returns {KeepsakeLine[]} those outside of forms to sign in by, where most of them are
 */
function withoutSignIn(all, lines) {
  const fields = all.filter((node) => node.matches(PASSWORD));
  const forms = fields.flatMap((field) => field.closest("form") ?? []);
  const others = lines.filter(({ at }) => {
    const node = /** @type {Element} */ (all[at]);
    return !forms.some((form) => form.contains(node));
  });
  return 2 * others.length > lines.length ? others : lines;
}

/**
 * @param {Element} pane
 * @param {KeepsakeBox} box the part of it in view
 * @returns {KeepsakeOutline}
 */
function outlineOf(pane, box) {
  const all = shape.outsideStrips(dom.descendants(pane, SAMPLE, box));
  const places = new Map(all.map((node, at) => [node, at]));
  const parents = all.map((node) => {
    let up = dom.parentOf(node);
    // A frame's body stands in the frame: the root of its document is passed over.
    while (up && up !== pane && !places.has(up)) up = dom.parentOf(up);
    return up ? (places.get(up) ?? -1) : -1;
  });
  const lines = all.flatMap((node, at) => (answers.hasOwnWords(node) ? [lineAt(node, at)] : []));
  const pictures = all.flatMap((node, at) => (node.matches(PICTURED) ? [at] : []));
  return { pane, box, all, places, parents, lines: withoutSignIn(all, lines), pictures };
}

export { outlineOf, SHORT };
