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
  };
}

/**
 * @param {chrome.runtime.Port & {error?: Error | null}} closed Firefox tells the reason on the port
 * @returns {string} "" when none is told
 */
function reasonOf({ error }) {
  return error?.message ?? chrome.runtime.lastError?.message ?? "";
}
