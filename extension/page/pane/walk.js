// Scrolling the pane step by step, never losing the thread.

import * as looking from "../items/look.js";
import { shared as sharedOf } from "../items/prints.js";
import * as dom from "../view/dom.js";
import * as place from "../view/place.js";
import * as find from "./find.js";
import * as reach from "./reach.js";
import * as rest from "./settle.js";

const { pause, scrollBy, settle } = rest;
const { cutOff, freePart, overshoot, stepSize } = reach;
const RECOVERIES = 8;
const SECOND_LOOK = 200; // ms
const MOST_BETWEEN = 24; // CSS pixels between two items
const NEAR = 0.5; // of the pane: so close to an edge a page asks for more
const ASKED_MS = 450; // after a step, until what was asked for is often there
const LEAST_LED = 1; // CSS pixels
const DRAWN_MS = 1500; // until rows that a list draws late are there

/**
 * @param {KeepsakeSight} sight
 * @param {KeepsakeLook} now
 * @returns {boolean} true when something in the last picture is in view now
 */
function shares(sight, now) {
  // Where the last picture shows no item, none of it can be missing.
  return !sight.anchor?.length || stillShows(sight, now);
}

/**
 * @param {KeepsakeSight} sight
 * @param {KeepsakeLook} now
 * @returns {boolean} true when an item of the last picture is in view now
 */
function stillShows(sight, now) {
  return sharedOf(looking.printsOf(sight, now), sight.anchor ?? []).length > 0;
}

/**
 * @param {KeepsakeSight} sight
 * @param {Element} pane
 * @param {KeepsakeLook} now
 * @returns {boolean} true when something in the last picture, even if it was cut there, is as whole
 *   now as it can be: then nothing between the two pictures is cut in both or missing
 */
function sharesWhole(sight, pane, now) {
  const { anchor, told } = sight;
  if (!anchor?.length) return shares(sight, now);
  const { top, bottom, height } = freePart(pane);
  const whole = now.rows.filter(
    ({ box, visible }) =>
      visible && (box.height > height || (box.y >= top - 1 && box.y + box.height <= bottom + 1)),
  );
  const prints = whole.map(({ node }) => told.get(node)?.print ?? "");
  return sharedOf(prints.filter(Boolean), anchor).length > 0;
}

/**
 * A pane that snaps from one item to the next may show no two of them at once: what is in view
 * then begins right where the last picture ended.
 * @param {KeepsakeSight} sight
 * @param {Element} pane
 * @param {KeepsakeLook} now
 * @param {1 | -1} way
 */
function followsOn(sight, pane, now, way) {
  if (/^none|^x|^inline/.test(dom.styleOf(pane).scrollSnapType)) return false;
  const { anchor, told } = sight;
  const at = now.rows.findIndex(({ visible }) => visible);
  const last = now.rows.findLastIndex(({ visible }) => visible);
  const [one, next] = [now.rows[way === 1 ? at - 1 : last + 1], now.rows[way === 1 ? at : last]];
  if (!one || !next || !anchor?.includes(told.get(one.node)?.print ?? "")) return false;
  const between =
    way === 1 ? next.box.y - one.box.y - one.box.height : one.box.y - next.box.y - next.box.height;
  return between <= MOST_BETWEEN;
}

/**
 * Goes back towards what is in the last picture, when a step or the page itself went past it.
 * @param {KeepsakeSight} sight
 * @param {Element} pane
 * @param {KeepsakeLook} now
 * @param {1 | -1} way
 * @param {number} tries made before
 */
function recover(sight, pane, now, way, tries) {
  const { anchor, anchored, fromEnd, fromTop, told } = sight;
  const print = (/** @type {KeepsakeRow} */ { node }) => told.get(node)?.print ?? "";
  const rows = now.rows.filter(print);
  const alike = sharedOf(rows.map(print), anchor ?? []).flatMap((at) => rows[at] ?? []);
  // Farther on may be one that says the same: the one that was seen itself is sure.
  const seen = alike.filter(({ node }) => anchored.has(node));
  const known = seen.length ? seen : alike;
  const found = way === -1 ? known[0] : known[known.length - 1];
  if (found) {
    const { y, height } = now.pane;
    const half = found.box.height / 2;
    const goal =
      way === -1
        ? Math.min(y + height * 0.75, y + height - half - 2)
        : Math.max(y + height * 0.25, y + half + 2);
    scrollBy(sight, pane, found.box.y + half - goal);
  } else {
    // The page put more above and stayed at its top, or drew itself anew: what was there is as far from
    // where the walk began.
    const { most, top } = find.positionOf(pane);
    const own = (way === -1 ? most - fromEnd : Math.min(most, fromTop)) - top;
    const away = own * place.scaleOf(pane);
    const far = tries === 0 && Math.abs(away) > now.pane.height;
    scrollBy(sight, pane, far ? away : -way * now.pane.height * 0.6);
  }
}

/**
 * Waits until the page has come to rest, and looks. Every look is passed on, because what it tells
 * is not told again.
 * @param {KeepsakeSight} sight
 * @param {Element} pane
 * @param {number} most
 * @param {number} atLeast
 * @param {KeepsakeLook[]} changes where looks taken meanwhile are added
 * @param {boolean} [hasty]
 */
async function come(sight, pane, most, atLeast, changes, hasty = false) {
  await settle(sight, pane, most, atLeast, hasty);
  changes.push(...looking.takePending(sight), looking.look(sight));
  return /** @type {KeepsakeLook} */ (changes[changes.length - 1]);
}

/**
 * Pages that load more at an edge do so a moment after scrolling has ended: a picture taken just
 * then would show what is moved away under it, and cost another one.
 * @param {Element} pane
 * @param {1 | -1} way
 * @param {number} atLeast
 * @returns {number} ms before which no picture should be taken
 */
function untilAsked(pane, way, atLeast) {
  const { top, most, height } = find.positionOf(pane);
  const left = way === -1 ? top : most - top;
  return left < height * NEAR ? Math.max(atLeast, ASKED_MS) : atLeast;
}

/**
 * A look before the page is moved, and another when something seems to have vanished.
 * @param {KeepsakeSight} sight
 * @param {KeepsakeLook[]} changes where looks are added
 */
async function lookTwice(sight, changes) {
  // A look of its own after a change, not yet followed by another, may be the one that missed something.
  let doubt = sight.doubt;
  let now = looking.look(sight);
  changes.push(now);
  doubt ||= sight.doubt;
  if (!doubt) return now;
  await pause(SECOND_LOOK);
  now = looking.look(sight);
  changes.push(...looking.takePending(sight), now);
  return now;
}

/**
 * One step up or down from the last picture. Tells what is in view afterwards, whether anything
 * moved, and whether something in the last picture is still in view (without it there is a gap); `still`: for how long
 * it was not scrolled from here, ms; `since`: when it was looked at, ms, 0 where it had come to rest by then.
 * @param {KeepsakeSight} sight
 * @param {{way: 1 | -1, past: boolean, most: number, atLeast: number, hasty?: boolean}} order past: it goes no other way
 *   than past what is there, and there is a gap; atLeast: ms before which no picture can be taken anyway; hasty: whether
 *   the page has come to rest is found out while the picture is taken
 */
async function advance(sight, { way, past, most, atLeast, hasty = false }) {
  const { pane } = sight;
  const changes = looking.takePending(sight);
  const before = await lookTwice(sight, changes);
  const said = saidIn(sight, before);
  const from = find.positionOf(pane);
  let now = before;
  let shared = shares(sight, before);
  if (shared) {
    const free = freePart(pane);
    const cut = cutOff(before, free, way);
    scrollBy(sight, pane, way * stepSize(cut, free, way));
    now = await come(sight, pane, most, untilAsked(pane, way, atLeast), changes, hasty);
    const over = overshoot(sight, cut, now, free, way);
    if (over > 1) {
      scrollBy(sight, pane, -way * (over + 1));
      now = await come(sight, pane, most, 0, changes, hasty);
    }
    shared = sharesWhole(sight, pane, now);
  }
  if (!shared && isWordless(sight, now)) {
    await pause(DRAWN_MS);
    now = await come(sight, pane, most, 0, changes);
    shared = sharesWhole(sight, pane, now);
  }
  shared ||= followsOn(sight, pane, now, way);
  // Past a stretch without items there is nothing to go back to; it is told as a gap.
  const lost = () => !shared && !past && (now.loading || !isWordless(sight, now));
  for (let tries = 0; lost() && tries < RECOVERIES; tries++) {
    recover(sight, pane, now, way, tries);
    now = await come(sight, pane, most, 0, changes);
    shared = sharesWhole(sight, pane, now);
  }
  shared ||= shares(sight, now);
  // Not by the elements: a list that was left and come back to may have made them anew.
  const other = Math.abs(find.positionOf(pane).top - from.top) > 1 || said !== saidIn(sight, now);
  const moved = other && leadsOn(sight, now, way);
  return {
    changes: changes.slice(0, -1),
    now,
    shared,
    moved,
    edge: way === -1 ? now.top : now.bottom,
    still: performance.now() - sight.moved,
    since: hasty ? performance.now() : 0,
  };
}

/**
 * Whether the page went on from the last picture, by the items that both show: lists put in and take out above and
 * below, so where the pane stands tells nothing of it.
 * @param {KeepsakeSight} sight
 * @param {KeepsakeLook} now
 * @param {1 | -1} way
 * @returns {boolean} false where what both show stands as far or farther back, and nothing comes after it
 */
function leadsOn(sight, now, way) {
  const { anchor, anchored, told } = sight;
  const was = Array.from(anchored.values());
  const shown = now.rows.filter(({ node, visible }) => visible && told.get(node)?.print);
  const prints = shown.map(({ node }) => told.get(node)?.print ?? "");
  const both = sharedOf(prints, anchor ?? []);
  const ahead = way === 1 ? prints.length - 1 - Math.max(...both) : Math.min(...both);
  if (!both.length || ahead > 0) return true;
  const led = both.flatMap((at) => {
    const alike = was.filter(({ print }) => print === prints[at]);
    const [row, [one]] = [shown[at], alike];
    return row && one && alike.length === 1 ? [way * (one.y - row.box.y)] : [];
  });
  return !led.length || Math.max(...led) >= LEAST_LED;
}

/**
 * @param {KeepsakeSight} sight
 * @param {KeepsakeLook} now
 */
function isWordless(sight, now) {
  return looking.printsOf(sight, now).length === 0;
}

/**
 * @param {KeepsakeSight} sight
 * @param {KeepsakeLook} seen the newest
 * @returns {string} what its items say: the same for the same items in the same order
 */
function saidIn(sight, seen) {
  const { told } = sight;
  const shown = seen.rows.filter(({ visible }) => visible);
  return JSON.stringify(shown.map(({ node }) => told.get(node)?.print));
}

/**
 * Goes to one end at once. An end that only grew a little still shows a part of the last picture.
 * @param {KeepsakeSight} sight
 * @param {{way: 1 | -1, most: number}} order
 */
async function jump(sight, { way, most }) {
  const { pane } = sight;
  const top = place.scrollTopAt(pane, way === -1 ? 0 : find.positionOf(pane).most);
  pane.scrollTo({ top, left: pane.scrollLeft, behavior: "instant" });
  await settle(sight, pane, most);
  const now = looking.look(sight);
  const edge = way === -1 ? now.top : now.bottom;
  return { changes: looking.takePending(sight), now, shared: stillShows(sight, now), edge };
}

/**
 * Looks where the page stands, once it has come to rest.
 * @param {KeepsakeSight} sight
 * @param {{most: number}} order ms
 */
async function stay(sight, { most }) {
  /** @type {KeepsakeLook[]} */
  const changes = [];
  const now = await come(sight, sight.pane, most, 0, changes);
  return { changes: changes.slice(0, -1), now, shared: stillShows(sight, now) };
}

/**
 * Looks again when the page moved under the last picture, and goes back to the picture before it
 * where the page moved too far to show a part of that.
 * @param {KeepsakeSight} sight
 * @param {{way: 1 | -1, most: number}} order
 */
async function again(sight, { way, most }) {
  const { pane } = sight;
  /** @type {KeepsakeLook[]} */
  const changes = [];
  let now = await come(sight, pane, most, 0, changes);
  const there = () => sharesWhole(sight, pane, now) || followsOn(sight, pane, now, way);
  for (let tries = 0; !there() && tries < RECOVERIES; tries++) {
    recover(sight, pane, now, way, tries);
    now = await come(sight, pane, most, 0, changes);
  }
  return {
    changes: changes.slice(0, -1),
    now,
    shared: shares(sight, now) || followsOn(sight, pane, now, way),
  };
}

export { advance, again, jump, stay };
