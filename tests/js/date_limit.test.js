import assert from "node:assert/strict";
import { test } from "node:test";
import { similarity } from "../../extension/capture/thread/similarity.js";
import { dayOf } from "../../extension/capture/walk/back_to.js";
import { DateLimit } from "../../extension/capture/walk/date_limit.js";
import { fromView } from "../../extension/capture/walk/from_here.js";
import { limitsFor, Plan } from "../../extension/capture/walk/plan.js";
import { content } from "./simulated_page.js";

/** A look at items written on these days. */
const look = (...days) => ({
  rows: days.map((day) => ({
    visible: true,
    content: content({ time: day && `${day}T12:00:00.000Z` }),
  })),
});

test("upwards the walk ends where everything in view is older than the day", () => {
  const limit = new DateLimit("2026-03-20");
  assert.equal(limit.passed(look("2026-03-25", "2026-03-28"), -1), false);
  assert.equal(limit.passed(look("2026-03-10", "2026-03-22"), -1), false);
  assert.equal(limit.passed(look("2026-03-10", "2026-03-18"), -1), true);
});

test("downwards only where the page goes from newer to older", () => {
  const comments = new DateLimit("2026-03-20");
  for (const day of ["2026-03-01", "2026-03-05", "2026-03-12", "2026-03-25"])
    assert.equal(comments.passed(look(day), 1), false);
  const feed = new DateLimit("2026-03-20");
  assert.equal(feed.passed(look("2026-03-25"), 1), false);
  assert.equal(feed.passed(look("2026-03-12"), 1), true);
});

test("without a day, or without times, nothing is passed, and that is known", () => {
  const none = new DateLimit("");
  assert.deepEqual([none.asked, none.passed(look("2020-01-01"), -1)], [false, false]);
  const unread = new DateLimit("2026-03-20");
  assert.deepEqual([unread.passed(look("", ""), -1), unread.read], [false, false]);
});

test("a day of the menu is counted in days and months of the calendar", () => {
  const day = (item, ...date) => dayOf(item, new Date(...date));
  assert.equal(day("today", 2026, 10, 28, 0, 1), "2026-11-28");
  assert.equal(day("yesterday", 2026, 2, 1, 23, 59), "2026-02-28");
  assert.equal(day("week", 2026, 0, 3), "2025-12-27");
  assert.equal(day("month", 2026, 10, 28), "2026-10-29");
  assert.equal(day("quarter", 2026, 4, 31), "2026-02-28");
  assert.equal(day("keep", 2026, 4, 31), "");
});

test("from here on only what is known and follows, at first what is in view and follows", () => {
  const row = (node, visible) => ({ node, visible });
  const rows = [row(1, false), row(2, true), row(3, true), row(4, false)];
  const nodes = (known, back) =>
    fromView(rows, ({ node }) => known.includes(node), back).map(({ node }) => node);
  assert.deepEqual(nodes([], false), [2, 3, 4]);
  assert.deepEqual(nodes([3], false), [3, 4]);
  assert.deepEqual(nodes([1, 4], true), [1, 2, 3, 4]);
  assert.deepEqual(nodes([], true), []);
});

test("what the person did not set, or set to nonsense, is the default", () => {
  const set = limitsFor("up", { tiles: 50, minutes: 0, back_to: "soon" });
  assert.deepEqual(set, { ...limitsFor("up"), tiles: 50 });
});

test("the end is held for half as long again as the page ever took", () => {
  const plan = new Plan(limitsFor("up"), 0);
  plan.stepped({ moved: true, edge: true });
  const usual = plan.next(0).ms;
  plan.waited({ grown: false, loading: false, took: 5000 });
  plan.waited({ grown: true, loading: false, took: 5000 });
  plan.stepped({ moved: true, edge: true });
  assert.ok(usual * 3 > 3000);
  assert.equal(plan.next(0).ms, 5000);
});

test("a reading is alike with a day or a name above it, and not with another time", () => {
  const plain = content({ text: "where are you", time: "" });
  const headed = content({ text: "Monday, 3 March\nAnn\nwhere are you" });
  assert.equal(similarity(plain, plain), 3);
  assert.equal(similarity(plain, headed), 2);
  assert.equal(similarity(plain, content({ text: "where were you" })), 0);
  const at = (time_shown) => content({ text: plain.text, time_shown });
  assert.equal(similarity(at("10:41"), at("10:42")), 0);
  assert.equal(similarity(at("5 min"), at("6 min")), 3);
  assert.equal(similarity(content({ ...plain, kind: "divider" }), plain), 0);
});
