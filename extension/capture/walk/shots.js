/** Pictures of the page, and of nothing else. */

import { fromDataAddress } from "../host/bytes.js";
import { PageGone, PICTURE_FAILED, Problem } from "../problem.js";

const TRIES = 12;
const HIDDEN_MOST = 10 * 60_000; // ms

/**
 * @typedef {object} Window what the browser offers for pictures of one tab
 * @property {() => Promise<string>} shoot data address of the visible area of the tab's window
 * @property {() => Promise<{front: boolean, turn: number} | null>} front whether the tab is in front; turn rises
 *   whenever another tab is brought to the front; null when the tab is gone
 * @property {(error: unknown) => boolean} overQuota
 */

export class Shots {
  /**
   * @param {Window} window
   * @param {import("./pacing.js").Pacer} pacer
   * @param {{now: () => number, sleep: (ms: number) => Promise<void>}} clock
   */
  constructor(window, pacer, clock) {
    this.window = window;
    this.pacer = pacer;
    this.clock = clock;
    this.thrownAway = 0;
    this.hiddenFor = 0;
  }

  /**
   * One picture. Waits while the page is not in front; a picture that may show another tab is
   * thrown away and taken again.
   * @param {() => boolean} stopped
   * @param {number} [tries]
   * @returns {Promise<Uint8Array<ArrayBuffer> | null>} null when the capture was stopped meanwhile
   * @throws {Problem | PageGone} when the browser gave none so many times, or the page is gone
   */
  async take(stopped, tries = TRIES) {
    let failures = 0;
    while (!stopped()) {
      if (!(await this.untilFront(stopped))) return null;
      await this.pacer.turn();
      const picture = await this.attempt();
      if (picture instanceof Uint8Array) return picture;
      if (picture === "failed") failures += 1;
      if (failures >= tries) throw new Problem(PICTURE_FAILED, "no picture after several tries");
      await this.clock.sleep(100);
    }
    return null;
  }

  /**
   * @returns {Promise<Uint8Array<ArrayBuffer> | "failed" | "disturbed">} disturbed: another tab came to the front
   *   meanwhile, which is no fault of the browser's
   */
  async attempt() {
    const before = await this.window.front();
    const address = before?.front ? await this.shoot() : "";
    const after = await this.window.front();
    if (!before?.front || !after?.front || after.turn !== before.turn) {
      if (address) this.thrownAway += 1;
      return "disturbed";
    }
    return address ? fromDataAddress(address) : "failed";
  }

  /** @returns {Promise<string>} "" when the browser gives none */
  async shoot() {
    try {
      return await this.window.shoot();
    } catch (error) {
      if (this.window.overQuota(error)) this.pacer.refused();
      return "";
    }
  }

  /**
   * @param {() => boolean} stopped
   * @returns {Promise<boolean>} false when stopped meanwhile
   */
  async untilFront(stopped) {
    const start = this.clock.now();
    while (!stopped()) {
      const state = await this.window.front();
      if (!state) throw new PageGone("closed");
      if (state.front) return true;
      this.hiddenFor = this.clock.now() - start;
      if (this.hiddenFor > HIDDEN_MOST) return false;
      await this.clock.sleep(300);
    }
    return false;
  }
}
