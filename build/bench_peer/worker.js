// The least an extension can do: one picture to a bare host, chunks to any host, pictures in a row.

const HOST = "org.keepsake.host";
const CHUNK_BYTES = 262144;
const WINDOW = 4;

/** @type {number | undefined} */
let windowId;

chrome.action.onClicked.addListener(async (tab) => {
  windowId = tab.windowId;
  const port = chrome.runtime.connectNative(HOST);
  const picture = await chrome.tabs.captureVisibleTab(tab.windowId, { format: "png" });
  port.postMessage({ type: "picture", data: picture });
});

/**
 * Sends one part to whatever host is registered, as PROTOCOL.md says, and gives the milliseconds
 * from the first chunk to the last answer.
 *
 * @param {string} capture a UUID
 * @param {number} chunks how many chunks of 256 KiB, all zero
 * @param {string} sha256 of all of them together
 * @param {boolean} bare whether the host is the bare one, which knows `ack` and nothing else
 */
async function measurePort(capture, chunks, sha256, bare) {
  const data = btoa("\0".repeat(CHUNK_BYTES));
  const port = chrome.runtime.connectNative(HOST);
  /** @type {(() => void)[]} */
  const waiting = [];
  let free = WINDOW;
  let begun = false;
  let kept = false;
  /** @type {string} */
  let failed = "";
  const wake = () => waiting.splice(0).forEach((resume) => resume());
  port.onMessage.addListener((message) => {
    free += message.type === "ack" ? 1 : 0;
    begun ||= bare || message.type === "begun";
    kept ||= message.type === "kept";
    failed ||= message.type === "error" ? message.name : "";
    wake();
  });
  port.onDisconnect.addListener(() => {
    failed ||= chrome.runtime.lastError?.message ?? "the host is gone";
    wake();
  });
  /** @param {() => boolean} done */
  const until = async (done) => {
    while (!done()) {
      if (failed) throw new Error(failed);
      await new Promise((resume) => waiting.push(() => resume(undefined)));
    }
  };
  port.postMessage({ type: "hello", protocol: 1, extension: "0" });
  port.postMessage({ type: "begin", capture, seen: {} });
  await until(() => begun);
  const bytes = chunks * CHUNK_BYTES;
  const about = { kind: "tile", name: "zeros.png", media_type: "image/png", bytes, sha256 };
  port.postMessage({ type: "part", capture, part: 1, ...about });
  const start = performance.now();
  free = WINDOW;
  for (let seq = 0; seq < chunks; seq += 1) {
    await until(() => free > 0);
    free -= 1;
    port.postMessage({ type: "chunk", capture, part: 1, seq, data });
  }
  await until(() => (bare ? free === WINDOW : kept));
  const milliseconds = performance.now() - start;
  port.disconnect();
  return milliseconds;
}

/**
 * Takes pictures of the tab that was clicked as fast as the browser lets anybody.
 *
 * @param {number} seconds for how long
 * @returns {Promise<number>} pictures per second
 */
async function measureCeiling(seconds) {
  if (windowId === undefined) throw new Error("not clicked yet");
  const taken = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    try {
      await chrome.tabs.captureVisibleTab(windowId, { format: "png" });
      taken.push(performance.now());
    } catch {
      await new Promise((resume) => setTimeout(resume, 10));
    }
  }
  return ((taken.length - 1) * 1000) / (taken[taken.length - 1] - taken[0]);
}

Object.assign(globalThis, { measurePort, measureCeiling });
