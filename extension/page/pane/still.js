// A conversation that is short enough to need no scrolling: found by the place to write below it.

import * as dom from "../view/dom.js";
import * as page from "../view/page.js";

const EDITABLE =
  "textarea,[contenteditable=''],[contenteditable=true],[contenteditable=plaintext-only]," +
  "[role=textbox],input[type=text],input:not([type])";
const SEARCH = "[type=search],[role=search] *,[role=searchbox],[role=combobox],search *,header *";
const LOW = 0.55; // of the view: a place to write about what is above it lies below this
const LEAST_WIDTH = 0.25; // of the view: narrower is a field of a form
const WIDE_ENOUGH = 320; // CSS pixels, however large the window is
const MOST = 20_000; // elements looked at
const LEAST = 60; // CSS pixels: narrower is no place to write, unless what is above is as narrow
const ROOM = 40; // CSS pixels: frames and room around the place to write, which may reach into what is above

/** @returns {Element[]} places to write, also those in shadow roots and frames */
function placesToWrite() {
  const all = dom.descendants(page.root(), MOST);
  return all.filter((node) => node.matches(EDITABLE));
}

/**
 * @param {Element} pane
 * @param {KeepsakeBox} box
 * @param {Element[]} written
 * @returns {boolean} true when a place to write lies just below the pane
 */
function isBelow(pane, box, written) {
  const bottom = box.y + box.height;
  // Of both as much as there is: a narrow window may cut them off.
  const { x, width } = dom.boxOf(pane);
  return written.some((node) => {
    const at = dom.boxOf(node);
    if (at.width < Math.min(LEAST, width / 2) || at.height < 10 || dom.holds(pane, node))
      return false;
    const shared = Math.min(at.x + at.width, x + width) - Math.max(at.x, x);
    return shared >= at.width / 2 && at.y >= bottom - 40 && at.y <= bottom + 200;
  });
}

/**
 * The widest place to write in the lower part of the view, where there is one.
 * @param {Element[]} written
 * @returns {{node: Element, box: KeepsakeBox} | null}
 */
function composer(written) {
  /** @type {{node: Element, box: KeepsakeBox} | null} */
  let best = null;
  const { width, height } = page.viewport();
  for (const node of written) {
    if (node.matches(SEARCH)) continue;
    const box = dom.boxOf(node);
    const seen = box.y >= height * LOW && box.y < height && box.height >= 10;
    if (!seen || box.width < Math.min(width * LEAST_WIDTH, WIDE_ENOUGH)) continue;
    if (!best || box.width > best.box.width) best = { node, box };
  }
  return best;
}

/**
 * What stands above the place to write and does not hold it, as large as possible.
 * @param {(Element | null)[]} elements what is painted at points of the view
 * @param {{node: Element, box: KeepsakeBox}} below
 * @returns {Element | null}
 */
function above(elements, below) {
  /** @type {Map<Element, number>} */
  const times = new Map();
  for (const element of elements) {
    let top = /** @type {Element | null} */ (null);
    for (let node = element; node && !dom.holds(node, below.node); node = dom.parentOf(node))
      top = node;
    if (top) times.set(top, (times.get(top) ?? 0) + 1);
  }
  const middle = below.box.x + below.box.width / 2;
  const fitting = Array.from(times).filter(([node]) => {
    const box = dom.boxOf(node);
    const over = box.x < middle && box.x + box.width > middle;
    return over && box.height > 2 * ROOM && box.y + box.height <= below.box.y + ROOM;
  });
  fitting.sort((a, b) => b[1] - a[1]);
  return fitting[0]?.[0] ?? null;
}

/**
 * The conversation above a place to write that lies in another column than what scrolls.
 * @param {(Element | null)[]} elements what is painted at points of the view
 * @param {KeepsakeBox | null} scrolled the pane that would be taken otherwise
 * @param {Element[]} written
 * @returns {Element | null} null where that pane has the place to write below or in it
 */
function stillPane(elements, scrolled, written) {
  const below = composer(written);
  if (!below) return null;
  const middle = below.box.x + below.box.width / 2;
  if (scrolled && scrolled.x <= middle && scrolled.x + scrolled.width >= middle) return null;
  return above(elements, below);
}

export { EDITABLE, isBelow, placesToWrite, stillPane };
