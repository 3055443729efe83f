/** Lining up two sequences. Pure. */

/**
 * The pairs, in order on both sides, that are most alike together.
 * @template A, B
 * @param {A[]} left
 * @param {B[]} right
 * @param {(a: A, b: B) => number} likeness 0 when two are not the same thing
 * @returns {[number, number][]} pairs of indices, rising
 */
export function likestPairs(left, right, likeness) {
  if (!left.length || !right.length) return [];
  const wide = right.length + 1;
  const best = new Uint32Array((left.length + 1) * wide);
  const alike = new Uint8Array(left.length * right.length);
  const at = (/** @type {number} */ i, /** @type {number} */ j) => best[i * wide + j] ?? 0;
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const worth = likeness(/** @type {A} */ (left[i]), /** @type {B} */ (right[j]));
      alike[i * right.length + j] = worth;
      const apart = Math.max(at(i + 1, j), at(i, j + 1));
      best[i * wide + j] = worth ? Math.max(apart, at(i + 1, j + 1) + worth) : apart;
    }
  }
  /** @type {[number, number][]} */
  const pairs = [];
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    const worth = alike[i * right.length + j] ?? 0;
    if (worth && at(i, j) === at(i + 1, j + 1) + worth) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}

/**
 * The largest subset of pairs in which both sides rise.
 * @param {[number, number][]} pairs rising on the left
 * @returns {[number, number][]}
 */
export function risingPairs(pairs) {
  /** @type {number[]} */
  const tails = [];
  /** @type {number[]} */
  const before = new Array(pairs.length).fill(-1);
  for (let k = 0; k < pairs.length; k++) {
    const value = pairs[k]?.[1] ?? 0;
    let low = 0;
    for (let high = tails.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((pairs[tails[middle] ?? 0]?.[1] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before[k] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = k;
  }
  /** @type {[number, number][]} */
  const rising = [];
  for (let k = tails[tails.length - 1] ?? -1; k >= 0; k = before[k] ?? -1) {
    rising.unshift(/** @type {[number, number]} */ (pairs[k]));
  }
  return rising;
}
