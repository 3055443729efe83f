/** The record of what was seen, on its way to the host: in parts, each compressed by itself. Source: FORMAT.md 4.16. */

import { gzip } from "./bytes.js";

const MOST_WAITING = 65_536; // characters
const EVERY_MS = 1000;

export class Views {
  /**
   * @param {(kind: string, name: string, mediaType: string, bytes: Uint8Array<ArrayBuffer>) => unknown} send
   * @param {() => number} now ms
   */
  constructor(send, now) {
    this.send = send;
    this.now = now;
    /** @type {string[]} */
    this.lines = [];
    this.waiting = 0;
    this.count = 0;
    this.last = now();
    /** @type {Promise<unknown>} one is compressed after the other: their numbers are in the order of what was seen */
    this.packed = Promise.resolve();
  }

  /** @param {string[]} lines of the page, in the order in which things were seen */
  add(lines) {
    if (!lines.length) return;
    this.lines.push(...lines);
    this.waiting += lines.reduce((sum, line) => sum + line.length, 0);
    if (this.waiting >= MOST_WAITING || this.now() - this.last >= EVERY_MS) this.flush();
  }

  /** Sends what waits. */
  flush() {
    this.last = this.now();
    if (!this.lines.length) return;
    const text = `${this.lines.join("\n")}\n`;
    const name = `views-${String(++this.count).padStart(4, "0")}.jsonl.gz`;
    this.lines = [];
    this.waiting = 0;
    const sent = this.packed.then(async () =>
      this.send("views", name, "application/gzip", await gzip(text)),
    );
    this.packed = sent.catch(() => undefined); // met where the next part is sent
  }

  /** @returns {Promise<unknown>} once all of it is sent */
  finish() {
    this.flush();
    return this.packed;
  }
}
