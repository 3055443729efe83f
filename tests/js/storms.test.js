/** What may happen to a page while it is captured, over a simulated page. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { sameAddress, Whereabouts } from "../../extension/capture/about/whereabouts.js";
import { OtherTab } from "../../extension/capture/problem.js";
import { Merger } from "../../extension/capture/thread/merge.js";
import { watchTime } from "../../extension/capture/walk/pause.js";
import { complaints } from "./schema.js";
import { lettered, SimulatedPage, setUp } from "./simulated_capture.js";
import { SimulatedList } from "./simulated_page.js";

const SCHEMA = JSON.parse(
  readFileSync(new URL("../../shared/schemas/manifest.schema.json", import.meta.url), "utf8"),
);
const RULES = [
  {
    platform: "telegram",
    hosts: ["web.example.org"],
    url_kinds: [{ kind: "dm_thread", regex: "example\\.org/#(-?\\d+)", groups: ["peer"] }],
  },
];
const HERE = "https://site.example/t/1";

/** A list whose messages name their thread, as it would be told under an address. */
function lookAt(address, name, from = 0) {
  const items = Array.from({ length: 40 }, (_, n) => ({ id: "", text: `${name} message ${n}` }));
  return { ...new SimulatedList(items).look(from, 8), address };
}

/** What a capture knows after one look, and how it judges the next. */
function judge(rules, first, next) {
  const merger = new Merger();
  merger.add(first, 1);
  const where = new Whereabouts(rules, first.address, merger);
  where.elsewhere(first);
  return { elsewhere: where.elsewhere(next), changed: where.changed };
}

test("another address with what was there before is the same page, and it is noted", () => {
  const next = lookAt(`${HERE}?page=2`, "ash", 5);
  const same = { elsewhere: false, changed: true };
  assert.deepEqual(judge(RULES, lookAt(HERE, "ash"), next), same);
});

test("another address with nothing that was there before is another page", () => {
  const next = lookAt("https://site.example/t/2", "birch");
  assert.equal(judge(RULES, lookAt(HERE, "ash"), next).elsewhere, true);
});

test("the ids in an address count more than what two threads say alike", () => {
  const next = lookAt("https://web.example.org/#2", "ash");
  assert.equal(judge(RULES, lookAt("https://web.example.org/#1", "ash"), next).elsewhere, true);
});

test("a pane that was taken out of the page is another page", () => {
  const next = { ...lookAt(HERE, "ash"), attached: false };
  assert.equal(judge(RULES, lookAt(HERE, "ash"), next).elsewhere, true);
});

test("a pane that was made anew is the same page only where it shows what was there before", () => {
  const same = { ...lookAt(HERE, "ash", 5), made: 1 };
  assert.deepEqual(judge(RULES, lookAt(HERE, "ash"), same), { elsewhere: false, changed: false });
  const other = { ...lookAt(HERE, "birch"), made: 1 };
  assert.equal(judge(RULES, lookAt(HERE, "ash"), other).elsewhere, true);
});

test("other words above and nothing that was there before is another conversation", () => {
  const first = { ...lookAt(HERE, "ash"), head: "Ash" };
  const next = { ...lookAt(HERE, "birch"), head: "Birch" };
  assert.equal(judge(RULES, first, next).elsewhere, true);
  assert.equal(judge(RULES, first, { ...next, head: "Ash" }).elsewhere, false, "a gap, it may be");
});

test("words above that change while the items stay tell nothing from then on", () => {
  const merger = new Merger();
  const first = { ...lookAt(HERE, "ash"), head: "Monday" };
  merger.add(first, 1);
  const where = new Whereabouts(RULES, HERE, merger);
  assert.equal(where.elsewhere(first), false);
  assert.equal(where.elsewhere({ ...lookAt(HERE, "ash", 3), head: "Tuesday" }), false);
  assert.equal(where.elsewhere({ ...lookAt(HERE, "birch"), head: "Friday" }), false);
});

test("a name and password in an address, or an address not known, make no other page", () => {
  assert.ok(sameAddress("https://nora:pw@site.example/a", "https://site.example/a"));
  assert.ok(sameAddress("", HERE));
  assert.ok(!sameAddress("https://site.example/a@b", "https://site.example/b@b"));
});

test("a picture during which the page was out of sight is thrown away and taken again", async () => {
  const page = new SimulatedPage(60);
  const plain = page.pictured.bind(page);
  let asked = 0;
  page.pictured = () => {
    asked += 1;
    return { ...plain(), hidden: asked >= 3 && asked <= 5 };
  };
  const { host, capture } = setUp(page);
  await capture.run();
  const { completeness, tiles } = host.committed;
  assert.deepEqual(completeness.notes, ["other_tab_in_front"]);
  assert.deepEqual(
    [completeness.end, completeness.gaps, completeness.not_pictured],
    ["reached", [], 0],
  );
  assert.equal(tiles.length, host.kept("tile").length);
});

test("a click whose picture may show another tab waits for the page instead", async () => {
  const firstTile = Promise.reject(new OtherTab());
  firstTile.catch(() => undefined);
  const { host, capture } = setUp(new SimulatedPage(20), { wish: { firstTile } });
  await capture.run();
  assert.equal(host.kept("tile")[0].name, "tile-0001.png");
  assert.equal(host.committed.completeness.end, "reached");
});

test("a page that was left between the click and the first question is not read", async () => {
  const page = new SimulatedPage(20);
  const start = page.start.bind(page);
  page.start = () => {
    const answer = start();
    answer.page.document_url = "https://elsewhere.example/";
    return answer;
  };
  const { host, capture } = setUp(page);
  const { code } = await capture.run();
  assert.notEqual(code, 0);
  assert.deepEqual(host.committed.items, []);
  assert.equal(host.committed.completeness.stopped_by, "navigated");
});

test("time that jumps is noticed, forward and back; time that passes is not", () => {
  let [time, jumps] = [0, 0];
  let tick = () => undefined;
  const clock = {
    date: () => new Date(time),
    every: (_ms, run) => {
      tick = run;
      return () => undefined;
    },
  };
  watchTime(clock, () => {
    jumps += 1;
  });
  for (const passed of [1000, 1500, 4000]) {
    time += passed;
    tick();
  }
  assert.equal(jumps, 0);
  for (const passed of [60_000, -60_000]) {
    time += passed;
    tick();
  }
  assert.equal(jumps, 2);
});

test("a capture that goes on fits the schema, and is never called complete", async () => {
  const page = new SimulatedPage(60);
  page.seek = () => {
    page.at = 30;
    return { found: true, edge: false, now: page.look() };
  };
  const earlier = { capture: "1b9f1f0e-0000-4000-8000-000000000000", url: HERE, prints: ["m30"] };
  const { host, capture } = setUp(page, { wish: { earlier } });
  await capture.run();
  assert.deepEqual(complaints(SCHEMA, host.committed), []);
  assert.deepEqual(host.committed.continues, { capture: earlier.capture, join: "shared" });
  assert.equal(host.committed.completeness.end, "not_reached");
  assert.equal(host.committed.completeness.end_evidence, "continued");
  assert.equal(capture.left(), null);
});

test("an item that was not in its place when the picture was taken has no box there", async () => {
  const page = new SimulatedPage(60);
  const plain = page.pictured.bind(page);
  let left = 0;
  page.pictured = () => {
    const top = page.look().rows[0].node;
    left ||= page.asked.includes("advance") ? top : 0;
    return { ...plain(), gone: left === top ? [top] : [] };
  };
  const { host, capture } = setUp(page);
  await capture.run();
  const { items, tiles } = host.committed;
  const tile = tiles.find((each) => each.items.length === 7);
  assert.ok(tile && !tile.moved, "the others stayed");
  const [item] = items.filter(({ boxes }) => boxes.length === 1 && boxes[0].part === tile.part + 1);
  assert.ok(item, "the next picture shows it");
});

test("where the words are on a picture is known by its own width, also when the page was zoomed", async () => {
  const page = new SimulatedPage(60);
  const plain = page.pictured.bind(page);
  page.pictured = () => ({ ...plain(), viewport: { width: 200, height: 300 }, scale: 2 });
  const looked = new Set();
  const part = (box) => {
    looked.add(box.width);
    return lettered(box);
  };
  const openPicture = async () => ({ width: 400, part, close: () => undefined });
  const { host, capture } = setUp(page, { openPicture });
  await capture.run();
  // The items are 400 wide: in the first picture, and in those after the page was made twice as large.
  assert.deepEqual(Array.from(looked), [400, 800]);
  assert.deepEqual(host.committed.completeness.notes, ["resized"]);
});
