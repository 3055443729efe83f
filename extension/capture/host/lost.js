/** What became of a capture whose receipt was lost. Source: PROTOCOL.md §2.8. */

import { HOST_GONE, Problem } from "../problem.js";
import { HostLink } from "./link.js";

/**
 * The program may have stopped just after it committed the capture: its next start knows.
 * @param {unknown} problem why no receipt came
 * @param {{connect: () => import("../types.js").Port, version: string}} tools
 * @param {string} capture
 * @returns {Promise<import("../types.js").Receipt | null>} null where no commit is known, or nobody answers
 */
export async function receiptAfter(problem, { connect, version }, capture) {
  if (!(problem instanceof Problem) || problem.code !== HOST_GONE) return null;
  /** @type {HostLink | null} */
  let link = null;
  try {
    link = new HostLink(connect(), version);
    await link.ready;
    return await link.ask(capture);
  } catch {
    return null;
  } finally {
    link?.close();
  }
}
