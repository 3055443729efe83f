/** The walk over a page: first to where it begins, then step by step to its end, a picture at each. */

import { BackTo } from "./backto.js";
import { limitsFor, Plan } from "./plan.js";
import { goToWhereItStopped } from "./resume.js";

const SETTLE_MOST = 1500; // ms for one step to come to rest
const BEGIN_TRIES = 8;
const BEGIN_CHECK_MS = 600;

/**
 * @typedef {object} Walker what a walk needs
 * @property {(question: string, order: object) => Promise<any>} ask the page
 * @property {(look: KeepsakeLook, changes: KeepsakeLook[], way: 1 | -1, join: "shared" | "jump" | "gap") =>
 *   Promise<boolean>} picture takes a picture of a look; false when the capture was stopped
 * @property {(looks: KeepsakeLook[], way: 1 | -1) => void} note looks without a picture
 * @property {() => import("./types.js").StoppedBy | null} stopped
 * @property {() => number} now ms
 * @property {() => number} pace ms until a picture may be taken
 * @property {Partial<import("./plan.js").Limits> | undefined} [limits] what the person set
 * @property {(note: string) => void} say for the record
 * @property {boolean} [joined] set once it is found where an earlier capture stopped
 */

/**
 * @param {Walker} walker
 * @param {{direction: "up" | "down", scrollable: boolean}} pane
 * @param {KeepsakeLook} first the look at the start
 * @param {string[] | null} [prints] where an earlier capture stopped; from there on where it is found
 * @returns {Promise<import("./types.js").Outcome>}
 */
export async function walkOver(walker, pane, first, prints = null) {
  if (!pane.scrollable) return { end: "reached", evidence: "nothing_to_scroll", stoppedBy: "end" };
  const way = pane.direction === "up" ? -1 : 1;
  const limits = limitsFor(pane.direction, walker.limits);
  const plan = new Plan(limits, walker.now());
  const continued = prints !== null && (await goToWhereItStopped(walker, prints, way));
  // Looking for the place in vain leads away from the beginning.
  const there = prints === null && (way === 1 ? first.top : first.bottom);
  const begun = !continued && (await goToBeginning(walker, plan, way, there));
  const outcome = { ...(await walkToEnd(walker, plan, way)), limits };
  if (outcome.end !== "reached" || begun) return outcome;
  return { ...outcome, end: "not_reached", evidence: continued ? "continued" : "beginning_open" };
}

/**
 * Goes to the end that the walk begins at, and sees that nothing more comes there.
 * @param {Walker} walker
 * @param {Plan} plan
 * @param {1 | -1} way
 * @param {boolean} atOnce it is there already
 * @returns {Promise<boolean>} true when that end is an end
 */
async function goToBeginning(walker, plan, way, atOnce) {
  const back = way === 1 ? -1 : 1;
  let there = atOnce;
  for (let tries = 0; tries < BEGIN_TRIES && !walker.stopped(); tries++) {
    if (!there) {
      const jump = await walker.ask("jump", { way: back, most: SETTLE_MOST });
      if (!(await walker.picture(jump.now, jump.changes, back, "jump"))) return false;
      plan.pictured();
    }
    const waited = await walker.ask("waitForMore", { way: back, ms: BEGIN_CHECK_MS, nudge: false });
    walker.note(waited.changes, back);
    if (!waited.grown) return true;
    there = false;
  }
  return false;
}

/**
 * @param {Walker} walker
 * @param {Plan} plan
 * @param {1 | -1} way
 * @returns {Promise<import("./types.js").Outcome>}
 */
async function walkToEnd(walker, plan, way) {
  const backTo = new BackTo(plan.limits.back_to);
  for (;;) {
    const stopped = walker.stopped();
    if (stopped) return { end: "not_reached", evidence: "", stoppedBy: stopped };
    const order = plan.next(walker.now());
    if (order.do === "end") {
      const end = order.reached ? "reached" : "not_reached";
      if (backTo.asked && !backTo.read) walker.say("dates_unread");
      return { end, evidence: order.evidence, stoppedBy: order.stoppedBy, limit: order.limit };
    }
    if (order.do === "wait") {
      const since = walker.now();
      const waited = await walker.ask("waitForMore", { way, ms: order.ms, nudge: order.nudge });
      walker.note(waited.changes, way);
      plan.waited({ ...waited, took: walker.now() - since });
    } else {
      const step = await walker.ask("advance", { way, most: SETTLE_MOST, atLeast: walker.pace() });
      plan.stepped(step);
      if (!step.moved) walker.note([...step.changes, step.now], way);
      else if (await walker.picture(step.now, step.changes, way, step.shared ? "shared" : "gap"))
        plan.pictured();
      if (backTo.passed(step.now, way)) plan.dayPassed();
    }
  }
}
