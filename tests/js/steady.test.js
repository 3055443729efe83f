/** What of an item's words stays, so that it is known again. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { steadyOf } from "../../extension/page/items/steady.js";

test("how long ago something was said is no part of what it says", () => {
  for (const [before, after] of [
    ["5 min", "6 min ago"],
    ["2 h", "just now"],
    ["٥ د", "٦ د"],
    ["5分钟前", "6分钟前"],
    ["3分前", "4分前"],
    ["५ मिनट", "६ मिनट"],
    ["Ann · 5 min", "Ann · 6 min"],
  ])
    assert.equal(steadyOf(`hello\n${before}`), steadyOf(`hello\n${after}`), before);
  const spoken = [5, 6].map((n) => steadyOf(`hello\nI have ${n} min for you`));
  assert.notEqual(...spoken);
});

test("what became of a message stands beside its time and is none of its words", () => {
  for (const after of ["14:05 ✓", "14:05 ✓✓", "edited 14:05 ✓✓", "Lu 14:05", "14:05\nDelivered"])
    assert.equal(steadyOf(`ok\n${after}`), "ok\n14:05", after);
});

test("where nothing else is said the words are what was said", () => {
  for (const text of ["5 min", "Seen", "✓"]) assert.equal(steadyOf(text), text);
});
