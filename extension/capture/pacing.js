/**
 * Keeps pictures within the browser's quota without wasting it: never more starts in any second than
 * it allows, whichever captures they are for. Source: chrome.tabs.MAX_CAPTURE_VISIBLE_TAB_CALLS_PER_SECOND.
 */

const WINDOW = 1000 + 8; // ms; the browser counts from when the call arrives there

export class Pacer {
  /**
   * @param {() => number} now ms, steady
   * @param {(ms: number) => Promise<void>} sleep
   * @param {number} perSecond pictures
   */
  constructor(now, sleep, perSecond) {
    this.now = now;
    this.sleep = sleep;
    this.perSecond = perSecond;
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
    const oldest = this.starts[this.starts.length - this.perSecond];
    const free = Math.max(this.notBefore, oldest === undefined ? 0 : oldest + WINDOW);
    return Math.max(0, free - this.now());
  }

  async take() {
    const wait = this.delay();
    if (wait > 0) await this.sleep(wait);
    this.startedNow();
  }

  /** Notes a picture that was started without waiting: the one of the click itself. */
  startedNow() {
    this.starts.push(this.now());
    if (this.starts.length > this.perSecond) this.starts.shift();
  }

  /** The browser refused: its second began later than ours. */
  refused() {
    this.notBefore = this.now() + 250;
  }
}
