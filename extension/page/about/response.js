// How the page's document came, as far as the browser tells a page of it.

/**
 * @typedef {object} NavigationEntry what not every browser tells may be absent
 * @property {number} [responseStatus]
 * @property {string} [nextHopProtocol]
 * @property {number} [workerStart] ms, 0 where no service worker answered
 * @property {number} [transferSize] bytes, 0 where nothing came over the network
 * @property {number} [encodedBodySize] bytes
 * @property {string} [deliveryType]
 */

/**
 * How the document came, as the browser remembers it: nothing is asked for anew. Source: Navigation Timing Level 2,
 * Resource Timing.
 * @returns {{status: number, protocol: string, source?: "network" | "cache" | "worker"}} status: what the site answered, 0 where it
 *   is not known; protocol: by its ALPN name, "" where it is not known
 */
function response() {
  const entry = /** @type {NavigationEntry | undefined} */ (
    performance.getEntriesByType("navigation")[0]
  );
  if (!entry) return { status: 0, protocol: "" };
  const { responseStatus: status = 0, nextHopProtocol: protocol = "" } = entry;
  const source = sourceOf(entry);
  return { status, protocol, ...(source ? { source } : {}) };
}

/**
 * @param {NavigationEntry} entry
 * @returns {"network" | "cache" | "worker" | ""} "" where nothing tells
 */
function sourceOf({ workerStart = 0, transferSize = 0, deliveryType = "", encodedBodySize = 0 }) {
  if (workerStart > 0) return "worker";
  if (deliveryType === "cache" || (transferSize === 0 && encodedBodySize > 0)) return "cache";
  return transferSize > 0 ? "network" : "";
}

export { response };
