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

/** A port that counts what came, and on which one can wait. */
class Line {
  /** @type {Record<string, number>} */
  came = {};
  failed = "";
  /** @type {(() => void)[]} */
  #waiting = [];

  constructor() {
    this.port = chrome.runtime.connectNative(HOST);
    this.port.onMessage.addListener((message) => {
      this.came[message.type] = this.count(message.type) + 1;
      if (message.type === "error") this.failed = message.name;
      this.#wake();
    });
    this.port.onDisconnect.addListener(() => {
      this.failed ||= chrome.runtime.lastError?.message ?? "the host is gone";
      this.#wake();
    });
  }

  /** @param {string} type */
  count(type) {
    return this.came[type] ?? 0;
  }

  /** @param {() => boolean} done */
  async until(done) {
    while (!done()) {
      if (this.failed) throw new Error(this.failed);
      await new Promise((resume) => this.#waiting.push(() => resume(undefined)));
    }
  }

  #wake() {
    for (const resume of this.#waiting.splice(0)) resume();
  }
}

/**
 * Sends one part to whatever host is registered, as PROTOCOL.md says, and gives the milliseconds
 * from the first chunk to the last answer.
 *
 * @param {string} capture a UUID
 * @param {number} chunks how many chunks of 256 KiB, all zero
 * @param {string} sha256 of all of them together
 * @param {boolean} bare whether the host is the bare one, which says `ack` to everything
 */
async function measurePort(capture, chunks, sha256, bare) {
  const data = btoa("\0".repeat(CHUNK_BYTES));
  const bytes = chunks * CHUNK_BYTES;
  const line = new Line();
  line.port.postMessage({ type: "hello", protocol: 1, extension: "0" });
  line.port.postMessage({ type: "begin", capture, seen: {} });
  await line.until(() => line.count(bare ? "ack" : "begun") === (bare ? 2 : 1));
  const about = { kind: "tile", name: "zeros.png", media_type: "image/png", bytes, sha256 };
  line.port.postMessage({ type: "part", capture, part: 1, ...about });
  const before = line.count("ack");
  const start = performance.now();
  for (let seq = 0; seq < chunks; seq += 1) {
    await line.until(() => seq - (line.count("ack") - before) < WINDOW);
    line.port.postMessage({ type: "chunk", capture, part: 1, seq, data });
  }
  await line.until(() => (bare ? line.count("ack") - before === chunks : line.count("kept") > 0));
  const milliseconds = performance.now() - start;
  line.port.disconnect();
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
  const start = performance.now();
  let first = 0;
  let last = 0;
  let count = 0;
  while (performance.now() - start < seconds * 1000) {
    try {
      await chrome.tabs.captureVisibleTab(windowId, { format: "png" });
      last = performance.now();
      first ||= last;
      count += 1;
    } catch {
      await new Promise((resume) => setTimeout(() => resume(undefined), 10));
    }
  }
  return ((count - 1) * 1000) / (last - first);
}

Object.assign(globalThis, { measurePort, measureCeiling });
