// Shadow roots, open or closed, and every tree that the page is made of.

import { askForClosed } from "../../browser/closed.js";
import { once } from "./once.js";

/** Elements that may have one: those that the page named itself, and these. Source: DOM, attach a shadow root. */
const HOST = /-|^(article|aside|blockquote|body|div|footer|h[1-6]|header|main|nav|p|section|span)$/;
const FRAME = /^i?frame$/;
const LEAST = 10; // CSS pixels: less than a line of words

const ask = askForClosed();
/** @type {WeakMap<Element, ShadowRoot>} */
const known = new WeakMap();

/**
 * @param {Element} node
 * @returns {ShadowRoot | null} never taken away again once it is there
 */
function rootOf(node) {
  const before = node.shadowRoot ?? known.get(node);
  if (before || !ask || !HOST.test(node.localName)) return before ?? null;
  let found = null;
  try {
    found = ask(node);
  } catch {
    return null; // of another kind than the browser gives one for
  }
  if (found) known.set(node, found);
  return found;
}

const shadowOf = once(rootOf);

/**
 * The document of a frame of the same origin, or null.
 * @param {Element} frame
 * @returns {Document | null}
 */
function frameDocument(frame) {
  try {
    return /** @type {HTMLIFrameElement} */ (frame).contentDocument ?? null;
  } catch {
    return null;
  }
}

/** @param {Element} node */
const isFrame = (node) => FRAME.test(node.localName);

/** @returns {(Document | ShadowRoot)[]} of the page and all that it may be read of */
const allRoots = () => rootsOf(document);

const rootsOf = once((/** @type {Document} */ page) => {
  /** @type {(Document | ShadowRoot)[]} */
  const roots = [page];
  for (let at = 0; at < roots.length; at++) {
    const root = /** @type {Document | ShadowRoot} */ (roots[at]);
    for (const node of root.querySelectorAll("*")) {
      const inner = isFrame(node) ? frameDocument(node) : shadowOf(node);
      if (inner) roots.push(inner);
    }
  }
  return roots;
});

/**
 * @param {string} selector
 * @returns {Element[]} every element of the page that matches, in shadow roots and frames too
 */
function everywhere(selector) {
  return allRoots().flatMap((root) => Array.from(root.querySelectorAll(selector)));
}

/**
 * Where the browser gives no closed root: elements that the page made up, that are seen and hold nothing
 * that can be read.
 * @returns {number}
 */
function closedParts() {
  if (ask) return 0;
  const empty = everywhere(":defined:empty").filter(
    (node) => node.localName.includes("-") && !node.shadowRoot,
  );
  return empty.filter((node) => {
    const { width, height } = node.getBoundingClientRect();
    return width >= LEAST && height >= LEAST && node.checkVisibility({ visibilityProperty: true });
  }).length;
}

export { closedParts, everywhere, frameDocument, isFrame, shadowOf };
