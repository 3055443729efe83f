/** What a frame tells of itself, told by its place in the tab. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { shifted } from "../../extension/capture/about/frame_place.js";

const box = (x, y, width = 100, height = 40) => ({ x, y, width, height });
const around = (changes = {}) => ({
  box: box(200, 80, 600, 500),
  frames: [],
  title: "The page around",
  focused: true,
  viewport: { width: 900, height: 400 },
  ...changes,
});
const look = () => ({
  rows: [
    { node: 1, box: box(0, 0), visible: true },
    { node: 2, box: box(0, 330), visible: true },
    { node: 3, box: box(0, -50), visible: false },
  ],
  pane: box(0, 20, 600, 480),
  scroll: 7,
});

test("boxes are told by their place in the tab, and what lies beyond it is not in view", () => {
  const { now, changes } = shifted({ now: look(), changes: [look()] }, around(), null);
  for (const seen of [now, ...changes]) {
    assert.deepEqual(
      seen.rows.map(({ box: at, visible }) => [at.x, at.y, visible]),
      [
        [200, 80, true],
        [200, 410, false],
        [200, 30, false],
      ],
    );
    assert.deepEqual(seen.pane, box(200, 100, 600, 300));
    assert.equal(seen.scroll, 7);
  }
});

test("a frame that was moved under a picture is told as one that moved", () => {
  const after = { same: true, focused: false, viewport: { width: 600, height: 500 }, frames: [] };
  const still = shifted(after, around(), around());
  assert.deepEqual(
    [still.same, still.focused, still.viewport],
    [true, true, { width: 900, height: 400 }],
  );
  const moved = shifted(after, around({ box: box(200, 120, 600, 500) }), around());
  assert.equal(moved.same, false);
});

test("frames beside the one that is read stay unread, and the title is that of the page", () => {
  const frame = { name: "", address: "https://ads.example/", width: 300, height: 250 };
  const start = {
    now: look(),
    pane: { kind: "document", box: box(0, 0, 600, 500) },
    page: { document_url: "https://chat.example/", title: "Chat", focused: false },
    signs: { frames: [{ n: 1, ...frame }] },
  };
  const told = shifted(start, around({ frames: [{ index: 2, ...frame }] }), null);
  assert.deepEqual(
    told.signs.frames.map(({ n }) => n),
    [1, -3],
  );
  assert.deepEqual(told.pane.box, box(200, 80, 600, 500));
  const { document_url, title, focused } = told.page;
  assert.deepEqual(
    [document_url, title, focused],
    ["https://chat.example/", "The page around", true],
  );
  assert.equal(shifted(null, around(), null), null);
});
