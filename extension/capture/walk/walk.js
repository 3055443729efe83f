/** The walk over a page: first to where it begins, then step by step to its end, a picture at each. */

import { DateLimit } from "./date_limit.js";
import { limitsFor, MOST_VAIN, Plan } from "./plan.js";
import { goToWhereItStopped } from "./resume.js";
import { bringsAhead, leadsOn, liesAhead, sweepAhead } from "./sweep.js";

const SETTLE_MOST = 1500; // ms for one step to come to rest
const BEGIN_TRIES = { up: 100, down: 8 }; // a thread may be opened far above its newest message
const MOST_BLIND = 3; // ways back that did not lead to an end
const TRICKLE = 3; // items at a time: so they come when people write them, and not when a page loads them
const MOST_TRICKLE = 12; // times in a row: people write there all the time, and no walk begins if it waits for them
const BEGIN_CHECK_MS = 600;
const BEGIN_MORE_MS = 3200; // where a thread was opened elsewhere, or more did come
const BEGIN_SOON_MS = 700; // of them before the words that lie ahead are gone through
const STOOD_MS = 200; // where the page stood there with something in it: it is looked at again at the end
const LEAST_CHECK_MS = 120; // two looks of waitForMore

/**
 * @typedef {object} Walker what a walk needs
 * @property {(question: string, order: object) => Promise<any>} ask the page
 * @property {(look: KeepsakeLook, changes: KeepsakeLook[], way: 1 | -1, join: "shared" | "jump" | "gap",
 *   how?: {since?: number}) => Promise<boolean>} picture takes a picture of a look; false when the capture was stopped
 * @property {boolean} hasty whether a picture is taken while it is found out if the page has come to rest
 * @property {(looks: KeepsakeLook[], way: 1 | -1) => void} note looks without a picture
 * @property {() => import("../types.js").StoppedBy | null} stopped
 * @property {() => number} now ms
 * @property {number} since when the first look was taken, ms
 * @property {() => number} known items so far
 * @property {(way: 1 | -1) => number} outermost which item is known to be the last that way
 * @property {KeepsakeLook | null} latest what was looked at last
 * @property {() => void} hand over the words that are known by now
 * @property {() => string} date UTC
 * @property {boolean} sweeps whether words come before pictures
 * @property {(look: KeepsakeLook) => boolean} isPictured whether the last picture was taken where the look was
 * @property {() => number} pace ms until a picture may be taken
 * @property {Partial<import("./plan.js").Limits> | undefined} [limits] what the person set
 * @property {(note: string) => void} say for the record
 * @property {{above: boolean, below: boolean}} offered more of the page, for a click
 * @property {import("./sweep.js").Swept | null} swept set once words were gone through first
 * @property {boolean} [joined] set once it is found where an earlier capture stopped
 */

/**
 * @param {Walker} walker
 * @param {{direction: "up" | "down", scrollable: boolean}} pane
 * @param {KeepsakeLook} first the look at the start
 * @param {string[] | null} [prints] where an earlier capture stopped; from there on where it is found
 * @returns {Promise<import("../types.js").Outcome>}
 */
export async function walkOver(walker, pane, first, prints = null) {
  if (!pane.scrollable)
    return asOffered(walker, { end: "reached", evidence: "nothing_to_scroll", stoppedBy: "end" });
  const way = pane.direction === "up" ? -1 : 1;
  const limits = limitsFor(pane.direction, walker.limits);
  const plan = new Plan(limits, walker.now());
  if (limits.from_here) return { ...(await walkFromHere(walker, plan, prints)), limits };
  const continued = prints !== null && (await goToWhereItStopped(walker, prints, way));
  // Looking for the place in vain leads away from the beginning.
  const stands = prints === null && (way === 1 ? first.top : first.bottom);
  const seen = way === -1 && first.rows.length && !first.loading;
  const check = seen ? STOOD_MS : BEGIN_CHECK_MS; // downward, it is first asked for what comes above
  const begun = !continued && (await goToBeginning(walker, plan, way, stands ? check : 0));
  const outcome = { ...(await walkToEnd(walker, plan, way)), limits };
  if (outcome.end !== "reached" || begun) return asOffered(walker, outcome);
  return { ...outcome, end: "not_reached", evidence: continued ? "continued" : "beginning_open" };
}

/**
 * Down from what was in view at the click: what stands above it was not asked for. The end below is
 * not that of the page, so it is told as the limit that it is.
 * @param {Walker} walker
 * @param {Plan} plan
 * @param {string[] | null} prints where an earlier capture of that kind stopped
 * @returns {Promise<import("../types.js").Outcome>}
 */
async function walkFromHere(walker, plan, prints) {
  if (prints) await goToWhereItStopped(walker, prints, 1);
  const { end, evidence, stoppedBy, limit } = await walkToEnd(walker, plan, 1);
  if (end !== "reached") return { end, evidence, stoppedBy, limit };
  if (walker.offered.below) return { end: "not_reached", evidence: "more_offered", stoppedBy };
  return { end: "not_reached", evidence: "", stoppedBy: "limit", limit: "from_here" };
}

/**
 * What the page shows only to who clicks is not in the capture, whichever end it is offered at.
 * @param {Walker} walker
 * @param {import("../types.js").Outcome} outcome
 * @returns {import("../types.js").Outcome}
 */
function asOffered({ offered }, outcome) {
  if (outcome.end !== "reached" || !(offered.above || offered.below)) return outcome;
  return { ...outcome, end: "not_reached", evidence: "more_offered" };
}

/**
 * Goes to the end that the walk begins at, and sees that nothing more comes there.
 * @param {Walker} walker
 * @param {Plan} plan
 * @param {1 | -1} way
 * @param {number} stood ms in which nothing may come where it stands since the first look; 0: that is elsewhere
 * @returns {Promise<boolean>} true when that end is an end
 */
async function goToBeginning(walker, plan, way, stood) {
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
      ms = tries > 0 || way === -1 ? BEGIN_MORE_MS : BEGIN_CHECK_MS;
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

/**
 * @param {Walker} walker
 * @param {Plan} plan
 * @param {1 | -1} way
 * @param {"again" | "jump"} home how to go back, as for `sweepAhead`
 */
async function wordsFirst(walker, plan, way, home) {
  const since = walker.now();
  walker.swept = await sweepAhead(walker, way, plan.limits, home);
  plan.spent(walker.now() - since);
}

/**
 * @param {Walker} walker
 * @param {Plan} plan
 * @param {1 | -1} way
 * @returns {Promise<import("../types.js").Outcome>}
 */
async function walkToEnd(walker, plan, way) {
  const dateLimit = new DateLimit(plan.limits.back_to);
  let [sweeps, grown] = [!walker.swept && walker.sweeps, false];
  for (;;) {
    if (sweeps && liesAhead(walker.latest, way, grown)) {
      sweeps = false;
      await wordsFirst(walker, plan, way, "again");
    }
    const stopped = walker.stopped();
    if (stopped) return { end: "not_reached", evidence: "", stoppedBy: stopped };
    const order = plan.next(walker.now());
    if (order.do === "end") {
      const end = order.reached ? "reached" : "not_reached";
      if (dateLimit.asked && !dateLimit.read) walker.say("dates_unread");
      return { end, evidence: order.evidence, stoppedBy: order.stoppedBy, limit: order.limit };
    }
    if (order.do === "wait") {
      const grew = await waitAtEnd(walker, plan, way, order);
      grown ||= grew;
    } else {
      const before = walker.latest;
      const now = await stepOn(walker, plan, way, order.past);
      grown ||= bringsAhead(before, now, way);
      if (dateLimit.passed(now, way)) plan.dayPassed();
    }
  }
}

/**
 * @param {Walker} walker
 * @param {Plan} plan
 * @param {1 | -1} way
 * @param {{ms: number, nudge: boolean, stuck: boolean}} order
 * @returns {Promise<boolean>} whether more came
 */
async function waitAtEnd(walker, plan, way, { ms, nudge, stuck }) {
  const since = walker.now();
  const waited = await walker.ask("waitForMore", { way, ms, nudge, stuck });
  walker.note(waited.changes, way);
  plan.waited({ ...waited, took: walker.now() - since, far: walker.outermost(way) });
  return waited.grown;
}

/**
 * One step, and a picture where it led on.
 * @param {Walker} walker
 * @param {Plan} plan
 * @param {1 | -1} way
 * @param {boolean} past
 * @returns {Promise<KeepsakeLook>} what is in view then
 */
async function stepOn(walker, plan, way, past) {
  const { hasty } = walker;
  const order = { way, past, most: SETTLE_MOST, atLeast: walker.pace(), hasty };
  const step = await walker.ask("advance", order);
  const { changes, now, since } = step;
  const join = step.shared ? "shared" : "gap";
  plan.stepped({ ...step, since: walker.now() - step.still });
  if (!step.moved) walker.note([...changes, now], way);
  else if (await walker.picture(now, changes, way, join, { since })) plan.pictured();
  return now;
}
