/** Of several entries of one capture the last holds, in the reader as in the program. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { withWhole } from "../../host/keepsake/bundle_reader/js/beginnings.js";

test("a beginning names the exhibit that holds all of it, and no other does", () => {
  const rows = [
    { capture: "a", entry: 1, number: 4 },
    { capture: "b", entry: 2, number: 5 },
    { capture: "a", entry: 6, number: 7 },
  ];
  assert.deepEqual(
    withWhole(rows).map(({ wholeIn }) => wholeIn),
    [7, 0, 0],
  );
});
