import assert from "node:assert/strict";
import { test } from "node:test";
import { keysOf, manifestOf } from "../../extension/capture/host/manifest.js";
import { Merger } from "../../extension/capture/thread/merge.js";
import { SimulatedList } from "./simulated_page.js";

const WHEN = { utc: "2026-11-24T19:03:22.123Z", zone: "America/Toronto", offset_minutes: -300 };

function tileOf(part, join = "shared", moved = false) {
  const pane = { x: 0, y: 0, width: 400, height: 600 };
  return { part, at: WHEN.utc, scroll: 0, scroll_height: 900, pane, join, moved, focused: true };
}

function factsOf(merger, tiles, changes = {}) {
  return {
    capture: "0b9f1f0e-0000-4000-8000-000000000000",
    page: { url: "https://example.org/" },
    started: WHEN,
    ended: WHEN,
    environment: {},
    pane: {},
    tiles,
    segments: merger.segments,
    useIds: merger.useIds,
    outcome: { end: "reached", evidence: "edge_held", stoppedBy: "end" },
    notes: [],
    artifacts: [{ part: 2 }, { part: 0 }, { part: 1 }],
    ...changes,
  };
}

const items = (count) =>
  Array.from({ length: count }, (_, n) => ({ id: `m${n}`, text: `text ${n}` }));

test("keys are the page's ids, else a hash with a counter for repeats", async () => {
  const merger = new Merger();
  const said = [{ text: "ok" }, { text: "ok" }, { text: "no" }, { id: "m-7", text: "x" }];
  merger.add(new SimulatedList(said).look(0, 4), 1);
  const [first, second, third, fourth] = await keysOf(merger.entries(), true);
  assert.match(first, /^h:[0-9a-f]{20}$/);
  assert.equal(second, `${first}#2`);
  assert.notEqual(third, first);
  assert.equal(fourth, "id:m-7");
  assert.match((await keysOf(merger.entries(), false))[3], /^h:/);
});

test("tiles name the items that they show by place, and items name the tiles", async () => {
  const merger = new Merger();
  const list = new SimulatedList(items(12));
  merger.add(list.look(6, 6), -1, 1);
  merger.add(list.look(2, 6), -1, 2);
  const manifest = await manifestOf(factsOf(merger, [tileOf(1, "first"), tileOf(2)]));
  assert.deepEqual(
    manifest.tiles.map((tile) => tile.items),
    [
      [4, 5, 6, 7, 8, 9],
      [0, 1, 2, 3, 4, 5],
    ],
  );
  assert.deepEqual(
    manifest.items[4].boxes.map((box) => box.part),
    [1, 2],
  );
  assert.deepEqual(
    manifest.artifacts.map(({ part }) => part),
    [0, 1, 2],
  );
  assert.equal(manifest.completeness.items, 10);
  assert.deepEqual([manifest.completeness.first, manifest.completeness.last], ["id:m2", "id:m11"]);
});

test("places on a picture under which the page moved are left out", async () => {
  const merger = new Merger();
  merger.add(new SimulatedList(items(5)).look(0, 5), 1, 1);
  const manifest = await manifestOf(factsOf(merger, [tileOf(1, "first", true)]));
  assert.ok(manifest.items.every(({ boxes }) => boxes.length === 0));
  assert.equal(manifest.completeness.not_pictured, 5);
});

test("a gap between pieces is told with what is known on both sides", async () => {
  const merger = new Merger();
  const list = new SimulatedList(items(40));
  merger.add(list.look(30, 5), -1, 1);
  merger.add(list.look(10, 5), -1, 2);
  const { completeness } = await manifestOf(
    factsOf(merger, [tileOf(1, "first"), tileOf(2, "gap")]),
  );
  assert.deepEqual(completeness.gaps, [{ after: "id:m14", before: "id:m30" }]);
});

test("without any items, pictures that share nothing are the gaps", async () => {
  const { completeness } = await manifestOf(
    factsOf(new Merger(), [tileOf(1, "first"), tileOf(2, "gap")]),
  );
  assert.deepEqual(completeness.gaps, [{ part: 2 }]);
});

test("what was not loaded, folded, changed or gone is counted", async () => {
  const merger = new Merger();
  const list = new SimulatedList(items(10));
  merger.add(list.look(0, 10), 1, 1);
  list.items[3].text = "edited";
  list.items.splice(6, 1);
  for (let n = 0; n < 2; n++) merger.add(list.look(0, 9), 1);
  const [first, second] = merger.entries();
  first.content.media = [{ loaded: false }, { loaded: true }];
  second.content.collapsed = 2;
  const { completeness } = await manifestOf(factsOf(merger, [tileOf(1, "first")]));
  const { not_loaded, collapsed, changed, gone } = completeness;
  assert.deepEqual(
    { not_loaded, collapsed, changed, gone },
    { not_loaded: 1, collapsed: 2, changed: 1, gone: 1 },
  );
});

test("an item that is gone says since when, one that changed what it said", async () => {
  const merger = new Merger();
  const list = new SimulatedList(items(10));
  merger.add(list.look(0, 10), 1, 1);
  list.items[3].text = "edited";
  list.items.splice(6, 1);
  for (let n = 0; n < 2; n++) merger.add(list.look(0, 9), 1);
  const { items: told } = await manifestOf(factsOf(merger, [tileOf(1, "first")]));
  const gone = told.find(({ state }) => state === "gone");
  assert.equal(gone.key, "id:m6");
  assert.ok(gone.missing_since > gone.last_seen);
  const changed = told.find(({ state }) => state === "changed");
  assert.deepEqual([changed.text, changed.earlier[0].text], ["edited", "text 3"]);
});

test("what went before a picture could be taken is told as gone, not as left out of the pictures", async () => {
  const merger = new Merger();
  const list = new SimulatedList(items(10));
  merger.add(list.look(0, 10), 1);
  list.items.splice(6, 1);
  for (const part of [1, 2]) merger.add(list.look(0, 9), 1, part);
  const tiles = [tileOf(1, "first"), tileOf(2)];
  const { completeness, items: told } = await manifestOf(factsOf(merger, tiles));
  assert.deepEqual(
    told.filter(({ boxes }) => !boxes.length).map(({ state }) => state),
    ["gone"],
  );
  assert.deepEqual([completeness.gone, completeness.not_pictured], [1, 0]);
});

test("what goes on by itself is never called whole", async () => {
  const merger = new Merger();
  merger.add(new SimulatedList(items(1)).look(0, 1), 1, 1);
  const endOf = async (kind) => {
    const page = { url: "https://example.org/", kind };
    const { completeness } = await manifestOf(factsOf(merger, [tileOf(1, "first")], { page }));
    return [completeness.end, completeness.end_evidence];
  };
  for (const kind of ["story", "story_highlight", "live", "space"])
    assert.deepEqual(await endOf(kind), ["not_reached", "runs_on"]);
  assert.deepEqual(await endOf("post"), ["reached", "edge_held"]);
});
