// The way through a thread for its words alone, before the pictures: as fast as the page gives them.

import * as looking from "../items/look.js";
import * as said from "../items/prints.js";
import { drawn } from "../view/drawn.js";
import * as find from "./find.js";
import * as rest from "./settle.js";

const LEAST_MS = 125; // a screen: eight a second at most
const SLOWEST_MS = 1500; // a screen, until its words are there
const MORE_MS = 700; // at an end, for more to come; whether it is the end the walk finds out
const STEP = 0.95; // of the pane: what is cut off at one edge is still in view at the other
const SHORTER = 0.5; // of a step, back towards what was seen before
const BACK = 2; // times
const POLL_MS = 40;
const ALIKE = 1; // looks after the first: what is not there by then lies elsewhere
const EASED = 1.5; // times what a slow screen took, for the next
const MOVED = 1; // CSS pixels

/**
 * @param {KeepsakeSight} sight
 * @param {KeepsakeLook} now
 */
function printsIn(sight, now) {
  return now.rows
    .map(({ node }) => sight.told.get(node)?.print ?? "")
    .filter((print) => print !== "");
}

/**
 * Waits until the words of the screen are there, for so long as a page may take. Where the page has come to rest and
 * nothing of before is in view, it went too far, and more time brings none of it.
 * @param {KeepsakeSight} sight
 * @param {string[]} before prints of what was looked at before
 * @param {KeepsakeLook[]} changes where looks are added
 * @returns {Promise<{now: KeepsakeLook, joined: boolean, waited: number}>} joined: something of before is in it; waited: ms
 */
async function comeTo(sight, before, changes) {
  const start = performance.now();
  await drawn();
  let [last, alike] = ["", 0];
  for (;;) {
    const now = looking.look(sight, "sweep");
    changes.push(...looking.takePending(sight), now);
    const prints = printsIn(sight, now);
    const joined = !before.length || said.shared(prints, before).length > 0;
    const worded = prints.length > 0 || !before.length;
    alike = prints.join() === last ? alike + 1 : 0;
    last = prints.join();
    const there = worded && !now.loading && (joined || alike >= ALIKE);
    const waited = performance.now() - start;
    if (there || waited > SLOWEST_MS) return { now, joined, waited };
    await rest.pause(POLL_MS);
    await drawn();
  }
}

/**
 * One screen on. Where the page went past what was seen, half the way back, so that nothing lies between.
 * @param {KeepsakeSight} sight
 * @param {KeepsakeLook} from
 * @param {1 | -1} way
 * @param {KeepsakeLook[]} changes
 * @returns {Promise<{now: KeepsakeLook, waited: number}>} waited: ms, for the page to come after it was moved
 */
async function oneScreen(sight, from, way, changes) {
  const { pane } = sight;
  const { height } = from.pane;
  const before = printsIn(sight, from);
  rest.scrollBy(sight, pane, way * height * STEP);
  let come = await comeTo(sight, before, changes);
  const first = come.waited;
  for (let tries = 0; !come.joined && tries < BACK; tries++) {
    rest.scrollBy(sight, pane, -way * height * STEP * SHORTER);
    come = await comeTo(sight, before, changes);
  }
  return { now: come.now, waited: Math.max(first, come.waited) };
}

/**
 * @param {KeepsakeSight} sight
 * @param {1 | -1} way
 * @returns {number} CSS pixels of the page that lie ahead
 */
function leftAhead({ pane }, way) {
  const { top, most } = find.positionOf(pane);
  return way === -1 ? top : most - top;
}

/**
 * @param {KeepsakeSight} sight
 * @param {KeepsakeLook} now
 * @param {Set<string>} said prints of what was looked at before
 */
function saysMore(sight, now, said) {
  return printsIn(sight, now).some((print) => !said.has(print));
}

/**
 * At an end: waits until the page leads farther or says more, and no longer. It is looked at when it has changed and
 * come to rest, for a list that puts more before what is there may show it elsewhere for a moment, and at last in any case.
 * @param {KeepsakeSight} sight
 * @param {KeepsakeLook} from
 * @param {1 | -1} way
 * @param {KeepsakeLook[]} changes
 * @returns {Promise<KeepsakeLook | null>} null where nothing came
 */
async function moreAt(sight, from, way, changes) {
  const until = performance.now() + MORE_MS;
  const [left, said] = [leftAhead(sight, way), new Set(printsIn(sight, from))];
  for (let [last, restless] = [false, false]; !last; ) {
    const began = performance.now();
    if (!restless) await rest.pause(POLL_MS);
    await drawn();
    last = performance.now() >= until;
    restless = sight.lastChange >= began;
    const farther = leftAhead(sight, way) > left + MOVED;
    const changed = farther || sight.lastChange >= sight.looked;
    if (!last && (restless || !changed)) continue;
    const now = looking.look(sight, "sweep");
    changes.push(...looking.takePending(sight), now);
    if (farther || saysMore(sight, now, said)) return now;
  }
  return null;
}

/**
 * Goes on until the pane goes no further, or for so long. Takes no picture; every look is told, and the
 * page is never asked for more than eight screens a second, nor while it is still bringing one.
 * @param {KeepsakeSight} sight
 * @param {{way: 1 | -1, most: number}} order most: ms
 * @returns {Promise<{changes: KeepsakeLook[], screens: number, on: boolean}>} on: it may go on from there
 */
async function sweep(sight, { way, most }) {
  const changes = looking.takePending(sight);
  const start = performance.now();
  let now = looking.look(sight, "sweep");
  changes.push(now);
  let [screens, next, on] = [0, LEAST_MS, true];
  // One screen at least, however long a look takes: whoever asks goes on until there is no more.
  do {
    const began = performance.now();
    const [{ top }, said] = [find.positionOf(sight.pane), new Set(printsIn(sight, now))];
    const come = await oneScreen(sight, now, way, changes);
    now = come.now;
    // What came meanwhile may have put the pane where it was before.
    const other = Math.abs(find.positionOf(sight.pane).top - top) >= MOVED;
    const moved = other || saysMore(sight, now, said);
    if (moved) screens += 1;
    if (!moved || (way === -1 ? now.top : now.bottom)) {
      const more = await moreAt(sight, now, way, changes);
      on = more !== null;
      now = more ?? now;
    }
    const took = performance.now() - began;
    if (took < next) await rest.pause(next - took);
    // A page that was slow is given time before it is asked for more.
    next = come.waited > 2 * LEAST_MS ? Math.min(SLOWEST_MS, come.waited * EASED) : LEAST_MS;
  } while (on && performance.now() - start < most);
  return { changes, screens, on };
}

export { sweep };
