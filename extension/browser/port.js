/** The way to the program on this computer. */

export const HOST_NAME = "org.keepsake.host";

/** @returns {import("../capture/types.js").Port} */
export function connect() {
  const port = chrome.runtime.connectNative(HOST_NAME);
  return {
    send: (message) => port.postMessage(message),
    onMessage: (handler) => port.onMessage.addListener(handler),
    onClose: (handler) => port.onDisconnect.addListener((closed) => handler(reasonOf(closed))),
    close: () => port.disconnect(),
    browser: browserName(),
  };
}

/**
 * What each browser calls itself, and its id in shared/data/browser_folders.json. The last that fits counts.
 * @type {[string, string][]}
 */
const BRANDS = [
  ["Chromium", "chromium"],
  ["Google Chrome", "chrome"],
  ["Microsoft Edge", "edge"],
  ["Brave", "brave"],
  ["Vivaldi", "vivaldi"],
  ["Opera", "opera"],
];

/** @returns {string} */
function browserName() {
  const { userAgentData } = /** @type {{userAgentData?: {brands: {brand: string}[]}}} */ (
    navigator
  );
  if (!userAgentData) return "firefox";
  const called = new Set(userAgentData.brands.map(({ brand }) => brand));
  return BRANDS.findLast(([brand]) => called.has(brand))?.[1] ?? "chromium";
}

/**
 * @param {chrome.runtime.Port & {error?: Error | null}} closed Firefox tells the reason on the port
 * @returns {string} "" when none is told
 */
function reasonOf({ error }) {
  return error?.message ?? chrome.runtime.lastError?.message ?? "";
}
