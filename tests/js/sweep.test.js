/** Words first: all of a thread is gone through before its pictures are taken. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { SimulatedPage, setUp, VIEW } from "./simulated_capture.js";

const COUNT = 120;

/** @returns {string[]} of what was handed over before the picture of that number, the words */
function wordsBefore(host, number) {
  const parts = Array.from(host.parts.values()).toSorted((a, b) => a.part - b.part);
  const at = parts.findIndex((_, i) => parts.slice(0, i + 1).filter(isTile).length === number);
  const items = parts.slice(0, at).filter(({ kind }) => kind === "items");
  return items.flatMap(({ data }) =>
    data
      .toString()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).text),
  );
}

const isTile = ({ kind }) => kind === "tile";

test("the words of the whole thread are handed over before the second picture", async () => {
  const { host, capture } = setUp(new SimulatedPage(COUNT));
  await capture.run();
  assert.equal(new Set(wordsBefore(host, 2)).size, COUNT);
  const { sweep, completeness, tiles } = host.committed;
  assert.deepEqual(
    [sweep.end, completeness.end, completeness.not_pictured],
    ["edge", "reached", 0],
  );
  assert.ok(sweep.from < sweep.until && sweep.screens >= COUNT / VIEW);
  assert.ok(tiles.every(({ join }, at) => join === (at ? "shared" : "first")));
});

/** A thread that was opened a little above its newest message, and what it was asked at that end. */
function openedAbove() {
  const page = new SimulatedPage(COUNT);
  page.at = page.home = page.pictureAt = COUNT - VIEW - 2;
  const ends = [];
  // A list that measured its rows meanwhile shows a part of the last picture elsewhere.
  page.again = () => {
    page.at = page.pictureAt - 2;
    return { changes: [], now: page.look(), shared: true };
  };
  page.waitForMore = ({ way, ms }) => {
    if (way > 0) ends.push({ ms, swept: page.asked.includes("sweep"), stood: page.at });
    return { changes: [], now: page.look(), grown: false, loading: false, away: false };
  };
  return { page, ends };
}

test("the words of a thread that was opened elsewhere do not wait until its newest end is sure", async () => {
  const { page, ends } = openedAbove();
  const { host, capture } = setUp(page);
  await capture.run();
  assert.deepEqual(
    ends.map(({ swept, stood }) => [swept, stood]),
    [false, true].map((swept) => [swept, COUNT - VIEW]),
    "looked at again where it ends, once the words are there",
  );
  assert.ok(ends[0].ms <= 700 && ends[1].ms >= 600);
  assert.equal(host.committed.completeness.end, "reached");
  assert.equal(host.committed.items.length, COUNT);
});

test("a message that came at the newest end while words were gone through is on a picture", async () => {
  const { page, ends } = openedAbove();
  const { host, capture } = setUp(page);
  const { waitForMore } = page;
  page.waitForMore = (order) => {
    const told = waitForMore(order);
    if (order.way < 0 || ends.length !== 2) return told;
    page.list.items.push({ id: "new", text: "one more" });
    return { ...told, grown: true, now: page.look(), changes: [page.look()] };
  };
  await capture.run();
  const { items } = host.committed;
  assert.equal(items.length, COUNT + 1);
  assert.ok(items.find(({ key }) => key === "id:new").boxes.length > 0);
});

test("what the walk finds changed or gone since the sweep is told with both times", async () => {
  const page = new SimulatedPage(COUNT);
  const { host, capture } = setUp(page);
  page.onAsk = (question) => {
    if (question !== "advance" || page.list.items.length < COUNT) return;
    page.list.items[40] = { id: "m40", text: "said otherwise now" };
    page.list.items.splice(20, 1);
    page.at -= 1;
    page.home -= 1;
    page.pictureAt -= 1;
  };
  await capture.run();
  const { items, sweep } = host.committed;
  const changed = items.find(({ key }) => key === "id:m40");
  const gone = items.find(({ key }) => key === "id:m20");
  assert.equal(items.length, COUNT);
  assert.deepEqual([changed.state, changed.earlier[0].text], ["changed", "text 40"]);
  assert.ok(changed.earlier[0].until < changed.last_seen && sweep.until);
  assert.equal(gone.state, "gone");
  assert.ok(gone.last_seen < gone.missing_since);
});

test("a walk that is stopped keeps the words of all that was gone through, and says that it has no pictures of it", async () => {
  const page = new SimulatedPage(COUNT);
  const { host, capture } = setUp(page);
  let steps = 0;
  page.onAsk = (question) => {
    if (question === "advance" && ++steps === 4) capture.stop("person");
  };
  await capture.run();
  const { items, completeness } = host.committed;
  assert.equal(items.length, COUNT);
  assert.ok(completeness.not_pictured > COUNT / 2);
  assert.ok(completeness.doubts.includes("not_pictured"));
});

test("a person may leave it out, and what is near is not gone through first", async () => {
  const left = setUp(new SimulatedPage(COUNT), { wish: { limits: { sweep: false } } });
  await left.capture.run();
  const near = new SimulatedPage(3 * VIEW);
  const short = setUp(near);
  await short.capture.run();
  for (const { host } of [left, short]) {
    assert.equal(host.committed.sweep, undefined);
    assert.equal(host.committed.completeness.end, "reached");
  }
  assert.ok(!near.asked.includes("sweep"));
});

test("a thread whose end moves is gone through from there on", async () => {
  const page = new SimulatedPage(3 * VIEW);
  const more = Array.from({ length: 60 }, (_, n) => ({ id: `o${n}`, text: `older ${n}` }));
  page.waitForMore = ({ way }) => {
    const came = way < 0 ? more.splice(-20) : [];
    page.list.items.unshift(...came);
    for (const place of ["at", "home", "pictureAt"]) page[place] += came.length;
    return { changes: [], now: page.look(), grown: came.length > 0, loading: false, away: false };
  };
  const { host, capture } = setUp(page);
  await capture.run();
  assert.equal(host.committed.items.length, 60 + 3 * VIEW);
  assert.equal(host.committed.sweep.end, "edge");
  assert.equal(host.committed.completeness.end, "reached");
});

test("a thread that brings more before its end is reached is gone through from there on", async () => {
  const page = new SimulatedPage(3 * VIEW);
  const more = Array.from({ length: 120 }, (_, n) => ({ id: `o${n}`, text: `older ${n}` }));
  for (const question of ["advance", "sweep"]) {
    const answer = page[question].bind(page);
    page[question] = (order) => {
      const told = answer(order);
      if (page.at >= 2 * VIEW) return told;
      const came = more.splice(-VIEW);
      page.list.items.unshift(...came);
      for (const place of ["at", "home", "pictureAt"]) page[place] += came.length;
      const now = page.look();
      const changes = [...told.changes, ...(told.now ? [told.now] : []), now];
      return { ...told, changes, now, edge: now.top, on: !now.top };
    };
  }
  const { host, capture } = setUp(page);
  await capture.run();
  assert.equal(host.committed.items.length, 120 + 3 * VIEW);
  assert.equal(host.committed.sweep.end, "edge");
  assert.equal(new Set(wordsBefore(host, 4)).size, 120 + 3 * VIEW);
});

test("a page without an end is gone through for a quarter of the minutes, and the pictures have all of theirs", async () => {
  const page = new SimulatedPage(700);
  const { host, capture } = setUp(page, { wish: { limits: { minutes: 0.02 } } });
  let older = 0;
  page.sweep = () => {
    page.list.items.unshift({ id: `o${older}`, text: `older ${older}` });
    older += 1;
    page.at = 0;
    page.home += 1;
    page.pictureAt += 1;
    return { changes: [page.look()], screens: 1, on: true };
  };
  await capture.run();
  const { sweep, completeness, tiles } = host.committed;
  assert.equal(sweep.end, "limit");
  const [from, until] = [sweep.from, sweep.until].map(Date.parse);
  assert.ok(until - from >= 300 && until - from < 500, "of 1.2 seconds");
  assert.equal(completeness.stopped_by, "limit");
  assert.ok(Date.parse(tiles.at(-1).at) - until > 1000);
});

test("where people go on writing at the other end, a page that leads no farther is not gone through for ever", async () => {
  const page = new SimulatedPage(COUNT);
  const { host, capture } = setUp(page);
  const sweep = page.sweep.bind(page);
  page.sweep = (order) => {
    page.list.items.push({ id: `n${page.list.items.length}`, text: "one more" });
    return { ...sweep(order), on: true };
  };
  await capture.run();
  assert.equal(host.committed.sweep.end, "edge");
});

test("where nothing was read from what is in view, nothing is gone through", async () => {
  const page = new SimulatedPage(COUNT);
  const look = page.look.bind(page);
  page.look = () => ({ ...look(), rows: [] });
  const { host, capture } = setUp(page);
  await capture.run();
  assert.equal(host.committed.sweep, undefined);
  assert.ok(!page.asked.includes("sweep"));
});
