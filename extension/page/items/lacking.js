// What in view still waits for a picture, and whether one came since the last look.

import * as find from "../pane/find.js";
import { during } from "../view/once.js";
import * as near from "./near.js";
import * as pictures from "./pictures.js";

const { isVisible, nodesNear } = near;

/**
 * @param {{node: KeepsakeNode, box: KeepsakeBox}[]} there
 * @param {KeepsakeBox} pane
 * @returns {KeepsakeNode[]}
 */
function inView(there, pane) {
  return there.filter(({ box }) => isVisible(box, pane)).map(({ node }) => node);
}

/**
 * Remembers what a look still waits for.
 * @param {KeepsakeSight} sight
 * @param {{node: KeepsakeNode, box: KeepsakeBox}[]} there
 * @param {KeepsakeBox} pane
 */
function note(sight, there, pane) {
  sight.lacking = pictures.waitingIn(sight, inView(there, pane), pane);
}

/**
 * @param {KeepsakeSight} sight
 * @returns {boolean} true where a picture came into view that the last look still waited for
 */
function hasArrivedNow(sight) {
  const pane = find.paneBox(sight.pane);
  return sight.lacking.some((each) => each.isConnected && !pictures.isWaiting(sight, each, pane));
}

/**
 * @param {KeepsakeSight} sight
 * @returns {Element[]} boxes in view that wait for a picture which is worth waiting for
 */
function lackingNow(sight) {
  const pane = find.paneBox(sight.pane);
  return pictures
    .waitingIn(sight, inView(nodesNear(sight, pane), pane), pane)
    .filter((each) => pictures.isPromising(sight, each));
}

/**
 * @param {KeepsakeSight} sight
 * @returns {HTMLImageElement[]} images in view that are there
 */
function arrivedNow(sight) {
  const pane = find.paneBox(sight.pane);
  return pictures.imagesIn(inView(nodesNear(sight, pane), pane), pane);
}

/** @param {KeepsakeSight} sight */
export const arrived = (sight) => during(() => arrivedNow(sight));
/** @param {KeepsakeSight} sight */
export const hasArrived = (sight) => during(() => hasArrivedNow(sight));
/** @param {KeepsakeSight} sight */
export const lacking = (sight) => during(() => lackingNow(sight));

export { note };
