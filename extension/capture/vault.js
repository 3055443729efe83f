/** What is asked of the program beside captures: the vault's window, and whether it is there. */

import { HostLink } from "./host/link.js";

/**
 * @param {import("./types.js").Port} port
 * @param {string} version the extension's
 * @param {string} [at] the page that comes first
 * @throws {import("./problem.js").Problem} when the host cannot open it
 */
export async function openVault(port, version, at = "") {
  const link = new HostLink(port, version);
  try {
    await link.open(at);
  } finally {
    link.close();
  }
}

/**
 * Says hello to the program, so that it knows that the add-on is in this browser, and closes.
 * @param {import("./types.js").Port} port
 * @param {string} version the extension's
 */
export async function greet(port, version) {
  const link = new HostLink(port, version);
  // Where no program is yet, the options say so, and a click does.
  await link.ready.catch(() => undefined);
  link.close();
}
