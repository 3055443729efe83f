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

test("a second press in a series ends all of it, and one in another tab leaves it alone", async () => {
  for (const [pressed, begun] of [
    [1, ["front 1", "keep 1", "stop 1", "front 1"]],
    [9, ["front 1", "keep 1", "front 4", "keep 4", "front 5", "front 1"]],
  ]) {
    const setup = series({
      keep: async ({ id }) => {
        if (id === 1) await router.command("button", { id: pressed, url: "https://a.example/" });
        return "kept";
      },
    });
    setup.series.captures.clicked = async () => true;
    const router = new CommandRouter(setup.series.captures, {
      ...setup.series.surface,
      isOurs: () => false,
    });
    router.batch = setup.series;
    await setup.series.run(7);
    assert.deepEqual(setup.events, begun);
  }
});

function ways({ allowed = false } = {}) {
  const events = [];
  const captures = {
    running: new Map(),
    clicked: (tab) => events.push(`clicked ${tab.id}`),
    keep: async (tab, way) => events.push(`keep ${tab.id} ${JSON.stringify(way)}`),
    stop: (tab) => events.push(`stop ${tab}`),
    giveBack: async () => events.push("given back"),
    progress: () => [],
  };
  const surface = {
    allowed: async () => allowed,
    openPage: async (...all) => events.push(all.join(" ")),
    openBeside: async (...all) => events.push(`beside ${all.join(" ")}`),
    mayReadFrame: async (_tab, index) => index === 1,
    tabOf: async (id) => (id === 3 ? { id, windowId: 9, url: "https://a.example/" } : null),
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
  const items = ["button", "keep", "visible", "here", "resume", "stop", "tabs", "progress", "back"];
  for (const item of [...items, "options"]) await all.command(item, tab);
  assert.deepEqual(events, [
    "clicked 3",
    'keep 3 {"whole":true}',
    'keep 3 {"whole":false}',
    'keep 3 {"whole":true,"limits":{"from_here":true}}',
    'keep 3 {"whole":true,"resume":true}',
    "stop 3",
    "tabs #9 9",
    "beside progress",
    "beside back #3",
    "options  9",
  ]);
  await all.command("more", tab);
  await all.command("part", tab);
  await all.command("keep", null);
  assert.equal(events.length, 10);
});

test("a day is chosen from the menu, or told by the page that asks for it", async () => {
  const { events, ways: all } = ways();
  const tab = { id: 3, windowId: 9, url: "https://a.example/" };
  for (const item of ["today", "yesterday", "week", "month", "quarter"])
    await all.command(item, tab);
  const days = events.map((event) => JSON.parse(event.slice("keep 3 ".length)).limits.back_to);
  for (const day of days) assert.match(day, /^\d{4}-\d\d-\d\d$/);
  assert.deepEqual(days, days.toSorted().reverse());
  assert.deepEqual(await all.answer({ what: "back", tab: 3, day: "2026-03-20" }), { begun: true });
  assert.equal(events.at(-1), 'keep 3 {"whole":true,"limits":{"back_to":"2026-03-20"}}');
  assert.deepEqual(await all.answer({ what: "back", tab: 8, day: "2026-03-20" }), { begun: false });
});

test("a frame is read only where the browser lets it be read, and what was allowed is given back", async () => {
  const { events, ways: all } = ways();
  await all.command("frame", { id: 3, windowId: 9, url: "https://a.example/" });
  assert.deepEqual(await all.answer({ what: "frame", tab: 3, index: 1 }), { begun: true });
  assert.deepEqual(await all.answer({ what: "frame", tab: 3, index: 2 }), { begun: false });
  assert.deepEqual(await all.answer({ what: "frame", tab: 8, index: 1 }), { begun: false });
  assert.deepEqual(events, [
    "beside frame #3",
    'keep 3 {"whole":true,"frame":1}',
    "given back",
    "given back",
  ]);
});

test("on a page of ours nothing begins, so that no page about a problem opens another", async () => {
  const { events, ways: all } = ways();
  const tab = { id: 3, windowId: 9, url: "chrome-extension://ours/ui/problem.html#82-0" };
  for (const item of [
    "button",
    "keep",
    "visible",
    "here",
    "today",
    "back",
    "frame",
    "resume",
    "record",
  ])
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
