import assert from "node:assert/strict";
import { test } from "node:test";
import { CALM_CHECKS, Plan } from "../../extension/capture/walk/plan.js";

const LIMITS = { tiles: 100, minutes: 5 };

/** Follows a plan over a page of so many screens, with content that comes late at its end. */
function follow(page) {
  const plan = new Plan(LIMITS, 0);
  const log = [];
  let time = 0;
  let at = 0;
  for (let n = 0; n < 10_000; n++) {
    const order = plan.next(time);
    log.push(order.do);
    if (order.do === "end") return { ...order, log, time, at };
    if (order.do === "step") {
      const moved = at < page.screens;
      if (moved) {
        at += 1;
        plan.pictured();
      }
      plan.stepped({ moved, edge: at >= page.screens, since: time });
      page.came = time;
      time += 500;
    } else {
      time += order.ms;
      const took = order.ms;
      const waits = log.filter((each) => each === "wait").length;
      plan.waited({ took, ...page.wait(waits, time, page) });
    }
  }
  throw new Error("it never ends");
}

test("the end counts only when it held several times", () => {
  const seen = follow({ screens: 7, wait: () => ({ grown: false, loading: false }) });
  assert.equal(seen.reached, true);
  assert.equal(seen.evidence, "edge_held");
  assert.equal(seen.stoppedBy, "end");
  assert.equal(seen.log.filter((each) => each === "wait").length, CALM_CHECKS);
});

test("content that takes three seconds to come is waited for", () => {
  let asked = 0;
  const page = {
    screens: 5,
    wait(_, time) {
      asked ||= page.came; // when the end was come to and the page began to fetch
      const here = time - asked >= 3000 && page.screens === 5;
      if (here) page.screens += 5;
      return { grown: here, loading: false };
    },
  };
  assert.equal(follow(page).at, 10);
});

test("an end at which nothing goes on is known three seconds after its picture", () => {
  const page = { screens: 3, wait: () => ({ grown: false, loading: false }) };
  const seen = follow(page);
  const pictured = page.came + 500;
  assert.equal(seen.reached, true);
  assert.ok(seen.time - pictured <= 3000);
  assert.ok(seen.time - page.came > 3000, "and no sooner than three after it was come to");
});

test("what the page fetches there is waited for, though not for ever", () => {
  const page = { screens: 3, wait: () => ({ grown: false, loading: false, asked: true }) };
  const seen = follow(page);
  assert.equal(seen.reached, true);
  assert.ok(seen.time - page.came > 4200);
  assert.ok(seen.time - page.came < 6000);
});

test("where a sign of loading goes away and brings nothing, the end is held as long from then on", () => {
  const page = { screens: 3, wait: (times) => ({ grown: false, loading: times < 4 }) };
  const seen = follow(page);
  assert.equal(seen.reached, true);
  assert.ok(seen.time - page.came > 3 * 1400 + 3000);
});

test("while the page says that it is loading, the end is not the end", () => {
  const seen = follow({ screens: 3, wait: () => ({ grown: false, loading: true }) });
  assert.equal(seen.reached, false);
  assert.equal(seen.evidence, "still_loading");
  assert.ok(seen.time > 12_000);
});

test("a page without end stops at the limit and says so", () => {
  const page = {
    screens: 10,
    wait() {
      page.screens += 10;
      return { grown: true, loading: false };
    },
  };
  const seen = follow(page);
  assert.deepEqual([seen.reached, seen.stoppedBy], [false, "limit"]);
  assert.equal(seen.at, LIMITS.tiles);
});

test("the time limit holds too", () => {
  const plan = new Plan(LIMITS, 1000);
  assert.equal(plan.next(1000 + 5 * 60_000).do, "end");
  assert.equal(plan.next(1000 + 5 * 60_000 - 1).do, "step");
});

test("a page that neither moves nor ends is not called reached", () => {
  const plan = new Plan(LIMITS, 0);
  let order = plan.next(0);
  for (let n = 0; order.do !== "end" && n < 50; n++) {
    if (order.do === "step") plan.stepped({ moved: false, edge: false });
    else plan.waited({ grown: false, loading: false });
    order = plan.next(0);
  }
  assert.deepEqual([order.reached, order.evidence], [false, "stuck"]);
});

test("what leads nowhere twice is gone past the third time", () => {
  const plan = new Plan(LIMITS, 0);
  const stepped = (moved) => plan.stepped({ moved, edge: false });
  const orders = [false, false, true, false].map((moved) => {
    const order = plan.next(0);
    stepped(moved);
    return order;
  });
  assert.deepEqual(
    orders.map(({ past }) => past),
    [false, false, true, false],
  );
});

test("where it goes no further although it is no end, nothing is nudged", () => {
  const plan = new Plan(LIMITS, 0);
  for (let n = 0; n < 3; n++) plan.stepped({ moved: false, edge: false });
  plan.waited({ grown: false, loading: true });
  const { nudge, stuck } = plan.next(0);
  assert.deepEqual([nudge, stuck], [false, true]);
});

test("from the second wait on the page is nudged, so that it is asked again", () => {
  const plan = new Plan(LIMITS, 0);
  plan.stepped({ moved: true, edge: true });
  assert.equal(plan.next(0).nudge, false);
  plan.waited({ grown: false, loading: false });
  assert.equal(plan.next(0).nudge, true);
});

test("an end that moves again and again without an item is left, and called still loading", () => {
  let far = 40;
  const page = {
    screens: 4,
    wait(times) {
      if (times === 1) far = 20; // the first time something does come
      return { grown: true, restless: true, loading: false, far };
    },
  };
  const seen = follow(page);
  assert.deepEqual([seen.reached, seen.evidence], [false, "still_loading"]);
  assert.ok(seen.log.length < 40);
});

test("an end at which only words change, as times do, is an end", () => {
  const page = { screens: 4, wait: () => ({ grown: true, loading: false, far: 40 }) };
  const seen = follow(page);
  assert.deepEqual([seen.reached, seen.evidence], [true, "edge_held"]);
});
