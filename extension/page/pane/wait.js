// Waiting at an end of the pane for more to come.

import * as looking from "../items/look.js";
import { fetchedSince } from "../view/arrivals.js";
import * as dom from "../view/dom.js";
import * as find from "./find.js";
import * as rest from "./settle.js";

const { frame, pause, scrollBy, settle } = rest;
const CHECK_EVERY = 80; // ms
const SHIFTED = 4; // CSS pixels

/**
 * @param {Element} pane
 * @returns {boolean} true for a box out of which its content reaches without scrolling in it
 */
function isHeld(pane) {
  if (pane === pane.ownerDocument.scrollingElement) return false;
  return /^(visible|clip)$/.test(dom.styleOf(pane).overflowY);
}

/**
 * @param {Map<number, number>} before
 * @param {Map<number, number>} now
 * @returns {boolean} true when an item is elsewhere in view
 */
function haveMoved(before, now) {
  return Array.from(before).some(([serial, y]) => Math.abs((now.get(serial) ?? y) - y) > SHIFTED);
}

/**
 * At an end: waits for more to come. What grows elsewhere in the pane, as "writing…" at the other end, is not
 * that. `away` is true for what is not there and cannot be scrolled, `restless` where the end itself moved, `asked`
 * where the page asked its site for something since it was moved there, and was answered meanwhile.
 * @param {KeepsakeSight} sight
 * @param {{way: 1 | -1, ms: number, nudge: boolean, stuck?: boolean}} order nudge: go away from the end and back,
 *   so that a page that loads on scroll events is asked again; stuck: it is not at its end, and goes no further
 */
async function waitForMore(sight, { way, ms, nudge, stuck = false }) {
  const { pane } = sight;
  // By words: an element that went out of view and came back may be another one.
  const before = looking.peek(sight);
  const known = new Set(before.texts);
  const height = pane.scrollHeight;
  const isAway = () => {
    const at = find.positionOf(pane);
    return (way === -1 ? at.top : at.most - at.top) > at.slack;
  };
  // What nobody can scroll is always away from its end: that is no growth. What can be scrolled is
  // away because something came, also when it came before this began.
  const held = stuck || isHeld(pane);
  const begun = performance.now();
  const until = begun + ms;
  const { moved } = sight;
  if (nudge) {
    scrollBy(sight, pane, -way * pane.clientHeight * 0.4);
    await frame();
    await pause(CHECK_EVERY);
    scrollBy(sight, pane, way * pane.clientHeight);
    await frame();
  }
  let [grown, restless] = [false, false];
  while (performance.now() < until && !grown) {
    await pause(Math.min(CHECK_EVERY, until - performance.now()));
    const now = looking.peek(sight);
    restless = held
      ? Math.abs(pane.scrollHeight - height) > SHIFTED
      : isAway() || haveMoved(before.places, now.places);
    grown = restless || now.texts.some((text) => !known.has(text));
  }
  if (grown) await settle(sight, pane, 1200);
  const now = looking.look(sight);
  const changes = [...looking.takePending(sight), now];
  const asked = fetchedSince(moved, begun);
  return { changes, grown, restless, loading: now.loading, asked, away: held && isAway() };
}

export { waitForMore };
