/** Opening the vault's window from the browser. */

import { HostLink } from "./host/link.js";

/**
 * @param {import("./types.js").Port} port
 * @param {string} version the extension's
 * @throws {import("./problem.js").Problem} when the host cannot open it
 */
export async function openVault(port, version) {
  const link = new HostLink(port, version);
  try {
    await link.open();
  } finally {
    link.close();
  }
}
