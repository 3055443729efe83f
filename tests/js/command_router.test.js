/** What a click or a menu item leads to, and how long a capture may still take. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Batch } from "../../extension/capture/batch.js";
import { CommandRouter } from "../../extension/capture/command_router.js";
import { timeLeft } from "../../extension/capture/estimate.js";

const tile = (n, { scroll, height = 10_000, join = "shared" }) => ({
  at: new Date(1000 * n).toISOString(),
  scroll,
  scroll_height: height,
  pane: { x: 0, y: 0, width: 400, height: 600 },
  join,
});

test("the time left is that of what has loaded, and unknown while the page grows", () => {
  const down = Array.from({ length: 6 }, (_, n) => tile(n, { scroll: 500 * n }));
  assert.deepEqual(timeLeft(down, "down"), { left: (10_000 - 2500 - 600) / 500, growing: false });
  const up = Array.from({ length: 6 }, (_, n) => tile(n, { scroll: 9000 - 500 * n }));
  assert.deepEqual(timeLeft(up, "up"), { left: 6500 / 500, growing: false });
  const growing = down.map((each, n) => ({ ...each, scroll_height: 10_000 + 1000 * n }));
  assert.equal(timeLeft(growing, "down").growing, true);
  assert.deepEqual(timeLeft(down.slice(0, 3), "down"), { left: null, growing: false });
  const still = down.map((each) => ({ ...each, scroll: 0 }));
  assert.equal(timeLeft(still, "down").left, null);
});

const TABS = [
  { id: 1, url: "https://a.example/", asleep: false },
  { id: 2, url: "https://b.example/", asleep: true },
  { id: 3, url: "chrome://settings/", asleep: false },
  { id: 4, url: "https://c.example/", asleep: false },
  { id: 5, url: "https://gone.example/", asleep: false },
  { id: 6, url: "chrome-extension://ours/ui/tabs.html", asleep: false, ours: true },
];

function series({ keep }) {
  const events = [];
  const captures = {
    keep: async (tab, way, picture) => {
      await picture();
      events.push(`keep ${tab.id}`);
      assert.deepEqual(way, { whole: true, quiet: true });
      return keep(tab);
    },
    stop: (tab) => events.push(`stop ${tab}`),
  };
  const surface = {
    tabsIn: async () =>
      TABS.map(({ asleep, ours = false, ...tab }) => ({ tab, asleep, ours, active: tab.id === 1 })),
    bringToFront: async (tab) => {
      events.push(`front ${tab}`);
      return tab !== 5;
    },
    firstPicture: async () => new Uint8Array(1),
  };
  return { events, series: new Batch(captures, surface) };
}

test("each tab comes to the front and is kept; asleep and own ones are left; the first returns", async () => {
  const { events, series: all } = series({ keep: ({ id }) => (id === 4 ? "part" : "kept") });
  const { kept, part, failed, asleep, own, done, running } = await all.run(7);
  assert.deepEqual(
    { kept, part, failed, asleep, own, done, running },
    { kept: 1, part: 1, failed: 1, asleep: 1, own: 1, done: 5, running: false },
  );
  assert.deepEqual(events, ["front 1", "keep 1", "front 4", "keep 4", "front 5", "front 1"]);
});

test("a stop ends the tab whose turn it is and begins no other", async () => {
  const setup = series({
    keep: () => {
      setup.series.stop();
      return "part";
    },
  });
  const outcome = await setup.series.run(7);
  assert.deepEqual(setup.events, ["front 1", "keep 1", "stop 1", "front 1"]);
  assert.deepEqual([outcome.stopped, outcome.done], [true, 1]);
});

function ways({ allowed = false } = {}) {
  const events = [];
  const captures = {
    running: new Map(),
    clicked: (tab) => events.push(`clicked ${tab.id}`),
    keep: async (tab, way) => events.push(`keep ${tab.id} ${JSON.stringify(way)}`),
    stop: (tab) => events.push(`stop ${tab}`),
    progress: () => [],
  };
  const surface = {
    allowed: async () => allowed,
    openPage: async (...all) => events.push(all.join(" ")),
    openBeside: async (name) => events.push(`beside ${name}`),
    tabsIn: async () => [],
    bringToFront: async () => true,
    recordToolsFor: async () => ({ platforms: [] }),
    isOurs: (url) => url.startsWith("chrome-extension://ours/"),
  };
  return { events, ways: new CommandRouter(captures, surface) };
}

test("every item of the menu does one thing", async () => {
  const { events, ways: all } = ways();
  const tab = { id: 3, windowId: 9, url: "https://a.example/" };
  for (const item of ["button", "keep", "visible", "resume", "stop", "tabs", "progress", "options"])
    await all.command(item, tab);
  assert.deepEqual(events, [
    "clicked 3",
    'keep 3 {"whole":true}',
    'keep 3 {"whole":false}',
    'keep 3 {"whole":true,"resume":true}',
    "stop 3",
    "tabs #9 9",
    "beside progress",
    "options  9",
  ]);
  await all.command("more", tab);
  await all.command("keep", null);
  assert.equal(events.length, 8);
});

test("on a page of ours nothing begins, so that no page about a problem opens another", async () => {
  const { events, ways: all } = ways();
  const tab = { id: 3, windowId: 9, url: "chrome-extension://ours/ui/problem.html#82-0" };
  for (const item of ["button", "keep", "visible", "resume", "record"])
    await all.command(item, tab);
  assert.deepEqual(events, []);
  await all.command("options", tab);
  assert.deepEqual(events, ["options  9"]);
});

test("all tabs begin at once where that was allowed", async () => {
  const { events, ways: all } = ways({ allowed: true });
  await all.command("tabs", { id: 3, windowId: 9 });
  assert.deepEqual(events, []);
  assert.equal(all.answer({ what: "progress" }).series.all, 0);
});

test("a page of ours is told only what it may ask, and never through its address", async () => {
  const { events, ways: all } = ways();
  await all.command("know", { id: 3, windowId: 9, url: "https://a.example/her" });
  const [, key] = /^know #([0-9a-f-]{36}) 9$/.exec(events[0]);
  assert.deepEqual(all.answer({ what: "held", key }), { platform: "", kind: "page", ids: [] });
  assert.equal(all.answer({ what: "held", key: "other" }), null);
  assert.equal(all.answer({ what: "captures" }), null);
});
