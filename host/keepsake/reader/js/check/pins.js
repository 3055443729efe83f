/** The roots that this page pins for each authority: those of the program that made it, not those in the copy. */

import { readPem } from "./stamp/chain.js";

/**
 * @typedef {{name: string, pem: string, roots: import("./stamp/chain.js").Certificate[]}} Pin
 * @typedef {Map<string, Pin>} Pins By id of the authority.
 */

/**
 * @param {string} json As the program writes it: `[{"id", "name", "pem"}]`.
 * @returns {Pins}
 */
export function readPins(json) {
  /** @type {{id: string, name: string, pem: string}[]} */
  const rows = JSON.parse(json);
  return new Map(rows.map(({ id, name, pem }) => [id, { name, pem, roots: readPem(pem) }]));
}
