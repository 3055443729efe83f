/**
 * What a worker of the page does: it takes the sums of files in a stretch of the sealed copy. It is a script of its own in the
 * page, and knows nothing of what it reads.
 */

import { release } from "./bytes.js";
import { AHEAD_BYTES, sumsOf } from "./check/sums.js";
import { inMemory, ofFile } from "./source.js";
import { nativeKey, reading } from "./stream.js";

/**
 * @typedef {import("./check/sums.js").Sums} Sums
 * @typedef {{part: Blob | Uint8Array, from: number, size: number, start: number, count: number, key: Uint8Array,
 *   places: Omit<import("./source.js").Member, "source">[]}} Task `part` is of the sealed file of `size` bytes, from `from` on.
 * @typedef {{read: number} | {sums: Sums[] | null}} Report `sums` null where it failed.
 * @typedef {{onmessage: ((event: MessageEvent<Task>) => void) | null, postMessage: (report: Report) => void}} Scope
 */

const scope = /** @type {Scope} */ (/** @type {unknown} */ (globalThis));
// One place for all that is opened: to take and leave memory for each file costs more than to hash it.
let held = new Uint8Array(AHEAD_BYTES);

scope.onmessage = async ({ data }) => {
  try {
    scope.postMessage({ sums: await sumsOfTask(data) });
  } catch (error) {
    console.error(error);
    scope.postMessage({ sums: null });
  }
};

/**
 * @param {Task} task
 * @returns {Promise<Sums[]>}
 */
async function sumsOfTask({ part, from, size, start, count, key, places }) {
  const file = part instanceof Blob ? ofFile(part) : inMemory(part);
  // Read at once where it is small.
  const data = file.size <= 2 * AHEAD_BYTES ? await file.read(0, file.size) : null;
  const near = data ? inMemory(data) : file;
  // Its places are those of the whole file.
  const read = (/** @type {number} */ first, /** @type {number} */ to) =>
    near.read(first - from, to - from);
  const source = { size, read: await reading({ sealed: { size, read }, start, count, key }, room) };
  const members = places.map((place) => ({ ...place, source }));
  const sums = await sumsOf(members, telling());
  // Without it Firefox holds tens of megabytes more; Chromium, which has the cipher, then holds more with it.
  if (data && !(await nativeKey(key))) release(data.buffer);
  return sums;
}

/** @returns {import("./check/sums.js").Tell} Tells the page of what is large, not of each file. */
function telling() {
  let untold = 0;
  return (more) => {
    untold += more;
    if (untold < AHEAD_BYTES) return;
    scope.postMessage({ read: untold });
    untold = 0;
  };
}

/**
 * @param {number} size
 * @returns {Uint8Array} What was in it before is overwritten.
 */
function room(size) {
  if (held.length < size) held = new Uint8Array(size);
  return held.subarray(0, size);
}
