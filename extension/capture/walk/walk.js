/** The walk over a page: first to where it begins, then step by step to its end, a picture at each. */

import { goToBeginning, stoodAt, TRICKLE } from "./beginning.js";
import { DateLimit } from "./date_limit.js";
import { goToMissed } from "./missed.js";
import { limitsFor, MOST_VAIN, Plan } from "./plan.js";
import { goToWhereItStopped } from "./resume.js";
import { bringsAhead, liesAhead, wordsFirst } from "./sweep.js";

const SETTLE_MOST = 1500; // ms for one step to come to rest
const MOST_LATE = 3; // looks at which more had come where the walk began: people write there all the time
const MOST_LATE_MS = 8000; // that what came is taken to have needed
const LEAST_BACK_MS = 15_000; // for the way back to where the walk began
const BACK_SHARE = 1 / 4; // of the walk, for the same
const KNOWN_MS = 12_000; // for what is known to be there

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
 * @property {import("./order.js").Order} order what is known by now, as the page has it
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
  const stood = prints === null ? stoodAt(first, way) : 0;
  const begun = !continued && (await goToBeginning(walker, plan, way, stood));
  plan.leaves(walker.order.outermost(way === 1 ? -1 : 1), walker.now());
  let outcome = { ...(await walkToEnd(walker, plan, way)), limits };
  if (begun && outcome.end === "reached")
    outcome = { ...(await endsAgain(walker, plan, way, outcome)), limits };
  if (outcome.stoppedBy === "end") await goToMissed(walker, plan, way);
  if (outcome.end !== "reached" || begun) return asOffered(walker, outcome);
  return { ...outcome, end: "not_reached", evidence: continued ? "continued" : "beginning_open" };
}

/**
 * The end that the walk began at has had the whole walk's time by now. Where more came there meanwhile than people
 * write, or the page needs longer for what is known to be there than it was waited for, both ends are gone to once
 * more, and waited at for as long as that.
 * @param {Walker} walker which has reached the end
 * @param {Plan} plan
 * @param {1 | -1} way
 * @param {import("../types.js").Outcome} outcome
 * @returns {Promise<import("../types.js").Outcome>}
 */
async function endsAgain(walker, plan, way, outcome) {
  const back = way === 1 ? -1 : 1;
  for (let looks = 0; looks < MOST_LATE; looks++) {
    const { last, since, held } = plan.left;
    const { items, slow } = await lookBack(walker, plan, back);
    if (walker.stopped() || !(items > TRICKLE || slow > held)) return outcome;
    plan.late(items > TRICKLE ? Math.min(walker.now() - since, MOST_LATE_MS) : slow);
    if (!(await goToBeginning(walker, plan, way, 0))) break;
    plan.leaves(walker.order.outermost(back), walker.now());
    await pictureFrom(walker, plan, way, last);
    await goToEnd(walker, plan, way);
    outcome = await walkToEnd(walker, plan, way);
    if (outcome.end !== "reached") return outcome;
  }
  return { ...outcome, end: "not_reached", evidence: "beginning_open" };
}
/**
 * Goes to where the walk began. A list may have let go of what is there, and loads it again.
 * @param {Walker} walker
 * @param {Plan} plan
 * @param {1 | -1} back
 * @returns {Promise<{items: number, slow: number}>} how many came there since it was left; slow: ms that the page needed
 *   at most to bring what is known to be there
 */
async function lookBack(walker, plan, back) {
  const { last } = plan.left;
  const since = walker.now();
  const most = Math.max(LEAST_BACK_MS, BACK_SHARE * (since - walker.since));
  let slow = 0;
  for (let tries = 0; ; tries++) {
    const jump = await walker.ask("jump", { way: back, most: SETTLE_MOST });
    walker.note([...jump.changes, jump.now], back);
    const { items, unpictured } = walker.order.beyond(back, last);
    const there = walker.order.shows(jump.now, back, last);
    const from = walker.now();
    if (there || walker.stopped() || from - since > most) {
      if (there && unpictured) await pictureOf(walker, plan, back, jump);
      return { items, slow };
    }
    const waited = await walker.ask("waitForMore", { way: back, ms: KNOWN_MS, nudge: tries > 0 });
    walker.note(waited.changes, back);
    slow = Math.max(slow, walker.now() - from);
  }
}

/**
 * @param {Walker} walker
 * @param {Plan} plan
 * @param {1 | -1} way
 * @param {{now: KeepsakeLook, shared: boolean}} jump whose looks are noted
 */
async function pictureOf(walker, plan, way, { now, shared }) {
  if (await walker.picture(now, [], way, shared ? "shared" : "jump")) plan.pictured();
}

/**
 * From where the walk begins, until what came there is on pictures.
 * @param {Walker} walker
 * @param {Plan} plan
 * @param {1 | -1} way
 * @param {number} last item that was known there before
 */
async function pictureFrom(walker, plan, way, last) {
  const left = () => walker.order.beyond(way === 1 ? -1 : 1, last).unpictured;
  const isOver = () => walker.stopped() || plan.limitAt(walker.now());
  for (let vain = 0; left() && vain < MOST_VAIN && !isOver(); ) {
    const before = left();
    await stepOn(walker, plan, way, false);
    vain = left() < before ? 0 : vain + 1;
  }
}

/**
 * @param {Walker} walker
 * @param {Plan} plan
 * @param {1 | -1} way
 */
async function goToEnd(walker, plan, way) {
  const jump = await walker.ask("jump", { way, most: SETTLE_MOST });
  walker.note(jump.changes, way);
  await pictureOf(walker, plan, way, jump);
  plan.stepped({ moved: true, edge: jump.edge, since: walker.now() });
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
  plan.waited({ ...waited, took: walker.now() - since, far: walker.order.outermost(way) });
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
