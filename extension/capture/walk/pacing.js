/**
 * Keeps pictures within the browser's quota without wasting it, whichever captures they are for. The
 * browser counts in windows of a second, the first of which begins with a picture: the next window is
 * opened by the first picture after it. Source: chrome.tabs.MAX_CAPTURE_VISIBLE_TAB_CALLS_PER_SECOND.
 */

const WINDOW = 1000; // ms
const EDGE = 8; // ms after it: the browser counts from when a call arrives there
const UNCLEAR = 30; // ms before its end in which the browser may have begun another one already
const APART = 0.8; // of an even pace: a page needs time to come to rest, and one late picture must delay no other
const AGAIN = 100; // ms after a refusal

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
    this.opened = Number.NEGATIVE_INFINITY;
    this.taken = 0;
    this.notBefore = Number.NEGATIVE_INFINITY;
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
    const now = this.now();
    const free = Math.max(now, this.notBefore);
    const next = this.opened + WINDOW + EDGE;
    const full = this.taken >= this.perSecond || free > this.opened + WINDOW - UNCLEAR;
    return (full ? Math.max(free, next) : free) - now;
  }

  async take() {
    const wait = this.delay();
    if (wait > 0) await this.sleep(wait);
    const now = this.now();
    if (now >= this.opened + WINDOW) [this.opened, this.taken] = [now, 0];
    this.taken += 1;
    this.startedNow();
  }

  /** Notes a picture that was started now: that of a press itself did not wait, and the browser does not count it. */
  startedNow() {
    this.notBefore = this.now() + (APART * WINDOW) / this.perSecond;
  }

  /** The browser refused: its window began later than ours, and the next picture opens another. */
  refused() {
    this.opened = Number.NEGATIVE_INFINITY;
    this.notBefore = this.now() + AGAIN;
  }
}
