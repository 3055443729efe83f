// What in view still waits for a picture, and whether one came since the last look.

import * as find from "../pane/find.js";
import { during } from "../view/once.js";
import * as near from "./near.js";
import * as pictures from "./pictures.js";

const { isVisible, nodesNear, state } = near;

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
 * @param {{node: KeepsakeNode, box: KeepsakeBox}[]} there
 * @param {KeepsakeBox} pane
 */
function note(there, pane) {
  state.lacking = pictures.waitingIn(inView(there, pane), pane);
}

/** @returns {boolean} true where a picture came into view that the last look still waited for */
function hasArrivedNow() {
  const pane = find.paneBox(state.pane);
  return state.lacking.some((each) => each.isConnected && !pictures.isWaiting(each, pane));
}

/** @returns {Element[]} boxes in view that wait for a picture which is worth waiting for */
function lackingNow() {
  const pane = find.paneBox(state.pane);
  return pictures.waitingIn(inView(nodesNear(pane), pane), pane).filter(pictures.isPromising);
}

export const hasArrived = () => during(hasArrivedNow);
export const lacking = () => during(lackingNow);

export { note };
