// Which pictures of an item are on a picture of ours: what a look at it told, in which order whatever.

import assert from "node:assert/strict";
import { test } from "node:test";
import { awaitsMedia, noteMedia, seenMedia } from "../../extension/capture/thread/media.js";

const NOWHERE = new Set();

/** @param {[state: string, part: number][]} looks each with the number of the tile, -1 for a glance */
function after(...looks) {
  const medium = { kind: "image", src: "https://example.com/1.png", alt: "", width: 1, height: 1 };
  const content = { media: [{ ...medium, loaded: false }] };
  const entry = /** @type {any} */ ({ content, pictured: null });
  for (const [state, part] of looks) noteMedia(entry, [state], part);
  const { media, unseen } = seenMedia(entry, NOWHERE);
  return { loaded: media[0]?.loaded, unseen, awaited: awaitsMedia(entry, NOWHERE) };
}

const SHOWN = { loaded: true, unseen: 0, awaited: false };
const AWAITED = { loaded: false, unseen: 1, awaited: true };

test("a picture that is on a tile stays there, whatever a later glance meets", () => {
  for (const later of ["none", "waiting", "failed", "out"])
    assert.deepEqual(after(["shown", 3], [later, -1]), SHOWN, later);
});

test("a glance at an element without room does not take back that a picture is awaited", () => {
  assert.deepEqual(after(["waiting", 3], ["none", -1]), AWAITED);
  assert.deepEqual(after(["waiting", 3], ["none", 4]), {
    loaded: false,
    unseen: 0,
    awaited: false,
  });
});

test("what came later is on the later tile, and what failed is awaited no longer", () => {
  assert.deepEqual(after(["waiting", 3], ["shown", 5]), SHOWN);
  assert.deepEqual(after(["waiting", 3], ["shown", -1]), AWAITED);
  const failed = { loaded: false, unseen: 1, awaited: false };
  assert.deepEqual(after(["waiting", 3], ["failed", 4]), failed);
});
