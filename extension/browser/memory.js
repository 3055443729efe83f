/** The little that outlives the worker: captures that run, a problem not yet seen, limits, whether how to begin was shown. */

/** @typedef {{running: number, problem: {code: number, kept: number} | null}} Memory */
/** @typedef {import("../capture/walk/plan.js").Wished} Wished */

const EMPTY = { running: 0, problem: null };

/** @returns {Promise<Memory>} */
export async function read() {
  const { memory } = await chrome.storage.local.get("memory");
  return { ...EMPTY, .../** @type {Partial<Memory>} */ (memory ?? {}) };
}

/** @param {Memory} memory */
export async function write(memory) {
  await chrome.storage.local.set({ memory });
}

/** @returns {Promise<Wished>} those that the person set */
export async function readLimits() {
  const { limits } = await chrome.storage.local.get("limits");
  return /** @type {Wished} */ (limits ?? {});
}

/** @param {Wished} limits */
export async function writeLimits(limits) {
  await chrome.storage.local.set({ limits });
}

/** @returns {Promise<boolean>} whether the person was shown how to begin */
export async function readWelcomed() {
  const { welcomed } = await chrome.storage.local.get("welcomed");
  return welcomed === true;
}

export async function writeWelcomed() {
  await chrome.storage.local.set({ welcomed: true });
}
