/** Threads walked over while their writers go on, at random: nothing twice, nothing lost, nothing made up. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { manifestOf } from "../../extension/capture/host/manifest.js";
import { Merger } from "../../extension/capture/thread/merge.js";
import { RandomThread } from "./random_thread.js";
import { SimulatedList, saidIn } from "./simulated_page.js";

const QUIET = { days: false, edits: 0, deletes: 0, hops: 0, loads: 0 };
const BUSY = { days: true, edits: 0.2, deletes: 0.2, hops: 0, loads: 40 };
const CASES = {
  quiet: QUIET,
  "written, edited and deleted in, loading above": BUSY,
  "with stretches left out": { ...QUIET, hops: 0.1 },
  "with all of it": { ...BUSY, hops: 0.1, loads: 0 },
};
/** What there is to know an item by; without any of it fewer may say the same. */
const MARKS = [
  { ids: true, times: "", repeated: 0.6 },
  { ids: false, times: "exact", repeated: 0.6 },
  { ids: false, times: "clock", repeated: 0.6 },
  { ids: false, times: "", repeated: 0.3 },
];

for (const [name, happening] of Object.entries(CASES)) {
  for (const nodes of ["lasting", "fresh", "recycled"]) {
    test(`a thread ${name}; elements ${nodes}`, () => {
      for (const marks of MARKS) {
        for (let seed = 1; seed <= 6; seed++) {
          const way = { count: 120, nodes, ...marks, ...happening };
          const thread = new RandomThread(seed, way).walk();
          const told = `${JSON.stringify(marks)} seed ${seed}`;
          assert.equal(thread.fault(), "", told);
          assert.equal(thread.merger.segments.length - 1, thread.holes(), told);
        }
      }
    });
  }
}

/** What a capture says of a thread that was walked over. */
async function statementOf({ merger }) {
  const { segments, useIds } = merger;
  const outcome = { end: "reached", evidence: "edge_held", stoppedBy: "end" };
  const page = { url: "https://example.org/" };
  const facts = { page, segments, useIds, outcome, tiles: [], notes: [], artifacts: [] };
  return (await manifestOf(facts)).completeness;
}

test("where nothing but words tells items apart it is right, or says that it is not certain", async () => {
  let wrong = 0;
  for (const repeated of [0.1, 0.4, 0.6, 0.8]) {
    for (const [name, happening] of Object.entries(CASES)) {
      for (const nodes of ["lasting", "fresh", "recycled"]) {
        for (let seed = 1; seed <= 6; seed++) {
          const way = { count: 100, nodes, ids: false, times: "", repeated, ...happening };
          const thread = new RandomThread(seed, way).walk();
          const { end, gaps } = await statementOf(thread);
          const told = `${repeated} ${name} ${nodes} seed ${seed}`;
          const right = thread.fault() === "" && gaps.length === thread.holes();
          assert.ok(
            right || end === "not_reached" || gaps.length > 0,
            `${told}: ${thread.fault()}`,
          );
          if (repeated === 0.1) assert.equal(end, "reached", told);
          wrong += right ? 0 : 1;
        }
      }
    }
  }
  assert.ok(wrong > 0, "none was hard enough to tell anything");
});

/** Items that all say something of their own, but for one. */
function itemsWith(count, places, text) {
  return Array.from({ length: count }, (_, n) => ({
    text: places.includes(n) ? text : `message number ${n}`,
    author: "Ann",
  }));
}

for (const text of ["ok", "send it like last time"]) {
  for (const recycle of [0, 13]) {
    test(`"${text}" in two places is no overlap; ${recycle ? "recycled" : "lasting"} elements`, () => {
      const list = new SimulatedList(itemsWith(60, [24, 54], text), { recycle });
      const merger = new Merger();
      merger.add(list.look(50, 10), -1);
      assert.equal(merger.add(list.look(20, 10), -1), false);
      assert.equal(merger.segments.length, 2);
    });
  }
}

test("a stretch seen for a moment beyond a gap is joined when what lies between comes in view", () => {
  const items = itemsWith(60, [], "");
  const list = new SimulatedList(items);
  const merger = new Merger();
  merger.add(list.look(45, 12), -1);
  merger.add(list.look(10, 12), -1);
  assert.equal(merger.segments.length, 2);
  merger.add(list.look(20, 30), -1);
  assert.equal(merger.segments.length, 1);
  assert.deepEqual(
    merger.entries().map(({ content }) => saidIn(content)),
    items.slice(10, 57).map(({ text }) => text),
  );
});

test("the end that was looked at first is met again as what it is", () => {
  for (const ids of [true, false]) {
    const items = itemsWith(90, [], "").map((item, n) => ({ ...item, id: ids ? `m${n}` : "" }));
    const list = new SimulatedList(items);
    const merger = new Merger();
    merger.add(list.look(62, 28), 1);
    merger.add(list.look(0, 27), -1);
    for (const at of [62, 44, 27]) merger.add(list.look(at, 28), -1);
    merger.add(list.look(0, 38), -1);
    assert.deepEqual(
      merger.entries().map(({ content }) => saidIn(content)),
      items.map(({ text }) => text),
    );
    assert.equal(merger.segments.length, 1);
  }
});

test("an edit at the edge of the view, in a new element, is known by its time of day", () => {
  const items = itemsWith(30, [], "");
  const timed = items.map((item, n) => ({ ...item, time: new Date(1e12 + n * 6e4).toISOString() }));
  const list = new SimulatedList(timed);
  const merger = new Merger();
  merger.add(list.look(10, 10), -1);
  list.items = timed.map((item, n) => (n === 12 ? { ...item, text: "I never said that" } : item));
  list.nodes.clear();
  list.told.clear();
  for (const at of [3, 3, 8]) merger.add(list.look(at, 10), -1);
  assert.equal(merger.entries().length, 17);
  const [changed, ...others] = merger.entries().filter(({ earlier }) => earlier.length);
  assert.deepEqual(others, []);
  assert.equal(saidIn(changed.earlier[0]), "message number 12");
  assert.ok(merger.entries().every(({ missed }) => missed === 0));
});

test("what is in view beside one that moved away is not taken for an edit of it", () => {
  const items = itemsWith(30, [], "");
  const list = new SimulatedList(items, { recycle: 13 });
  const merger = new Merger();
  merger.add(list.look(10, 10), -1);
  list.items = items.filter((_, n) => n !== 10);
  for (const at of [9, 9, 4, 4]) merger.add(list.look(at, 10), -1);
  const states = merger
    .entries()
    .map(({ content, earlier, missed }) => [saidIn(content), earlier.length, missed >= 2]);
  assert.deepEqual(
    states,
    items.slice(4, 20).map(({ text }, k) => [text, 0, k === 6]),
  );
});
