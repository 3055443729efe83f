/**
 * What stands where a check could not go on. Whoever makes a copy chooses every byte of it, so a check can come upon something
 * that nobody thought of: that must end as a problem, and never in a page that waits.
 */

import { invalid, notChecked } from "./findings.js";

/** @typedef {import("./findings.js").Step} Step */

const REASON = "check_failed";

/** @returns {Step[]} */
export function failedSteps() {
  return [1, 2, 3, 4, 5, 6, 7, 8].map((number) => ({
    number,
    findings: [number === 1 ? invalid(REASON) : notChecked(REASON)],
    lookedAt: {},
  }));
}

/** @type {Awaited<ReturnType<typeof import("./steps.js").checkProofsFirst>>} */
export const NOTHING_CHECKED = {
  steps: failedSteps(),
  tokens: [],
  proven: new Map(),
  further: async () => failedSteps(),
};

/**
 * @template T
 * @param {() => Promise<T>} check
 * @param {T} otherwise
 * @returns {Promise<T>}
 */
export async function neverThrown(check, otherwise) {
  try {
    return await check();
  } catch (error) {
    console.error(error);
    return otherwise;
  }
}
