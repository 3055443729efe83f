/** What the button shows and does at the end of a capture, and after one that was cut short with its worker. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Captures } from "../../extension/capture/captures.js";
import { HOST_GONE } from "../../extension/capture/problem.js";

function woken() {
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
    badge: {
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
