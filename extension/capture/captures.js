/** All captures that run, one per tab, and what a click means at this moment. */

import { fromDataAddress } from "./bytes.js";
import { codeOf, HOST_GONE, INTERNAL, PAGE_FORBIDDEN, Problem } from "./problem.js";
import { Capture } from "./run.js";
import { openVault } from "./vault.js";
import { clockTime } from "./when.js";

/** Pages of the browser itself, on which nothing a person needs to keep is shown. */
const OWN_PAGE =
  /^(chrome|edge|brave|vivaldi|opera|about|devtools|chrome-extension|moz-extension|view-source):/i;

/** A second press so soon is the same press by a hurried hand, not a wish to stop. */
const DOUBLE_CLICK_MS = 700;

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
 *   problem: (code: number) => Promise<void>}} badge
 * @property {{read: () => Promise<import("../browser/memory.js").Memory>, write: (memory: import("../browser/memory.js").Memory) =>
 *   Promise<void>}} memory
 * @property {(problem: {code: number, kept: number}, windowId: number) => Promise<boolean>} openProblem false: there is no
 *   window to open it in
 * @property {() => import("./types.js").Port} connect
 * @property {() => string} version
 * @property {() => number} now ms, steady
 */

export class Captures {
  /** @param {Surface} surface */
  constructor(surface) {
    this.surface = surface;
    /** @type {Map<number, Capture | null>} by tab; null while one is being set up */
    this.running = new Map();
    /** @type {Map<number, number>} when the button was last pressed to begin, ms */
    this.begun = new Map();
  }

  /**
   * @param {string} what "button", or the menu's item
   * @param {Tab | null} tab
   */
  async command(what, tab) {
    if (!tab) return;
    if (what === "open") return this.open(tab);
    if (what === "button") await this.clicked(tab);
    else if (what === "stop") this.stop(tab.id);
    else await this.keep(tab, what === "keep");
  }

  /** @param {Tab} tab */
  async open(tab) {
    try {
      await openVault(this.surface.connect(), this.surface.version());
    } catch (error) {
      await this.failed(tab, codeOf(error));
    }
  }

  /**
   * The toolbar button or its shortcut: keep the page; stop when it is being kept.
   * @param {Tab} tab
   */
  async clicked(tab) {
    if (this.running.has(tab.id)) {
      if (this.surface.now() - (this.begun.get(tab.id) ?? 0) > DOUBLE_CLICK_MS) this.stop(tab.id);
      return;
    }
    this.begun.set(tab.id, this.surface.now());
    await this.keep(tab, true);
  }

  /**
   * @param {Tab} tab
   * @param {boolean} whole
   */
  async keep(tab, whole) {
    if (this.running.has(tab.id)) return;
    this.running.set(tab.id, null);
    const picture = this.pictureNow(tab);
    picture.catch(() => undefined); // met by the capture
    await this.start(tab, picture, whole);
  }

  /** @param {number} tab */
  stop(tab) {
    this.running.get(tab)?.stop("person");
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
    this.surface.badge.working(tab.id, 0);
    await this.remember({});
    try {
      if (OWN_PAGE.test(tab.url)) throw new Problem(PAGE_FORBIDDEN, "a page of the browser itself");
      const progress = (/** @type {number} */ tiles) => this.surface.badge.working(tab.id, tiles);
      const tools = await this.surface.toolsFor(tab, progress);
      const capture = new Capture(tools, { tab, firstTile, whole });
      this.running.set(tab.id, capture);
      const { receipt, code } = await capture.run();
      if (code) await this.failed(tab, code);
      else {
        this.surface.badge.kept(tab.id, clockTime(receipt.utc), receipt.state === "complete");
        await this.tellEarlier(tab);
      }
    } catch (error) {
      await this.failed(tab, codeOf(error));
      if (codeOf(error) === INTERNAL) throw error;
    } finally {
      this.running.delete(tab.id);
      await this.remember({});
    }
  }

  /**
   * A problem that could not be shown when it came: no question stands before a capture, so it is
   * told after the next one.
   * @param {Tab} tab
   */
  async tellEarlier(tab) {
    const { problem } = await this.surface.memory.read();
    if (!problem || this.running.size > 1) return;
    if (await this.surface.openProblem(problem, tab.windowId))
      await this.remember({ problem: null });
  }

  /**
   * The cross, and the page that says why: at once where that disturbs no other capture, else
   * after the next capture.
   * @param {Tab} tab
   * @param {number} code
   */
  async failed(tab, code) {
    const problem = { code, kept: this.running.get(tab.id)?.kept ?? 0 };
    await this.surface.badge.problem(code);
    const alone = this.running.size <= 1;
    const shown = alone && (await this.surface.openProblem(problem, tab.windowId));
    await this.remember({ problem: shown ? null : problem });
  }

  /**
   * Notes what must outlive this worker: that captures run, and the problem to show. No addresses.
   * @param {{problem?: import("../browser/memory.js").Memory["problem"]}} change
   */
  async remember(change) {
    const before = await this.surface.memory.read();
    await this.surface.memory.write({ ...before, ...change, running: this.running.size });
  }

  /** At the worker's start: captures that ran when it was ended were cut short. */
  async wake() {
    const { running, problem } = await this.surface.memory.read();
    const cut = running && !this.running.size ? { code: HOST_GONE, kept: 0 } : problem;
    if (!cut || this.running.size) return;
    await this.surface.badge.problem(cut.code);
    await this.remember({ problem: cut });
  }
}
