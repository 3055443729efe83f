import assert from "node:assert/strict";
import { test } from "node:test";
import { stateOf } from "../../extension/capture/thread/entry.js";
import { Merger } from "../../extension/capture/thread/merge.js";
import { randomFrom, SimulatedList, saidIn } from "./simulated_page.js";

const texts = (merger) => merger.entries().map((entry) => saidIn(entry.content));
const states = (merger) => merger.entries().map(stateOf);

/** Items whose words repeat often, so that words alone do not tell them apart. */
function makeItems(random, count, { ids, times }) {
  return Array.from({ length: count }, (_, n) => ({
    id: ids ? `m${n}` : "",
    text: random.next() < 0.3 ? random.pick(["ok", "yes", "…"]) : `message ${n}`,
    author: random.pick(["Ann", "Bo"]),
    time: times ? new Date(1e12 + n * 60_000).toISOString() : "",
  }));
}

/** Walks over a list as a capture does, with steps that overlap by at least one item. */
function walk(list, merger, random, way) {
  const count = 8;
  let at = way < 0 ? list.items.length - count : 0;
  for (;;) {
    assert.ok(merger.add(list.look(at, count), way), "a step that overlaps shares something");
    if (way < 0 ? at <= 0 : at + count >= list.items.length) return;
    const step = 1 + random.below(count - 3);
    at = Math.max(0, Math.min(list.items.length - count, at + way * step));
  }
}

for (const way of [-1, 1]) {
  for (const ids of [true, false]) {
    for (const recycle of [0, 13]) {
      const name = `${way < 0 ? "up" : "down"}, ${ids ? "with" : "without"} ids, ${recycle ? "recycled" : "lasting"} elements`;
      test(`every item once and in order: ${name}`, () => {
        for (let seed = 1; seed <= 60; seed++) {
          const random = randomFrom(seed);
          const items = makeItems(random, 20 + random.below(80), {
            ids,
            times: !ids && recycle > 0,
          });
          const merger = new Merger();
          walk(new SimulatedList(items, { recycle }), merger, random, way);
          assert.deepEqual(
            texts(merger),
            items.map((item) => item.text),
            `seed ${seed}`,
          );
          assert.equal(merger.segments.length, 1);
          assert.deepEqual(new Set(states(merger)), new Set(["shown"]));
        }
      });
    }
  }
}

test("older items that load above, and newer ones that arrive below, find their places", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const random = randomFrom(seed);
    const all = makeItems(random, 100, { ids: seed % 2 === 0, times: true });
    const list = new SimulatedList(all.slice(70, 95));
    const merger = new Merger();
    let first = 70;
    let last = 95;
    let at = 87;
    while (at > 0 || first > 0) {
      const from = Math.max(first, at);
      merger.add(list.look(from - first, 8), -1);
      at = from - 1 - random.below(5);
      if (at - first < 4 && first > 0) first = Math.max(0, first - 10);
      if (last < 100 && random.next() < 0.2) last += 1;
      list.items = all.slice(first, last);
    }
    merger.add(list.look(0, 8), -1);
    merger.add(list.look(list.items.length - 8, 8), 1);
    const wanted = all.slice(0, last).map((item) => item.text);
    assert.deepEqual(texts(merger), wanted, `seed ${seed}`);
  }
});

test("an item removed while its neighbours stay is gone, and nothing else is", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = randomFrom(seed);
    const items = makeItems(random, 40, { ids: seed % 2 === 0, times: true });
    const list = new SimulatedList([...items]);
    const merger = new Merger();
    merger.add(list.look(10, 12), -1);
    const victim = 11 + random.below(9);
    list.items.splice(victim, 1);
    merger.add(list.look(10, 12), -1);
    merger.add(list.look(9, 12), -1);
    merger.add(list.look(5, 8), -1);
    const gone = merger.entries().filter((entry) => stateOf(entry) === "gone");
    assert.deepEqual(
      gone.map((entry) => entry.content.time),
      [items[victim].time],
      `seed ${seed}`,
    );
    assert.deepEqual(
      texts(merger),
      items.slice(5, 23).map((item) => item.text),
    );
  }
});

test("the newest item removed at the end of the page is gone", () => {
  const items = makeItems(randomFrom(3), 20, { ids: true, times: true });
  const list = new SimulatedList([...items]);
  const merger = new Merger();
  merger.add(list.look(12, 8), -1);
  list.items.pop();
  merger.add(list.look(11, 8), -1);
  merger.add(list.look(11, 8), -1);
  assert.equal(stateOf(merger.entries().at(-1)), "gone");
  assert.equal(states(merger).filter((state) => state === "gone").length, 1);
});

test("an item missing in one look alone is not called gone", () => {
  const items = makeItems(randomFrom(4), 20, { ids: true, times: true });
  const list = new SimulatedList([...items]);
  const merger = new Merger();
  merger.add(list.look(0, 10), 1);
  const [away] = list.items.splice(5, 1);
  merger.add(list.look(0, 9), 1);
  list.items.splice(5, 0, away);
  merger.add(list.look(0, 10), 1);
  assert.deepEqual(new Set(states(merger)), new Set(["shown"]));
});

test("an edited item keeps both texts, with an id and without one", () => {
  for (const ids of [true, false]) {
    const items = makeItems(randomFrom(5), 20, { ids, times: true });
    const list = new SimulatedList(items);
    const merger = new Merger();
    merger.add(list.look(2, 10), 1);
    const before = items[6].text;
    items[6].text = "I never said that";
    merger.add(list.look(2, 10), 1);
    const changed = merger.entries().filter((entry) => stateOf(entry) === "changed");
    assert.equal(changed.length, 1);
    assert.equal(saidIn(changed[0].content), "I never said that");
    assert.deepEqual(changed[0].earlier.map(saidIn), [before]);
    assert.equal(merger.entries().length, 10);
  }
});

test("a step without overlap leaves a gap, which later overlap closes", () => {
  const items = makeItems(randomFrom(6), 60, { ids: false, times: true });
  const list = new SimulatedList(items);
  const merger = new Merger();
  merger.add(list.look(50, 10), -1);
  assert.equal(merger.add(list.look(20, 10), -1), false);
  assert.equal(merger.segments.length, 2);
  assert.deepEqual(
    texts(merger),
    [...items.slice(20, 30), ...items.slice(50, 60)].map(({ text }) => text),
  );
  for (const at of [28, 35, 42, 45]) merger.add(list.look(at, 10), 1);
  assert.equal(merger.segments.length, 1);
  assert.deepEqual(
    texts(merger),
    items.slice(20, 60).map(({ text }) => text),
  );
});

test("ids that stay with the place and not with the item are found out and not used", () => {
  const random = randomFrom(8);
  const all = makeItems(random, 60, { ids: false, times: true });
  const list = new SimulatedList([]);
  const merger = new Merger();
  let first = 40;
  for (let at = 50; at >= 0; at -= 5) {
    if (at < first) first = Math.max(0, first - 10);
    // The page numbers its rows from the first one loaded, again after each load.
    list.items = all.slice(first).map((item, i) => ({ ...item, id: `row-${i}` }));
    list.nodes.clear();
    list.told.clear();
    merger.add(list.look(at - first, 10), -1);
  }
  assert.equal(merger.useIds, false);
  assert.deepEqual(
    texts(merger),
    all.map((item) => item.text),
  );
});

test("dividers are kept in their places and prove no overlap", () => {
  const day = { kind: "divider", text: "Monday" };
  const items = makeItems(randomFrom(9), 40, { ids: true, times: true });
  const list = new SimulatedList([
    ...items.slice(0, 10),
    { ...day },
    ...items.slice(10, 30),
    { ...day },
    ...items.slice(30),
  ]);
  const merger = new Merger();
  merger.add(list.look(30, 8), -1);
  assert.equal(merger.add(list.look(6, 8), -1), false, "the same word is no overlap");
  for (const at of [10, 14, 18, 22, 26]) merger.add(list.look(at, 8), 1);
  assert.equal(merger.segments.length, 1);
  assert.deepEqual(
    texts(merger),
    list.items.slice(6, 38).map(({ text }) => text),
  );
});

test("a box is noted for every picture that shows an item", () => {
  const list = new SimulatedList(makeItems(randomFrom(10), 20, { ids: true, times: true }));
  const merger = new Merger();
  merger.add(list.look(10, 8), -1, 1);
  merger.add(list.look(5, 8), -1, 2);
  const parts = merger.entries().map((entry) => entry.boxes.map(({ part }) => part));
  assert.deepEqual(parts.slice(0, 5), Array(5).fill([2]));
  assert.deepEqual(parts.slice(5, 8), Array(3).fill([1, 2]));
});

test("what is new or different is handed out once", () => {
  const items = makeItems(randomFrom(12), 20, { ids: true, times: true });
  const list = new SimulatedList(items);
  const merger = new Merger();
  merger.add(list.look(10, 8), -1);
  assert.equal(merger.takeTouched().told.length, 8);
  assert.equal(merger.takeTouched().told.length, 0);
  items[12].text = "changed";
  merger.add(list.look(9, 8), -1);
  assert.deepEqual(
    merger
      .takeTouched()
      .told.map(({ entry }) => saidIn(entry.content))
      .sort(),
    [items[9].text, "changed"].sort(),
  );
});

test("five thousand items take seconds, not minutes", () => {
  const random = randomFrom(13);
  const items = makeItems(random, 5000, { ids: false, times: true });
  const merger = new Merger();
  const start = performance.now();
  walk(new SimulatedList(items), merger, random, -1);
  assert.equal(merger.entries().length, 5000);
  assert.ok(performance.now() - start < 20_000);
});
