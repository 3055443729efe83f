import assert from "node:assert/strict";
import { test } from "node:test";
import { expected, judge } from "../../extension/capture/walk/blank_shots.js";

const BOXES = Array.from({ length: 6 }, (_, n) => ({ x: 10, y: 50 * n, width: 300, height: 40 }));

/** A picture of one formula, so that every kind can be made: light gives 0 to 255 for a pixel. */
function picture(light) {
  return ({ x, y, width, height }) => {
    const data = new Uint8Array(width * height * 4).fill(255);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const value = light(x + column, y + row);
        data.fill(value, (row * width + column) * 4, (row * width + column) * 4 + 3);
      }
    }
    return { data, width, height };
  };
}

const letters = (paper, ink) => (x, y) => (y % 20 > 8 && x % 9 < 3 ? ink : paper);

test("letters on white, on black and of little contrast are all seen", () => {
  assert.equal(judge(picture(letters(255, 20)), BOXES, 1), "");
  assert.equal(judge(picture(letters(12, 230)), BOXES, 1), "");
  assert.equal(judge(picture(letters(250, 210)), BOXES, 2), "");
});

test("one colour where words should be is blank, and black is black", () => {
  assert.equal(
    judge(
      picture(() => 255),
      BOXES,
      1,
    ),
    "blank",
  );
  assert.equal(
    judge(
      picture(() => 90),
      BOXES,
      1.5,
    ),
    "blank",
  );
  assert.equal(
    judge(
      picture(() => 0),
      BOXES,
      1,
    ),
    "black",
  );
});

test("soft edges alone are blurred", () => {
  const soft = (x) => Math.round(140 + 70 * Math.sin(x / 12));
  assert.equal(judge(picture(soft), BOXES, 1), "blurred");
});

test("a few items behind something do not make a picture blank", () => {
  const half = (x, y) => (y < 150 ? 255 : letters(255, 20)(x, y));
  assert.equal(judge(picture(half), BOXES, 1), "");
});

test("where no words are expected nothing is judged", () => {
  assert.equal(
    judge(
      picture(() => 255),
      [],
      1,
    ),
    "",
  );
});

test("words are expected only of items in view that have some, told now or before", () => {
  const pane = { x: 0, y: 100, width: 400, height: 300 };
  const row = (node, y, text, visible = true) => ({
    node,
    content: text === null ? null : { text },
    box: { x: 0, y, width: 400, height: 60 },
    visible,
  });
  const rows = [
    row(1, 80, "cut at the top"),
    row(2, 150, ""),
    row(3, 220, null),
    row(4, 290, "…"),
    row(5, 900, "below", false),
  ];
  const told = (node) => (node === 3 ? { text: "told before" } : undefined);
  assert.deepEqual(expected({ rows, pane }, told), [
    { x: 0, y: 100, width: 400, height: 40 },
    { x: 0, y: 220, width: 400, height: 60 },
  ]);
});
