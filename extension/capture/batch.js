/** All tabs of one window, one after the other, each a capture of its own. */

import { OWN_PAGE } from "./problem.js";

/**
 * @typedef {object} Outcome how many tabs came to what; no addresses
 * @property {number} all
 * @property {number} done
 * @property {number} kept
 * @property {number} part
 * @property {number} waits for the program
 * @property {number} failed
 * @property {number} asleep put to sleep by the browser: showing one would load it anew
 * @property {number} own pages of the browser itself
 * @property {boolean} stopped
 * @property {boolean} running
 */

export class Batch {
  /**
   * @param {import("./captures.js").Captures} captures
   * @param {import("./captures.js").Surface} surface
   */
  constructor(captures, surface) {
    this.captures = captures;
    this.surface = surface;
    /** @type {Outcome | null} of the latest series */
    this.outcome = null;
    /** @type {number | null} the tab whose turn it is */
    this.current = null;
  }

  stop() {
    if (!this.outcome?.running) return;
    this.outcome.stopped = true;
    if (this.current !== null) this.captures.stop(this.current);
  }

  /**
   * @param {number} windowId
   * @returns {Promise<Outcome>}
   */
  async run(windowId) {
    if (this.outcome?.running) return this.outcome;
    const all = await this.surface.tabsIn(windowId);
    const tabs = all.filter(({ ours }) => !ours);
    const counts = { kept: 0, part: 0, waits: 0, failed: 0, asleep: 0, own: 0 };
    const outcome = { all: tabs.length, done: 0, ...counts, stopped: false, running: true };
    this.outcome = outcome;
    try {
      for (const each of tabs) {
        if (outcome.stopped) break;
        outcome[await this.one(each)] += 1;
        outcome.done += 1;
      }
    } finally {
      this.current = null;
      const front = all.find(({ active }) => active);
      if (front) await this.surface.bringToFront(front.tab.id);
      outcome.running = false;
    }
    return outcome;
  }

  /**
   * @param {{tab: import("./captures.js").Tab, asleep: boolean}} each
   * @returns {Promise<import("./captures.js").Ending | "asleep" | "own">}
   */
  async one({ tab, asleep }) {
    if (OWN_PAGE.test(tab.url)) return "own";
    if (asleep) return "asleep";
    if (!(await this.surface.bringToFront(tab.id))) return "failed";
    this.current = tab.id;
    const stopped = () => this.outcome?.stopped === true;
    return this.captures.keep(tab, { whole: true, quiet: true }, async () => {
      const picture = await this.surface.firstPicture(tab, stopped);
      if (!picture) throw new Error("stopped before the first picture");
      return picture;
    });
  }
}
