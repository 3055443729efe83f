/** All captures that run, one per tab, and what a click means at this moment. */

import { fromDataAddress } from "./bytes.js";
import { codeOf, INTERNAL } from "./problem.js";
import { Capture } from "./run.js";
import { openVault } from "./vault.js";
import { clockTime } from "./when.js";

/**
 * @typedef {object} Tab
 * @property {number} id
 * @property {number} windowId
 * @property {string} url
 * @property {string} title
 * @property {number} width
 * @property {number} height
 */

/**
 * @typedef {object} Surface what the captures use of the browser
 * @property {(tab: Tab) => Promise<string>} shootNow
 * @property {(tab: Tab, progress: (tiles: number) => void) => Promise<import("./run.js").Tools>} toolsFor
 * @property {import("./pacing.js").Pacer} pacer
 * @property {{working: (tab: number, tiles: number) => void, kept: (tab: number, time: string, whole: boolean) => void,
 *   problem: (code: number) => void, clear: () => void}} badge
 * @property {{read: () => Promise<import("../browser/memory.js").Memory>, write: (memory: import("../browser/memory.js").Memory) =>
 *   Promise<void>}} memory
 * @property {() => Promise<void>} openProblem
 * @property {() => import("./types.js").Port} connect
 * @property {() => string} version
 */

export class Captures {
  /** @param {Surface} surface */
  constructor(surface) {
    this.surface = surface;
    /** @type {Map<number, Capture | null>} */
    this.running = new Map();
  }

  /**
   * @param {string} what "button", or the menu's item
   * @param {Tab | null} tab
   */
  async command(what, tab) {
    if (what === "open") return this.open();
    if (!tab) return;
    if (what === "button") await this.clicked(tab);
    else if (what === "stop") this.stop(tab.id);
    else await this.keep(tab, what === "keep");
  }

  async open() {
    try {
      await openVault(this.surface.connect(), this.surface.version());
    } catch (error) {
      await this.failed(codeOf(error), 0);
    }
  }

  /**
   * The toolbar button or its shortcut: keep the page; stop when it is being kept; after a
   * problem, show it first.
   * @param {Tab} tab
   */
  async clicked(tab) {
    if (this.stop(tab.id)) return;
    const picture = this.pictureNow(tab);
    picture.catch(() => undefined); // met by the capture, or not wanted
    const { problem } = await this.surface.memory.read();
    if (!problem) return this.start(tab, picture, true);
    await this.surface.openProblem();
    this.surface.badge.clear();
  }

  /**
   * A menu says what is wanted, so a problem does not stand in its way.
   * @param {Tab} tab
   * @param {boolean} whole
   */
  async keep(tab, whole) {
    if (this.running.has(tab.id)) return;
    const picture = this.pictureNow(tab);
    picture.catch(() => undefined); // met by the capture
    await this.start(tab, picture, whole);
  }

  /**
   * @param {number} tab
   * @returns {boolean} true when a capture of this tab was running
   */
  stop(tab) {
    this.running.get(tab)?.stop("person");
    return this.running.has(tab);
  }

  /** @param {number} tab a tab that is gone */
  closed(tab) {
    this.running.get(tab)?.stop("closed");
  }

  /**
   * @param {Tab} tab
   * @returns {Promise<Uint8Array<ArrayBuffer>>} the first picture, begun before anything else
   */
  async pictureNow(tab) {
    this.surface.pacer.startedNow();
    return fromDataAddress(await this.surface.shootNow(tab));
  }

  /**
   * @param {Tab} tab
   * @param {Promise<Uint8Array<ArrayBuffer>>} firstTile
   * @param {boolean} whole
   */
  async start(tab, firstTile, whole) {
    this.running.set(tab.id, null);
    this.surface.badge.working(tab.id, 0);
    await this.remember({ problem: null });
    try {
      const progress = (/** @type {number} */ tiles) => this.surface.badge.working(tab.id, tiles);
      const tools = await this.surface.toolsFor(tab, progress);
      const capture = new Capture(tools, { tab, firstTile, whole });
      this.running.set(tab.id, capture);
      const { receipt, code } = await capture.run();
      if (code) await this.failed(code, capture.kept);
      else this.surface.badge.kept(tab.id, clockTime(receipt.utc), receipt.state === "complete");
    } catch (error) {
      await this.failed(codeOf(error), this.running.get(tab.id)?.kept ?? 0);
      if (codeOf(error) === INTERNAL) throw error;
    } finally {
      this.running.delete(tab.id);
      await this.remember({});
    }
  }

  /**
   * @param {number} code
   * @param {number} kept pictures that are safe
   */
  async failed(code, kept) {
    await this.remember({ problem: { code, kept } });
    this.surface.badge.problem(code);
  }

  /**
   * Notes what must outlive this worker: that captures run, and the problem to show. No addresses.
   * @param {{problem?: {code: number, kept: number} | null}} change
   */
  async remember(change) {
    const before = await this.surface.memory.read();
    await this.surface.memory.write({ ...before, ...change, running: this.running.size });
  }

  /** At the worker's start: captures that ran when it was ended were cut short. */
  async wake() {
    const { running, problem } = await this.surface.memory.read();
    if (running && !this.running.size) await this.failed(INTERNAL, 1);
    else if (problem) this.surface.badge.problem(problem.code);
  }
}
