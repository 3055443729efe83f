// Where the page stood when the capture began, and the way back there: by content where the page
// has grown, to the pixel. Also goes back by itself when nobody asks any more.

import * as looking from "./items/look.js";
import * as said from "./items/prints.js";
import * as find from "./pane/find.js";
import { seek } from "./pane/seek.js";
import * as rest from "./pane/settle.js";
import * as page from "./view/page.js";
import * as place from "./view/place.js";

const EDGE = 48; // CSS pixels from the end where the capture began: what came there came later
const LOOKING = 12_000; // ms, one way
const STEPS = 900; // ms
const MORE = 600; // ms for the page to bring more
const NO_MORE = 4; // times in a row that none came
const SECOND_LOOK = 250; // ms
const TICK = 5000; // ms
const LONELY = 3; // ticks in view without a question: the extension was ended

/** @typedef {{print: string, y: number, alone: boolean}} Shown alone: no other item said the same */

/** @type {{top: number, fromEnd: number, left: number, way: 1 | -1, shown: Shown[]}} */
let home = { top: 0, fromEnd: 0, left: 0, way: 1, shown: [] };
let hidden = 0;
let lonely = 0;
let ticking = 0;

const noticeHiding = () => {
  if (!page.isSeen()) hidden += 1;
};

/** @param {KeepsakeRow} row */
function printOf({ node }) {
  return looking.state.told.get(node)?.print ?? "";
}

/**
 * @param {KeepsakeRow} row
 * @param {KeepsakeLook} now
 */
function isAlone(row, now) {
  return now.rows.filter((each) => printOf(each) === printOf(row)).length === 1;
}

/**
 * @param {KeepsakePane} found
 * @param {KeepsakeLook} now
 */
function remember(found, now) {
  const known = now.rows.filter((row) => row.visible && printOf(row));
  home = {
    top: found.at.top,
    fromEnd: found.at.most - found.at.top,
    left: found.element.scrollLeft,
    way: found.direction === "up" ? -1 : 1,
    shown: known.map((row) => ({ print: printOf(row), y: row.box.y, alone: isAlone(row, now) })),
  };
  hidden = 0;
  page.watchSeen(noticeHiding);
  clearInterval(ticking);
  ticking = setInterval(tick, TICK);
}

/** @returns {boolean} whether the page was out of sight at any time since this was last asked */
function wasHidden() {
  const was = hidden > 0 || !page.isSeen();
  hidden = 0;
  return was;
}

function asked() {
  lonely = 0;
}

/** Only time in which the person can see the page counts: a tab behind another one is asked nothing. */
function tick() {
  if (!page.isSeen()) return;
  lonely += 1;
  if (lonely < LONELY) return;
  putBack();
  leave();
}

function leave() {
  clearInterval(ticking);
  page.unwatchSeen(noticeHiding);
  looking.unwatch();
}

/**
 * @returns {Promise<{changes: KeepsakeLook[], now: KeepsakeLook, put_back: boolean}>}
 */
async function putBack() {
  const { pane } = looking.state;
  const goal = () => {
    const at = find.positionOf(pane);
    const top = home.way === -1 ? Math.max(0, at.most - home.fromEnd) : Math.min(home.top, at.most);
    return place.scrollTopAt(pane, top);
  };
  const changes = looking.takePending();
  let now = looking.look();
  for (let tries = 0; tries < 6; tries++) {
    pane.scrollTo({ top: goal(), left: home.left, behavior: "instant" });
    await rest.settle(pane, 600);
    // In the order they were taken: each tells only what those before it did not.
    changes.push(now, ...looking.takePending());
    now = looking.look();
    if (Math.abs(pane.scrollTop - goal()) <= 1) break;
  }
  if (mayBeElsewhere() && !shownAgain(now).length) {
    changes.push(now);
    const found = await search();
    if (!found) pane.scrollTo({ top: goal(), left: home.left, behavior: "instant" });
    now = found ?? looking.look();
  }
  const off = offset(now);
  if (off) {
    rest.scrollBy(pane, off);
    await rest.settle(pane, 400);
    changes.push(now, ...looking.takePending());
    now = looking.look();
  }
  // What is missing here counts as gone only when it is missing twice.
  await rest.pause(SECOND_LOOK);
  changes.push(now, ...looking.takePending());
  now = looking.look();
  const back = Math.abs(offset(now)) <= 1 || Math.abs(pane.scrollTop - goal()) <= 1;
  return { changes, now, put_back: back };
}

/** A page that was opened in the middle, and grew on the side that the walk did not lead to. */
function mayBeElsewhere() {
  return home.shown.length > 0 && (home.way === 1 ? home.top : home.fromEnd) > EDGE;
}

/**
 * @param {KeepsakeLook} now
 * @returns {KeepsakeRow[]} items that were in view when the capture began
 */
function shownAgain(now) {
  const rows = now.rows.filter(printOf);
  const before = home.shown.map(({ print }) => print);
  return said.shared(rows.map(printOf), before).flatMap((at) => rows[at] ?? []);
}

/**
 * Goes through the page until what was in view comes into view again: first on as the walk went, then back.
 * @returns {Promise<KeepsakeLook | null>} null where it is not found in good time
 */
async function search() {
  const prints = home.shown.map(({ print }) => print);
  for (const way of /** @type {(1 | -1)[]} */ ([home.way, -home.way])) {
    const until = performance.now() + LOOKING;
    for (let calm = 0; calm < NO_MORE && performance.now() < until; ) {
      asked();
      const { edge, now } = await seek({ prints, way, most: STEPS });
      if (now) return now;
      calm = edge ? calm + 1 : 0;
      if (edge) await rest.pause(MORE);
    }
  }
  return null;
}

/**
 * @param {KeepsakeLook} now
 * @returns {number} how far what was in view is from where it was, CSS pixels
 */
function offset(now) {
  for (const row of shownAgain(now).filter((each) => isAlone(each, now))) {
    const before = home.shown.find((each) => each.alone && each.print === printOf(row));
    if (before) return row.box.y - before.y;
  }
  return 0;
}

export { asked, leave, putBack, remember, wasHidden };
