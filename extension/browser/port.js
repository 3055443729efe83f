/** The way to the program on this computer. */

export const HOST_NAME = "org.keepsake.host";

/** @returns {import("../capture/types.js").Port} */
export function connect() {
  const port = chrome.runtime.connectNative(HOST_NAME);
  return {
    send: (message) => port.postMessage(message),
    onMessage: (handler) => port.onMessage.addListener(handler),
    onClose: (handler) =>
      port.onDisconnect.addListener(() => handler(chrome.runtime.lastError?.message ?? "")),
    close: () => port.disconnect(),
  };
}
