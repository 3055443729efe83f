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

/**
 * @param {KeepsakeSight} sight
 * @param {KeepsakeRow} row
 */
function printOf(sight, { node }) {
  return sight.told.get(node)?.print ?? "";
}

/**
 * @param {KeepsakeSight} sight
 * @param {KeepsakeRow} row
 * @param {KeepsakeLook} now
 */
function isAlone(sight, row, now) {
  return now.rows.filter((each) => printOf(sight, each) === printOf(sight, row)).length === 1;
}

/**
 * @param {KeepsakeSight} sight
 * @param {KeepsakePane} found
 * @param {KeepsakeLook} now
 */
function remember(sight, found, now) {
  const known = now.rows.filter((row) => row.visible && printOf(sight, row));
  clearInterval(sight.home.ticking);
  sight.home.unwatch();
  sight.home = {
    top: found.at.top,
    fromEnd: found.at.most - found.at.top,
    left: found.element.scrollLeft,
    way: found.direction === "up" ? -1 : 1,
    shown: known.map((row) => {
      return { print: printOf(sight, row), y: row.box.y, alone: isAlone(sight, row, now) };
    }),
    hidden: 0,
    lonely: 0,
    unwatch: page.whenHidden(() => {
      sight.home.hidden += 1;
    }),
    ticking: setInterval(() => tick(sight), TICK),
  };
}

/**
 * @param {KeepsakeSight} sight
 * @returns {boolean} whether the page was out of sight at any time since this was last asked
 */
function wasHidden(sight) {
  const was = sight.home.hidden > 0 || !page.isSeen();
  sight.home.hidden = 0;
  return was;
}

/** @param {KeepsakeSight} sight */
function asked(sight) {
  sight.home.lonely = 0;
}

/**
 * Only time in which the person can see the page counts: a tab behind another one is asked nothing.
 * @param {KeepsakeSight} sight
 */
function tick(sight) {
  if (!page.isSeen()) return;
  sight.home.lonely += 1;
  if (sight.home.lonely < LONELY) return;
  putBack(sight);
  leave(sight);
}

/** @param {KeepsakeSight} sight */
function leave(sight) {
  clearInterval(sight.home.ticking);
  sight.home.unwatch();
  looking.unwatch(sight);
}

/**
 * @param {KeepsakeSight} sight
 * @returns {Promise<{changes: KeepsakeLook[], now: KeepsakeLook, put_back: boolean}>}
 */
async function putBack(sight) {
  const { pane } = sight;
  const goal = () => {
    const at = find.positionOf(pane);
    const top =
      sight.home.way === -1
        ? Math.max(0, at.most - sight.home.fromEnd)
        : Math.min(sight.home.top, at.most);
    return place.scrollTopAt(pane, top);
  };
  const changes = looking.takePending(sight);
  let now = looking.look(sight);
  for (let tries = 0; tries < 6; tries++) {
    pane.scrollTo({ top: goal(), left: sight.home.left, behavior: "instant" });
    await rest.settle(sight, pane, 600);
    // In the order they were taken: each tells only what those before it did not.
    changes.push(now, ...looking.takePending(sight));
    now = looking.look(sight);
    if (Math.abs(pane.scrollTop - goal()) <= 1) break;
  }
  if (mayBeElsewhere(sight) && !shownAgain(sight, now).length) {
    changes.push(now);
    const found = await search(sight);
    if (!found) pane.scrollTo({ top: goal(), left: sight.home.left, behavior: "instant" });
    now = found ?? looking.look(sight);
  }
  const off = offset(sight, now);
  if (off) {
    rest.scrollBy(sight, pane, off);
    await rest.settle(sight, pane, 400);
    changes.push(now, ...looking.takePending(sight));
    now = looking.look(sight);
  }
  // What is missing here counts as gone only when it is missing twice.
  await rest.pause(SECOND_LOOK);
  changes.push(now, ...looking.takePending(sight));
  now = looking.look(sight);
  const back = Math.abs(offset(sight, now)) <= 1 || Math.abs(pane.scrollTop - goal()) <= 1;
  return { changes, now, put_back: back };
}

/**
 * A page that was opened in the middle, and grew on the side that the walk did not lead to.
 * @param {KeepsakeSight} sight
 */
function mayBeElsewhere(sight) {
  return (
    sight.home.shown.length > 0 &&
    (sight.home.way === 1 ? sight.home.top : sight.home.fromEnd) > EDGE
  );
}

/**
 * @param {KeepsakeSight} sight
 * @param {KeepsakeLook} now
 * @returns {KeepsakeRow[]} items that were in view when the capture began
 */
function shownAgain(sight, now) {
  const rows = now.rows.filter((row) => printOf(sight, row));
  const prints = rows.map((row) => printOf(sight, row));
  const before = sight.home.shown.map(({ print }) => print);
  return said.shared(prints, before).flatMap((at) => rows[at] ?? []);
}

/**
 * Goes through the page until what was in view comes into view again: first on as the walk went, then back.
 * @param {KeepsakeSight} sight
 * @returns {Promise<KeepsakeLook | null>} null where it is not found in good time
 */
async function search(sight) {
  const prints = sight.home.shown.map(({ print }) => print);
  for (const way of /** @type {(1 | -1)[]} */ ([sight.home.way, -sight.home.way])) {
    const until = performance.now() + LOOKING;
    for (let calm = 0; calm < NO_MORE && performance.now() < until; ) {
      asked(sight);
      const { edge, now } = await seek(sight, { prints, way, most: STEPS });
      if (now) return now;
      calm = edge ? calm + 1 : 0;
      if (edge) await rest.pause(MORE);
    }
  }
  return null;
}

/**
 * @param {KeepsakeSight} sight
 * @param {KeepsakeLook} now
 * @returns {number} how far what was in view is from where it was, CSS pixels
 */
function offset(sight, now) {
  for (const row of shownAgain(sight, now).filter((each) => isAlone(sight, each, now))) {
    const before = sight.home.shown.find(
      (each) => each.alone && each.print === printOf(sight, row),
    );
    if (before) return row.box.y - before.y;
  }
  return 0;
}

export { asked, leave, putBack, remember, wasHidden };
