/** The little that outlives the worker: how many captures run, and a problem not yet seen. */

/** @typedef {{running: number, problem: {code: number, kept: number} | null}} Memory */

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
