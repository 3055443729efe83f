import assert from "node:assert/strict";
import { test } from "node:test";
import { likestPairs, risingPairs } from "../../extension/capture/align.js";
import { randomFrom } from "./simulated_page.js";

/** The definition, slowly: the longest list that is in both, in order. */
function longest(left, right) {
  if (!left.length || !right.length) return 0;
  if (left[0] === right[0]) return 1 + longest(left.slice(1), right.slice(1));
  return Math.max(longest(left.slice(1), right), longest(left, right.slice(1)));
}

test("common pairs are equal, rising and as many as can be", () => {
  const random = randomFrom(7);
  for (let round = 0; round < 300; round++) {
    const make = () => Array.from({ length: random.below(9) }, () => random.pick(["a", "b", "c"]));
    const [left, right] = [make(), make()];
    const pairs = likestPairs(left, right, (a, b) => (a === b ? 1 : 0));
    assert.equal(pairs.length, longest(left, right));
    pairs.forEach(([i, j], k) => {
      assert.equal(left[i], right[j]);
      if (k) assert.ok(i > pairs[k - 1][0] && j > pairs[k - 1][1]);
    });
  }
});

/** The longest rising subsequence by trying every subset. */
function longestRising(values) {
  let most = 0;
  for (let mask = 0; mask < 1 << values.length; mask++) {
    const chosen = values.filter((_, i) => mask & (1 << i));
    if (chosen.every((value, i) => i === 0 || value > chosen[i - 1]))
      most = Math.max(most, chosen.length);
  }
  return most;
}

test("rising pairs are a longest rising subset", () => {
  const random = randomFrom(11);
  for (let round = 0; round < 300; round++) {
    const values = Array.from({ length: random.below(9) }, () => random.below(12));
    const rising = risingPairs(values.map((value, i) => [i, value]));
    assert.equal(rising.length, longestRising(values));
    rising.forEach(([i, value], k) => {
      assert.equal(values[i], value);
      if (k) assert.ok(value > rising[k - 1][1] && i > rising[k - 1][0]);
    });
  }
});
