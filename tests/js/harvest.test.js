/** What a capture that was cut short had read, put together by the reader as FORMAT.md §4.7 says. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Merger } from "../../extension/capture/thread/merge.js";
import { fold } from "../../host/keepsake/bundle_reader/js/harvest.js";
import { content } from "./simulated_page.js";

const CASES = JSON.parse(
  readFileSync(new URL("../fixtures/harvests.json", import.meta.url), "utf8"),
);

for (const { name, parts, texts } of CASES) {
  test(`${name}: the reader reads what the program reads`, () => {
    const bytes = parts.map((part) => Uint8Array.from(Buffer.from(part, "latin1")));
    assert.deepEqual(
      fold(bytes).map(({ text }) => text),
      texts,
    );
  });
}

test("items that are numbered anew take back what was told before", () => {
  const merger = new Merger();
  const row = (/** @type {number} */ node, /** @type {string} */ text) => ({
    node,
    content: content({ id: `i${node}`, text }),
    box: { x: 0, y: node * 10, width: 10, height: 10 },
    visible: true,
  });
  const look = (/** @type {object[]} */ rows) =>
    /** @type {any} */ ({ at: "t", rows, top: false, bottom: false, more: {} });
  merger.add(look([row(1, "one"), row(2, "two")]), 1);
  const first = merger.takeTouched();
  merger.rebuild();
  const second = merger.takeTouched();
  assert.deepEqual([first.anew, second.anew], [false, true]);
  assert.deepEqual(
    second.told.map(({ entry, after }) => [entry.n, after]),
    [
      [1, 0],
      [2, 1],
    ],
  );
});
