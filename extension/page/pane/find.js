// Finding the pane that matters: the part of the page whose scrolling brings the messages or posts.

import * as dom from "../view/dom.js";
import * as page from "../view/page.js";
import * as place from "../view/place.js";
import * as still from "./still.js";
import * as talk from "./talk.js";

const { positionOf } = place;
const { EDITABLE } = still;
const ACROSS = 16; // points that are looked at, at least
const DOWN = 12;
const APART = { x: 120, y: 90 }; // CSS pixels between two points, at most
const EDGE = 48;
const EXTRA = 16; // CSS pixels beyond a pane from which on it scrolls
const LESS_HEIGHT = 80;
const OVERLAY = "dialog[open],[role=dialog],[role=alertdialog],[aria-modal=true]";
const BEHIND = 0.1;
const SLIM = 0.4; // of the view
const COLUMN = 0.6;
const MOST_OF_IT = 0.4; // of the viewport: from there on what lies over the page is what is read
const NARROW = 600; // CSS pixels: a window without room for two columns; what is written to is what is read
const OPENED = 1.5; // a conversation that was opened over a page is what is read
const BEGUN = 2.5; // the cursor stands where it is written to
const OPENED_SHARE = 0.5; // of the view, however small it is beside a wide page
const CLOSED = "iframe,embed,object,frame"; // reached by elementAt only where they cannot be read
const ROOMY = 0.25; // of the view: a pane as large counts although all that is in it is in view
const STILL = 0.8; // of such a pane: one that does scroll comes first
const MOVES = 4; // CSS pixels: what scrolls by less was rounded, not cut off

/**
 * How well an element scrolls vertically, 0 when it does not.
 * @param {Element} node
 * @returns {number}
 */
function scrollWeight(node) {
  const extra = node.scrollHeight - node.clientHeight;
  if (node.clientHeight < LESS_HEIGHT) return 0;
  if (extra < EXTRA) return wouldScroll(node) ? STILL : 0;
  const style = dom.styleOf(node);
  if (node === node.ownerDocument.scrollingElement)
    return place.viewOverflow(node.ownerDocument) === "hidden" ? 0.3 : 1;
  if (node.matches(EDITABLE) || place.givesToView(node)) return 0;
  if (style.overflowY === "auto" || style.overflowY === "scroll") return 1;
  if (style.overflowY !== "hidden" || isText(node)) return 0;
  return extra > node.clientHeight / 2 ? 0.5 : 0;
}

/**
 * @param {Element} node
 * @returns {boolean} true for a text, which is cut off where it is long and does not scroll
 */
function isText(node) {
  if (!/^(none)?$/.test(dom.styleOf(node).getPropertyValue("-webkit-line-clamp"))) return true;
  return dom.childrenOf(node).every((child) => dom.styleOf(child).display === "inline");
}

/**
 * @param {Element} node
 * @returns {boolean} true for a large pane that would scroll if there were more in it
 */
function wouldScroll(node) {
  const { width, height } = page.viewport();
  if (node.clientHeight * node.clientWidth < height * width * ROOMY) return false;
  if (node === node.ownerDocument.scrollingElement || node.localName === "body") return false;
  return /auto|scroll/.test(dom.styleOf(node).overflowY) && !node.matches(EDITABLE);
}

/**
 * The innermost element whose scrolling moves what is painted here.
 * @param {Element | null} from
 * @param {Map<Element, number>} known weights already worked out
 * @returns {Element | null}
 */
function scrollerOf(from, known) {
  /** @type {Element | null} */
  let still = null;
  for (let node = from; node; node = dom.parentOf(node)) {
    let weight = known.get(node);
    if (weight === undefined) {
      weight = scrollWeight(node);
      known.set(node, weight);
    }
    const moves = node.scrollHeight - node.clientHeight >= EXTRA;
    // What grows with what is in it never scrolls: what it is moved in does.
    if (weight > 0 && moves) return still && still.clientHeight <= node.clientHeight ? still : node;
    if (weight > 0) still ??= node;
    if (dom.styleOf(node).position === "fixed") return still;
  }
  return still;
}

/**
 * The visible box of what scrolls in a pane, in the tab's viewport: without borders and scroll bars.
 * @param {Element} pane
 * @returns {KeepsakeBox}
 */
function paneBox(pane) {
  const isRoot = pane === pane.ownerDocument.scrollingElement;
  const frame = pane.ownerDocument.defaultView?.frameElement;
  const outer = isRoot ? frame : pane;
  const at = outer ? dom.boxOf(outer) : { x: 0, y: 0 };
  const scale = place.scaleOf(pane);
  const left = at.x + (outer?.clientLeft ?? 0) * scale;
  const top = at.y + (outer?.clientTop ?? 0) * scale;
  const x = Math.max(0, left);
  const y = Math.max(0, top);
  const { width: most, height: deepest } = page.viewport();
  const width = Math.min(most, left + pane.clientWidth * scale) - x;
  const height = Math.min(deepest, top + pane.clientHeight * scale) - y;
  return { x, y, width: Math.max(0, width), height: Math.max(0, height) };
}

/** @param {Element} pane */
function floats(pane) {
  for (let node = /** @type {Element | null} */ (pane); node; node = dom.parentOf(node))
    if (dom.styleOf(node).position === "fixed") return true;
  return false;
}

/**
 * @param {Element} pane
 * @param {number} share how much of the view it takes up, 0 to 1
 * @param {number} weight
 * @param {Element[]} written places to write
 */
function scoreOf(pane, share, weight, written) {
  const box = paneBox(pane);
  const at = positionOf(pane);
  const signs = talk.signsOf(pane, box, written, at);
  const opened = signs.composer && signs.atBottom && floats(pane);
  // That it does not scroll was counted already in its weight.
  const less = scrolls(at) ? 0.5 : 1;
  const depth = Math.min(2, Math.max(less, Math.log2(1 + at.most / Math.max(1, at.height))));
  const narrow = page.viewport().width <= NARROW;
  const sided = narrow && talk.hasSides(pane);
  const begun = signs.composer && talk.isWritten(pane, box, written);
  const chosen = sided || begun || (narrow && signs.composer);
  let score = Math.max(share, opened || chosen ? OPENED_SHARE : 0) * weight * depth;
  if (signs.log) score *= 1.6;
  if (signs.feed) score *= 1.3;
  if (signs.composer || sided) score *= 1.8;
  if (signs.atBottom || signs.reversed) score *= 1.5;
  if (signs.aside || (narrow && !chosen && talk.isListed(pane))) score *= 0.4;
  if (opened) score *= OPENED;
  if (begun) score *= BEGUN;
  return { pane, score, box, signs, at, chosen, begun };
}

/**
 * What is painted at each point of a grid over the viewport.
 * @returns {(Element | null)[]}
 */
function painted() {
  /** @type {(Element | null)[]} */
  const found = [];
  const { width, height } = page.viewport();
  const across = Math.max(ACROSS, Math.ceil(width / APART.x));
  const down = Math.max(DOWN, Math.ceil(height / APART.y));
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      const x = ((column + 0.5) * width) / across;
      const y = ((row + 0.5) * height) / down;
      found.push(dom.elementAt(x, y));
    }
  }
  return found;
}

/**
 * What lies over the rest of the page and takes up most of the view, where something does.
 * @param {(Element | null)[]} elements what is painted at each point
 * @returns {Element | null}
 */
function overlayOf(elements) {
  /** @type {Map<Element, number>} */
  const times = new Map();
  for (const element of elements) {
    for (let node = element; node; node = dom.parentOf(node)) {
      if (node.matches(OVERLAY) || dom.styleOf(node).position === "fixed") {
        times.set(node, (times.get(node) ?? 0) + 1);
      }
    }
  }
  const ranked = Array.from(times).sort((a, b) => b[1] - a[1]);
  const [best] = ranked;
  return best && best[1] >= elements.length * MOST_OF_IT ? best[0] : null;
}

/** @param {KeepsakePosition} at */
function scrolls({ most }) {
  return most > MOVES;
}

/**
 * The best pane; one that does not scroll and holds one that does is a frame around it.
 * @param {ReturnType<typeof scoreOf>[]} ranked best first
 */
function innermost(ranked) {
  const moving = ranked.filter(({ at }) => scrolls(at));
  return ranked.find(
    ({ pane, at }) => scrolls(at) || !moving.some((each) => dom.holds(pane, each.pane)),
  );
}

/**
 * @param {ReturnType<typeof scoreOf>} one
 * @param {ReturnType<typeof scoreOf>[]} ranked
 * @returns {boolean} true for a list at the side of what takes up most of the view
 */
function isColumn({ box, chosen }, ranked) {
  const { width } = page.viewport();
  if (chosen || box.width >= width * SLIM) return false;
  return ranked.some(({ box: other }) => {
    const apart = other.x >= box.x + box.width - EDGE || other.x + other.width <= box.x + EDGE;
    return apart && other.width > width / 2;
  });
}

/**
 * A conversation that is short enough to need no scrolling, in another column than what scrolls.
 * @param {(Element | null)[]} elements what is painted at each point
 * @param {ReturnType<typeof scoreOf>[]} ranked
 * @param {ReturnType<typeof scoreOf> | undefined} inner the pane that would be taken otherwise
 * @param {Element[]} written places to write
 */
function resting(elements, ranked, inner, written) {
  const pane = still.stillPane(elements, inner?.box ?? null, written);
  if (!pane) return null;
  const around = paneBox(pane);
  const filling = ranked.find(
    (each) =>
      scrolls(each.at) &&
      dom.holds(pane, each.pane) &&
      each.box.width * each.box.height > (around.width * around.height) / 2,
  );
  // It rests, and what fills it is scrolled.
  if (filling) return filling;
  // What reaches out of it and cannot be scrolled in it may be scrolled with what holds it.
  const overflows = scrolls(positionOf(pane)) && scrollWeight(pane) === 0;
  return overflows && inner && dom.holds(inner.pane, pane) ? null : scoreOf(pane, 1, 1, written);
}

/**
 * Finds the pane by asking, over a grid of points, what each painted point scrolls with.
 * @param {{conversation: boolean}} hint what the address says about the page
 * @returns {KeepsakePane}
 */
function findPane(hint) {
  /** @type {Map<Element, number>} */
  const known = new Map();
  /** @type {Map<Element, number>} */
  const points = new Map();
  const elements = painted();
  for (const element of elements) {
    const found = scrollerOf(element, known);
    if (found) points.set(found, (points.get(found) ?? 0) + 1);
  }
  const written = still.placesToWrite();
  const ranked = Array.from(points, ([pane, n]) =>
    scoreOf(pane, n / elements.length, known.get(pane) ?? 0, written),
  );
  const overlay = overlayOf(elements);
  const over = overlay ? ranked.filter(({ pane }) => dom.holds(overlay, pane)) : [];
  for (const each of ranked) if (over.length && !over.includes(each)) each.score *= BEHIND;
  for (const each of ranked) if (isColumn(each, ranked)) each.score *= COLUMN;
  ranked.sort((a, b) => b.score - a.score);
  const root = page.scroller() ?? page.root();
  const inner = innermost(ranked);
  const stands = over.length || inner?.begun;
  const beside = stands ? null : resting(elements, ranked, inner, written);
  const best = beside ?? inner ?? scoreOf(root, 1, 1, written);
  // A PDF's viewer is behind a wall; what can be read is an empty page around it.
  const all = page.isPdf();
  const closed = all
    ? 1
    : elements.filter((element) => element?.matches(CLOSED)).length / elements.length;
  return { element: best.pane, direction: directionOf(best, hint), closed, ...best };
}

/**
 * Conversations are walked from the newest (bottom) up, everything else from the top down.
 * @param {ReturnType<typeof scoreOf>} best
 * @param {{conversation: boolean}} hint
 * @returns {"up" | "down"}
 */
function directionOf({ signs, at }, hint) {
  if (at.reversed) return "up";
  const atTop = at.top <= EDGE && at.most > EDGE;
  if (hint.conversation || signs.log) return "up";
  if (signs.composer) return atTop ? "down" : "up";
  return signs.atBottom && at.top > EDGE && !atTop ? "up" : "down";
}

export { findPane, paneBox, positionOf };
