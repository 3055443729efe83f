/** What of the captures waits for the program: told, handed over, and its mark taken off the button. */

import { clockTime } from "./about/when.js";

const SOON_MS = 10_000; // a person is not kept longer from hearing where their capture is

/**
 * @typedef {object} WaitsSurface what is used of the browser
 * @property {import("./waiting/room.js").WaitingRoom} room
 * @property {import("./waiting/hand_over.js").HandOver} handOver
 * @property {{waits: (time: string, tab?: number) => void, kept: (tab: number, time: string, what: string) => void,
 *   clearWaits: () => Promise<void>}} badge
 * @property {(windowId: number) => Promise<boolean>} openWaiting shows the page about it where none is open
 * @property {{every: (ms: number, run: () => void) => () => void}} clock
 */

/**
 * @typedef {object} Told of one capture that waits; no address
 * @property {string} capture
 * @property {string} from
 * @property {"vault" | "browser" | ""} sealed_to "" where what is known of it is damaged
 * @property {boolean} recorded without pictures
 * @property {number} pictures
 * @property {boolean} cut the browser was ended before the capture was
 * @property {boolean} rest its beginning is in the vault
 * @property {number} problem why it was not taken when it was last handed over, 0 for none
 */

export class Waits {
  /** @param {WaitsSurface} surface */
  constructor(surface) {
    this.surface = surface;
    /** @type {Map<string, number>} tabs whose captures wait, as long as this worker lives */
    this.tabs = new Map();
    /** @type {Map<string, number>} why one was not taken */
    this.problems = new Map();
  }

  /**
   * Tries to hand over what a capture has just left waiting, and tells what came of it.
   * @param {string} capture
   * @param {import("./types.js").Receipt} waiting
   * @param {{id: number, windowId: number}} tab
   * @param {boolean} quiet
   * @returns {Promise<import("./types.js").Receipt>} the program's, where it took it soon
   */
  async settle(capture, waiting, tab, quiet) {
    if (waiting.state !== "waiting") {
      this.retry(); // the program is there: what waited before it need not any longer
      return waiting;
    }
    this.tabs.set(capture, tab.id);
    const receipt = await this.soon(this.retry().then(({ receipts }) => receipts.get(capture)));
    if (receipt) return receipt;
    this.surface.badge.waits(clockTime(waiting.utc), tab.id);
    if (!quiet) await this.surface.openWaiting(tab.windowId);
    return waiting;
  }

  /**
   * @template T
   * @param {Promise<T>} answer
   * @returns {Promise<T | undefined>} undefined where it takes longer; it is not given up
   */
  async soon(answer) {
    let end = () => {};
    const late = new Promise((resolve) => {
      end = this.surface.clock.every(SOON_MS, () => resolve(undefined));
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      end();
    }
  }

  /** Hands over what waits, and shows what became of it. */
  async retry() {
    const handed = await this.surface.handOver.run();
    this.problems = handed.problems;
    for (const [capture, { utc, state }] of handed.receipts) {
      const tab = this.tabs.get(capture);
      this.tabs.delete(capture);
      if (tab !== undefined)
        this.surface.badge.kept(tab, clockTime(utc), state === "complete" ? "whole" : "");
    }
    if (handed.receipts.size && !handed.problems.size) await this.surface.badge.clearWaits();
    return handed;
  }

  /** @returns {Promise<import("./waiting/room.js").Waiting[]>} what waits; nothing where the browser keeps nothing */
  async found() {
    try {
      return await this.surface.room.list();
    } catch {
      return [];
    }
  }

  /**
   * At the worker's start.
   * @param {import("./waiting/room.js").Waiting[]} waiting
   */
  async wake(waiting) {
    if (!waiting.length) return;
    const { problems } = await this.retry();
    if (problems.size) this.surface.badge.waits(clockTime(waiting[0]?.row?.from ?? ""));
  }

  /** @returns {Promise<Told[] | null>} null where it cannot be read: that is not nothing */
  async told() {
    const waiting = await this.surface.room.list().catch(() => null);
    if (!waiting) return null;
    return waiting.map(({ capture, row, lines }) => ({
      capture,
      from: row?.from ?? "",
      sealed_to: row?.sealed_to ?? "",
      recorded: row?.mode === "record_only",
      pictures: lines.filter((line) => line?.kind === "tile").length,
      cut: row !== null && row.manifest < 0,
      rest: row !== null && row.part > 0,
      problem: this.problems.get(capture) ?? 0,
    }));
  }
}
