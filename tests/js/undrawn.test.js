import assert from "node:assert/strict";
import { test } from "node:test";
import { Undrawn } from "../../extension/capture/thread/undrawn.js";

const entry = (id) => ({ content: { id, ids: [{ name: "data-id", value: id }] } });
const entries = ["a", "b", "c", "d"].map(entry);
const keys = ["id:a", "id:b", "id:c", "id:d"];

test("what was passed and never drawn is a gap between the items around it, told once", () => {
  const undrawn = new Undrawn();
  undrawn.note([
    { id: "x", after: "b", before: "" },
    { id: "y", after: "b", before: "" },
  ]);
  undrawn.note([
    { id: "x", after: "b", before: "c" },
    { id: "y", after: "b", before: "c" },
  ]);
  assert.deepEqual(undrawn.gaps(entries, keys), [{ after: "id:b", before: "id:c" }]);
});

test("what was drawn later is none", () => {
  const undrawn = new Undrawn();
  undrawn.note([{ id: "c", after: "b", before: "d" }]);
  undrawn.note(undefined);
  assert.deepEqual(undrawn.gaps(entries, keys), []);
});

test("at an edge nothing is known on that side", () => {
  const undrawn = new Undrawn();
  undrawn.note([{ id: "x", after: "", before: "a" }]);
  assert.deepEqual(undrawn.gaps(entries, keys), [{ after: "", before: "id:a" }]);
});
