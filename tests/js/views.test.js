import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { manifestOf } from "../../extension/capture/host/manifest.js";
import { Views } from "../../extension/capture/host/views.js";
import { Merger } from "../../extension/capture/thread/merge.js";
import { content } from "./simulated_page.js";

/** What is sent, unpacked, and a clock that stands until it is moved. */
function outlet() {
  const sent = [];
  const clock = { ms: 0 };
  const send = (kind, name, mediaType, bytes) =>
    sent.push({ kind, name, mediaType, text: gunzipSync(bytes).toString() });
  return { sent, clock, views: new Views(send, () => clock.ms) };
}

test("lines wait for a picture, and all of them are sent once and in order", async () => {
  const { sent, views } = outlet();
  views.add(["a", "b"]);
  views.add([]);
  assert.deepEqual(sent, []);
  views.flush();
  views.add(["c"]);
  await views.finish();
  await views.finish();
  assert.deepEqual(
    sent.map(({ kind, name, mediaType, text }) => [kind, name, mediaType, text]),
    [
      ["views", "views-0001.jsonl.gz", "application/gzip", "a\nb\n"],
      ["views", "views-0002.jsonl.gz", "application/gzip", "c\n"],
    ],
  );
});

test("what waits for a second, or is much, waits no longer", async () => {
  const { sent, clock, views } = outlet();
  views.add(["a"]);
  clock.ms = 1000;
  views.add(["b"]);
  views.add(["c".repeat(65_536)]);
  await views.packed;
  assert.deepEqual(
    sent.map(({ text }) => text.length),
    [4, 65_537],
  );
});

test("a host that is gone is told where the next part is sent, not here", async () => {
  const views = new Views(
    () => {
      throw new Error("gone");
    },
    () => 0,
  );
  views.add(["a"]);
  await views.finish();
});

test("an item names its records, oldest first, each once", async () => {
  const look = (text, view) => ({
    at: "2026-11-20T18:00:00.000Z",
    rows: [
      {
        node: 1,
        content: content({ id: "m1", text, author: "Ann" }),
        box: { x: 0, y: 0, width: 9, height: 9 },
        visible: true,
        view,
      },
    ],
    top: true,
    bottom: true,
  });
  const merger = new Merger();
  for (const [text, view] of [
    ["first words", 3],
    ["first words", 3],
    ["first words, more of them", 7],
    ["first words, more of them", undefined],
  ])
    merger.add(look(text, view), 1);
  const [entry] = merger.entries();
  assert.deepEqual(entry.views, [3, 7]);
  const facts = { segments: merger.segments, tiles: [], artifacts: [], notes: [], useIds: true };
  const outcome = { end: "reached", evidence: "", stoppedBy: "end" };
  const { items } = await manifestOf({ ...facts, page: {}, outcome });
  assert.deepEqual(items[0].views, [3, 7]);
});
