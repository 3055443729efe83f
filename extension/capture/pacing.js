/**
 * Keeps pictures within the browser's quota without wasting it: never more than two starts in any
 * second, whichever captures they are for. Source: chrome.tabs.MAX_CAPTURE_VISIBLE_TAB_CALLS_PER_SECOND.
 */

const PER_SECOND = 2;
const WINDOW = 1000 + 8; // ms; the browser counts from when the call arrives there

export class Pacer {
  /**
   * @param {() => number} now ms, steady
   * @param {(ms: number) => Promise<void>} sleep
   */
  constructor(now, sleep) {
    this.now = now;
    this.sleep = sleep;
    /** @type {number[]} */
    this.starts = [];
    this.notBefore = 0;
    /** @type {Promise<void>} */
    this.queue = Promise.resolve();
  }

  /** Waits for a place and takes it. Calls are served in order. */
  turn() {
    const mine = this.queue.then(() => this.take());
    this.queue = mine;
    return mine;
  }

  /** @returns {number} ms until the next place is free, 0 when it is */
  delay() {
    const oldest = this.starts[this.starts.length - PER_SECOND];
    const free = Math.max(this.notBefore, oldest === undefined ? 0 : oldest + WINDOW);
    return Math.max(0, free - this.now());
  }

  async take() {
    const wait = this.delay();
    if (wait > 0) await this.sleep(wait);
    this.starts.push(this.now());
    if (this.starts.length > PER_SECOND) this.starts.shift();
  }

  /** Notes a picture that was started without waiting: the one of the click itself. */
  startedNow() {
    this.starts.push(this.now());
    if (this.starts.length > PER_SECOND) this.starts.shift();
  }

  /** The browser refused: its second began later than ours. */
  refused() {
    this.notBefore = this.now() + 250;
  }
}
