/** What the button shows and does at the end of a capture, and after one that was cut short with its worker. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Captures } from "../../extension/capture/captures.js";
import { HOST_GONE, Problem } from "../../extension/capture/problem.js";
import { SimulatedPage, setUp as simulated } from "./simulated_capture.js";

function woken(waiting = []) {
  let memory = { running: 1, problem: null };
  const shown = [];
  let words = () => undefined;
  const ready = new Promise((resolve) => {
    words = resolve;
  });
  const surface = {
    memory: {
      read: async () => memory,
      write: async (changed) => {
        memory = changed;
      },
    },
    giveBackFrames: async () => undefined,
    room: { list: async () => waiting },
    handOver: { run: async () => ({ receipts: new Map(), problems: new Map([["c", 80]]) }) },
    badge: {
      waits: (time) => shown.push(`waits ${time}`),
      problem: async (code, wanted) => {
        await ready;
        if (wanted()) shown.push(code);
      },
    },
  };
  const captures = new Captures(surface);
  return { captures, shown, words, memory: () => memory, done: captures.wake() };
}

test("a worker that wakes shows that a capture was cut short", async () => {
  const { shown, words, done, memory } = woken();
  words();
  await done;
  assert.deepEqual(shown, [HOST_GONE]);
  assert.equal(memory().problem.code, HOST_GONE);
});

test("a browser that was ended while a capture waited tells that it waits, and no vault", async () => {
  const row = { from: "2026-11-24T19:03:22.123Z", manifest: -1 };
  const { shown, words, done, memory } = woken([{ capture: "c", row, lines: [] }]);
  words();
  await done;
  await new Promise((resolve) => setImmediate(resolve));
  assert.match(shown.join(), /^waits \d\d:03:22$/);
  assert.equal(memory().problem, null);
});

test("the press that woke the worker is not written over, and the problem is told later", async () => {
  const { captures, shown, words, done, memory } = woken();
  await new Promise((resolve) => setImmediate(resolve));
  captures.running.set(7, { capture: null });
  words();
  await done;
  assert.deepEqual(shown, []);
  assert.equal(memory().problem.code, HOST_GONE);
});

test("a press in the moment of waking does not take away that an earlier capture was cut short", async () => {
  const { captures, shown, words, done, memory } = woken();
  captures.running.set(7, { capture: null });
  const noted = captures.remember({});
  words();
  await Promise.all([done, noted]);
  assert.deepEqual(shown, []);
  assert.deepEqual(memory(), { running: 1, problem: { code: HOST_GONE, kept: 0 } });
});

test("a press at the sight of the cross begins a capture anew and is not lost", async () => {
  const tab = { id: 7, windowId: 1, url: "chrome://settings/", title: "", width: 800, height: 600 };
  let memory = { running: 0, problem: null };
  const events = [];
  const surface = {
    now: () => 0,
    pacer: { startedNow: () => undefined },
    shootNow: async () => {
      events.push("picture");
      throw new Error("none of a page of the browser itself");
    },
    memory: {
      read: async () => memory,
      write: async (changed) => {
        memory = changed;
      },
    },
    badge: {
      working: () => events.push("working"),
      problem: async () => {
        events.push("cross");
        if (events.filter((one) => one === "cross").length === 1) again = captures.clicked(tab);
      },
    },
    openProblem: async () => events.push(`page, ${captures.running.size} running`) > 0,
  };
  let again = Promise.resolve();
  const captures = new Captures(surface);
  await captures.clicked(tab);
  await again;
  assert.deepEqual(events.slice(0, 5), ["picture", "working", "cross", "picture", "working"]);
  assert.ok(!events.includes("page, 1 running"), "no page in front of the one being kept");
  assert.equal(captures.running.size, 0);
  assert.equal(memory.running, 0);
});

test("a disk that takes no note keeps nobody from capturing", async () => {
  const { wish, tools } = simulated(new SimulatedPage(20)).capture;
  const shown = [];
  const surface = {
    pacer: { startedNow: () => undefined },
    shootNow: async () => "data:image/png;base64,",
    memory: {
      read: async () => ({ running: 0, problem: null }),
      write: async () => {
        throw new DOMException("full", "QuotaExceededError");
      },
      readLimits: async () => ({}),
    },
    badge: {
      working: () => undefined,
      kept: (_tab, _time, what) => shown.push(what),
      problem: async (code) => shown.push(code),
    },
    openProblem: async () => true,
    toolsFor: async () => tools,
    handOver: { run: async () => ({ receipts: new Map(), problems: new Map() }) },
  };
  assert.equal(await new Captures(surface).keep(wish.tab, { whole: true }), "kept");
  assert.deepEqual(shown, ["whole"]);
});

test("what was allowed for a capture is given back at its end, and at the start after one cut short", async () => {
  const tab = { id: 7, windowId: 1, url: "https://a.example/", title: "", width: 8, height: 6 };
  const events = [];
  const surface = {
    pacer: { startedNow: () => undefined },
    shootNow: async () => "data:image/png;base64,",
    memory: {
      read: async () => ({ running: 1, problem: null }),
      write: async () => undefined,
      readLimits: async () => ({}),
    },
    badge: { working: () => undefined, problem: async () => undefined },
    openProblem: async () => true,
    toolsFor: async (_tab, _progress, frame) => {
      events.push(`frame ${frame}`);
      throw new Problem(HOST_GONE, "none here");
    },
    giveBackFrames: async () => events.push("given back"),
    room: { list: async () => [] },
  };
  const captures = new Captures(surface);
  await captures.wake();
  await captures.keep(tab, { whole: true });
  await captures.keep(tab, { whole: true, frame: 2 });
  assert.deepEqual(events, ["given back", "frame undefined", "frame 2", "given back"]);
});

test("a press to stop while a capture is set up is not lost, and a hurried one is none", async () => {
  const tab = { id: 7, windowId: 1, url: "https://a.example/", title: "", width: 8, height: 6 };
  let now = 0;
  let give = () => undefined;
  const tools = new Promise((resolve) => {
    give = resolve;
  });
  const stopped = [];
  const surface = {
    now: () => now,
    pacer: { startedNow: () => undefined },
    shootNow: async () => "data:image/png;base64,",
    memory: {
      read: async () => ({ running: 0, problem: null }),
      write: async () => undefined,
      readLimits: async () => ({}),
    },
    badge: { working: () => undefined, problem: async () => undefined },
    openProblem: async () => true,
    toolsFor: () => tools,
    handOver: { run: async () => ({ receipts: new Map(), problems: new Map() }) },
  };
  const captures = new Captures(surface);
  const first = captures.clicked(tab);
  await new Promise((resolve) => setImmediate(resolve));
  now = 300;
  assert.equal(await captures.clicked(tab), false);
  assert.equal(captures.running.get(7).stopped, false);
  now = 2000;
  assert.equal(await captures.clicked(tab), true);
  const progress = () => stopped.push(captures.running.get(7).capture.stoppedBy);
  give({ ...simulated(new SimulatedPage(400)).capture.tools, progress });
  surface.badge.kept = () => undefined;
  assert.equal(await first, false);
  assert.deepEqual(Array.from(new Set(stopped)), ["person"]);
  assert.equal(stopped.length, 1);
});
