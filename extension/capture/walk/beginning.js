/** Where a walk begins: the end of the page that it leads away from. */

import { MOST_VAIN } from "./plan.js";
import { leadsOn, wordsFirst } from "./sweep.js";

const SETTLE_MOST = 1500; // ms for a jump to come to rest
const BEGIN_TRIES = { up: 100, down: 8 }; // a thread may be opened far above its newest message
const MOST_BLIND = 3; // ways back that did not lead to an end
export const TRICKLE = 3; // items at a time: so they come when people write them, and not when a page loads them
const MOST_TRICKLE = 12; // times in a row: people write there all the time, and no walk begins if it waits for them
const BEGIN_CHECK_MS = 600;
const BEGIN_MORE_MS = 3200; // where a thread was opened elsewhere, or more did come
const BEGIN_SOON_MS = 700; // of them before the words that lie ahead are gone through
const STOOD_MS = 200; // where the page stood there with something in it
const LEAST_CHECK_MS = 120; // two looks of waitForMore

/** @typedef {import("./walk.js").Walker} Walker */
/** @typedef {import("./plan.js").Plan} Plan */

/**
 * @param {KeepsakeLook} first the look at the start
 * @param {1 | -1} way
 * @returns {number} ms in which nothing may come where the page stood at the click; 0 where it stood elsewhere
 */
export function stoodAt(first, way) {
  if (!(way === 1 ? first.top : first.bottom)) return 0;
  // Downward, it is first asked for what comes above.
  return way === -1 && first.rows.length && !first.loading ? STOOD_MS : BEGIN_CHECK_MS;
}

/**
 * Goes to the end that the walk begins at, and sees that nothing more comes there.
 * @param {Walker} walker
 * @param {Plan} plan
 * @param {1 | -1} way
 * @param {number} stood ms in which nothing may come where it stands since the first look; 0: that is elsewhere
 * @returns {Promise<boolean>} true when that end is an end
 */
export async function goToBeginning(walker, plan, way, stood) {
  const back = way === 1 ? -1 : 1;
  // Where the page was there at the click, it has been watched since then.
  let ms = stood && Math.max(LEAST_CHECK_MS, stood - (walker.now() - walker.since));
  let [blind, vain, trickle] = [0, 0, 0];
  const most = way === 1 ? BEGIN_TRIES.down : BEGIN_TRIES.up;
  for (let tries = 0; tries < most && !walker.stopped(); tries++) {
    if (!ms) {
      const jump = await walker.ask("jump", { way: back, most: SETTLE_MOST });
      const join = jump.shared ? "shared" : "jump";
      if (!(await walker.picture(jump.now, jump.changes, back, join))) return false;
      plan.pictured();
      const usual = tries > 0 || way === -1 ? BEGIN_MORE_MS : BEGIN_CHECK_MS;
      ms = Math.max(usual, plan.patience);
      // Items that lie beyond where the pane can be moved to are not seen from their end on.
      blind = jump.edge ? 0 : blind + 1;
      if (blind >= MOST_BLIND) return false;
    }
    const { waited, fresh } = await waitAtBeginning(walker, plan, way, ms);
    // "Writing…" comes and goes there, and brings nothing.
    vain = waited.grown && !waited.loading && !fresh ? vain + 1 : 0;
    trickle = fresh > 0 && fresh <= TRICKLE ? trickle + 1 : 0;
    if (trickle >= MOST_TRICKLE) return false;
    const more = waited.grown && vain < MOST_VAIN;
    // What cannot be moved to the end that the walk begins at is not seen from that end on.
    if (!more && !blind) return !waited.away;
    // What came put the end farther away; whether it can be reached now is seen next.
    if (fresh) blind = 0;
    ms = 0;
  }
  return false;
}

/**
 * Waits for more where the walk begins. Where words lie ahead and nothing came for a moment, they are gone through: what
 * the page asked for there has that time to come, and is waited for again when the page is back.
 * @param {Walker} walker
 * @param {Plan} plan
 * @param {1 | -1} way
 * @param {number} ms
 * @returns {Promise<{waited: any, fresh: number}>} fresh: items that came
 */
async function waitAtBeginning(walker, plan, way, ms) {
  const sweeps = ms > BEGIN_SOON_MS && walker.sweeps && !walker.swept;
  const soon = sweeps && leadsOn(walker.latest, way) ? BEGIN_SOON_MS : ms;
  const since = walker.now();
  const told = await moreAtBeginning(walker, way, soon);
  if (soon === ms || told.waited.grown) return told;
  await wordsFirst(walker, plan, way, "jump");
  if (walker.stopped()) return told;
  return moreAtBeginning(walker, way, Math.max(BEGIN_CHECK_MS, ms - (walker.now() - since)));
}

/**
 * @param {Walker} walker
 * @param {1 | -1} way
 * @param {number} ms
 * @returns {Promise<{waited: any, fresh: number}>}
 */
async function moreAtBeginning(walker, way, ms) {
  const back = way === 1 ? -1 : 1;
  const known = walker.known();
  const waited = await walker.ask("waitForMore", { way: back, ms, nudge: way === 1 });
  walker.note(waited.changes, back);
  return { waited, fresh: walker.known() - known };
}
