// How far one step may go so that every item comes whole onto a picture.

import * as dom from "../view/dom.js";
import * as find from "./find.js";

const MOST_STEP = 0.9; // of the uncovered height
const LEAST_STEP = 0.25;

/**
 * How much of the pane's edge is covered by something that does not scroll with it.
 * @param {Element} pane
 * @param {KeepsakeBox} box
 * @param {1 | -1} from 1 from the top down, -1 from the bottom up
 */
function covered(pane, box, from) {
  let depth = 0;
  while (depth < box.height / 2) {
    const y = from === 1 ? box.y + depth + 2 : box.y + box.height - depth - 2;
    const cover = stuckAt(pane, box.x + box.width / 2, y);
    if (!cover) break;
    const at = dom.boxOf(cover);
    if (at.height > box.height * 0.4) break;
    const next = from === 1 ? at.y + at.height - box.y : box.y + box.height - at.y;
    if (next <= depth) break;
    depth = next;
  }
  return Math.min(depth, box.height / 2);
}

/**
 * @param {Element} pane
 * @param {number} x
 * @param {number} y
 * @returns {Element | null} the sticky or fixed element painted there
 */
function stuckAt(pane, x, y) {
  for (let node = dom.elementAt(x, y); node && node !== pane; node = dom.parentOf(node)) {
    const position = dom.styleOf(node).position;
    if (position === "fixed" || position === "sticky") return node;
  }
  return null;
}

/**
 * The part of the pane that nothing covers.
 * @param {Element} pane
 */
function freePart(pane) {
  const box = find.paneBox(pane);
  const top = box.y + covered(pane, box, 1);
  const bottom = box.y + box.height - covered(pane, box, -1);
  return { top, bottom, height: Math.max(60, bottom - top) };
}

/**
 * Items cut off at the edge ahead that would fit whole: the next picture must show them.
 * @param {KeepsakeLook} now
 * @param {{top: number, bottom: number, height: number}} free
 * @param {1 | -1} way
 */
function cutOff(now, free, way) {
  const edge = way === -1 ? free.top : free.bottom;
  return now.rows.filter(
    ({ box }) => box.height <= free.height && box.y < edge && box.y + box.height > edge,
  );
}

/**
 * As far as possible while what is cut off ahead can be seen whole next.
 * @param {KeepsakeRow[]} cut
 * @param {{top: number, bottom: number, height: number}} free
 * @param {1 | -1} way
 * @returns {number} CSS pixels
 */
function stepSize(cut, free, way) {
  const room = cut.map(({ box }) =>
    way === -1 ? free.bottom - box.y - box.height : box.y - free.top,
  );
  return Math.max(Math.min(free.height * MOST_STEP, ...room), free.height * LEAST_STEP);
}

/**
 * How far the page went past what should be whole: lists that measure rows as they come shift them.
 * @param {KeepsakeSight} sight
 * @param {KeepsakeRow[]} cut
 * @param {KeepsakeLook} now
 * @param {{top: number, bottom: number, height: number}} free
 * @param {1 | -1} way
 * @returns {number} CSS pixels to go back by
 */
function overshoot(sight, cut, now, free, way) {
  const print = (/** @type {KeepsakeRow} */ { node }) => sight.told.get(node)?.print ?? "";
  const prints = new Set(cut.map(print).filter(Boolean));
  const alone = (/** @type {KeepsakeRow} */ row) =>
    now.rows.filter((each) => print(each) === print(row)).length === 1;
  const past = now.rows
    .filter((row) => prints.has(print(row)) && alone(row))
    .map(({ box }) => (way === -1 ? box.y + box.height - free.bottom : free.top - box.y));
  return Math.max(0, ...past);
}

export { cutOff, freePart, overshoot, stepSize };
