/** Words first: through all that lies ahead before its pictures are taken, and back. Source: FORMAT.md §4.18. */

import { DateLimit } from "./date_limit.js";
import { MOST_VAIN } from "./plan.js";

const FAR = 3; // views ahead: what is nearer is on pictures as soon
const LEAST_WENT = 0.2; // of the pane: a step goes farther
const TOLD_MS = 1000; // of a sweep, until what was seen is handed over
const ONE_SCREEN_MS = 1; // where it is to stop at a day
const SHARE = 1 / 4; // of the minutes for pictures: a page without an end is swept for no longer
const AGAIN_MS = 3200; // on the way back, for what a list has let go of: it is known to be there
const SETTLE_MOST = 1500; // ms
const MOST_BACK = 40; // ends on the way back: a list may let go of what is far away and load it again

/** @typedef {NonNullable<import("../../../shared/schemas/manifest").Manifest["sweep"]>} Swept */

/**
 * Whether words lie farther ahead than what is looked at with the next pictures.
 * @param {KeepsakeLook | null} look the newest
 * @param {1 | -1} way
 * @param {boolean} grown the end has moved before: it may lie anywhere
 */
export function liesAhead(look, way, grown) {
  return leads(look, way, grown ? Number.NEGATIVE_INFINITY : FAR);
}

/**
 * Whether words lie ahead at all: enough where it would only be waited meanwhile.
 * @param {KeepsakeLook | null} look the newest
 * @param {1 | -1} way
 */
export function leadsOn(look, way) {
  return leads(look, way, LEAST_WENT);
}

/**
 * @param {KeepsakeLook | null} look
 * @param {1 | -1} way
 * @param {number} views that lie ahead at least
 */
function leads(look, way, views) {
  // Where nothing was read from what is in view, there are no words to go through for.
  if (!look?.rows.some(({ visible }) => visible)) return false;
  return leftAhead(look, way) > views * look.pane.height;
}

/**
 * @param {KeepsakeLook} look
 * @param {1 | -1} way
 * @returns {number} CSS pixels that the pane can be moved that way
 */
function leftAhead({ scroll, scroll_height, pane }, way) {
  return way === -1 ? scroll : scroll_height - scroll - pane.height;
}

/**
 * Whether the page brings more before its end is reached: after a step as much lies ahead as before it.
 * @param {KeepsakeLook | null} before a step
 * @param {KeepsakeLook} now after it
 * @param {1 | -1} way
 */
export function bringsAhead(before, now, way) {
  if (!before) return false;
  const left = leftAhead(now, way);
  return left > 0 && leftAhead(before, way) - left < LEAST_WENT * now.pane.height;
}

/**
 * Goes through all that is ahead, hands over the words as they come, and goes back to the last picture.
 * @param {import("./walk.js").Walker} walker
 * @param {import("./plan.js").Plan} plan
 * @param {1 | -1} way
 * @param {"again" | "jump"} home jump: the last picture was taken at the end that the walk begins at
 */
export async function wordsFirst(walker, plan, way, home) {
  const [since, from] = [walker.now(), walker.date()];
  const { screens, end } = await through(walker, way, plan.limits);
  walker.swept = { from, until: walker.date(), screens, end };
  if (!walker.stopped()) await goBack(walker, way, home);
  plan.spent(walker.now() - since);
}

/**
 * @param {import("./walk.js").Walker} walker
 * @param {1 | -1} way
 * @param {import("./plan.js").Limits} limits
 * @returns {Promise<{screens: number, end: Swept["end"]}>}
 */
async function through(walker, way, limits) {
  const dateLimit = new DateLimit(limits.back_to);
  const since = walker.now();
  const isOver = () => walker.now() - since >= SHARE * limits.minutes * 60_000;
  const most = dateLimit.asked ? ONE_SCREEN_MS : TOLD_MS;
  let [screens, vain, last] = [0, 0, walker.order.outermost(way)];
  while (!walker.stopped()) {
    const swept = await walker.ask("sweep", { way, most });
    walker.note(swept.changes, way);
    walker.hand();
    screens += swept.screens;
    const passed = swept.changes.some((/** @type {KeepsakeLook} */ look) =>
      dateLimit.passed(look, way),
    );
    if (passed || screens >= limits.tiles || isOver()) return { screens, end: "limit" };
    // What comes at the other end, where people go on writing, leads no farther.
    const before = last;
    last = walker.order.outermost(way);
    vain = last === before ? vain + 1 : 0;
    if (vain >= MOST_VAIN) return { screens, end: "edge" };
    if (!swept.on) return { screens, end: "edge" };
  }
  return { screens, end: "stopped" };
}

/**
 * Back to what the last picture shows, and a picture where only a part of that is in view: the next step goes on
 * from there. Where the page has let go of it, to where the walk began: what lies between is walked over again.
 * @param {import("./walk.js").Walker} walker
 * @param {1 | -1} way
 * @param {"again" | "jump"} home
 */
async function goBack(walker, way, home) {
  const back = way === 1 ? -1 : 1;
  const first = { way: home === "jump" ? back : way, most: SETTLE_MOST };
  let { shared, now, changes } = await walker.ask(home, first);
  for (let tries = 0, more = true; !shared && more && !walker.stopped(); tries++) {
    walker.note([...changes, now], back);
    const jump = await walker.ask("jump", { way: back, most: SETTLE_MOST });
    ({ shared, now, changes } = jump);
    if (shared) break;
    const order = { way: back, ms: AGAIN_MS, nudge: tries > 0 };
    const waited = await walker.ask("waitForMore", order);
    changes = [...changes, now, ...waited.changes];
    more = tries < MOST_BACK && (waited.grown || !jump.edge);
  }
  if (walker.stopped() || (shared && walker.isPictured(now))) walker.note([...changes, now], way);
  else await walker.picture(now, changes, way, shared ? "shared" : "jump");
}
