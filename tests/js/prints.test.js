/** What two pictures are taken to share. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as prints from "../../extension/page/items/prints.js";
import { content } from "./simulated_page.js";

const LATER = "the bowls are not ready, and nobody needs to know of it";
const EARLIER = "you have until Friday, ask Milo about the kiln first";

/** @param {string[][]} said text and time of each item, from top to bottom */
const printsOf = (...said) =>
  said.map(([text, time_shown = ""]) =>
    prints.printOf(content({ author: "Nora", text, time_shown })),
  );
/** Which of the items in view are taken for a part of the picture. */
const shared = (view, picture) => [...prints.shared(printsOf(...view), printsOf(...picture))];

test("a short message at the same minute of another day is not the one in the picture", () => {
  const picture = [
    ["no", "21:31"],
    ["👍", "21:58"],
    [LATER, "23:55"],
  ];
  assert.deepEqual(
    shared(
      [
        ["ok", "18:59"],
        ["no", "21:31"],
        [EARLIER, "00:07"],
      ],
      picture,
    ),
    [],
  );
  assert.deepEqual(
    shared(
      [
        [EARLIER, "00:07"],
        ["no", "21:31"],
      ],
      picture,
    ),
    [1],
    "at the edge",
  );
  assert.deepEqual(
    shared(
      [
        ["no", "21:31"],
        ["👍", "21:58"],
      ],
      picture,
    ),
    [0, 1],
  );
});

test("a short message without a time counts only beside another that is shared", () => {
  const picture = [["ok"], ["yes"], [LATER]];
  assert.deepEqual(shared([[EARLIER], ["ok"]], picture), []);
  assert.deepEqual(shared([["ok"], [EARLIER], ["yes"]], picture), []);
  assert.deepEqual(shared([[EARLIER], ["ok"], ["yes"]], picture), [1, 2]);
  assert.deepEqual(shared([[EARLIER], ["ok"]], [["ok"]]), [1], "the picture shows nothing else");
});

test("long words are the same wherever they stand", () => {
  assert.deepEqual(shared([[LATER], ["ok"], ["no"]], [["yes"], [LATER], [EARLIER]]), [0]);
});
