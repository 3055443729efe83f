/** All captures that run, one per tab, and what a click means at this moment. */

import { isOwnPractice } from "./about/practice.js";
import { clockTime } from "./about/when.js";
import { progressOf } from "./estimate.js";
import { fromDataAddress } from "./host/bytes.js";
import { codeOf, HOST_GONE, INTERNAL, OWN_PAGE, PAGE_FORBIDDEN, Problem } from "./problem.js";
import { Capture } from "./run.js";
import { Waits } from "./waits.js";

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
 * @typedef {object} Way how one page is to be kept
 * @property {boolean} whole false: the visible area only
 * @property {number} [frame] what is read is this frame of the page
 * @property {"button"} [by] absent: from the menu
 * @property {Partial<import("./walk/plan.js").Limits>} [limits] of this capture alone; they go before those of the options
 * @property {boolean} [resume] go on from where an earlier capture of this page was stopped
 * @property {boolean} [quiet] one of several: a problem is counted, no page about it is opened
 */

/** @typedef {"kept" | "part" | "waits" | "failed"} Ending */

/**
 * @typedef {object} Slot a tab that is worked on
 * @property {Capture | null} capture null while it is set up, and for record only
 * @property {boolean} stopped by a person, while it was set up
 */

/**
 * @typedef {object} Surface what the captures use of the browser
 * @property {(tab: Tab) => Promise<string>} shootNow
 * @property {(tab: Tab, stopped: () => boolean) => Promise<Uint8Array<ArrayBuffer> | null>} firstPicture of a tab that was
 *   brought to the front by us; null when stopped
 * @property {(tab: Tab, progress: (tiles: number) => void, frame?: number) => Promise<import("./run.js").Tools>} toolsFor
 * @property {(tab: number) => Promise<import("./about/frame_place.js").OtherFrame[]>} framesIn those in view that only their
 *   own site may read
 * @property {(tab: number, frame: number) => Promise<boolean>} mayReadFrame
 * @property {() => Promise<void>} giveBackFrames the sites that a person allowed for one capture
 * @property {(tab: Tab) => Promise<import("./record.js").RecordTools>} recordToolsFor
 * @property {(windowId: number) => Promise<{tab: Tab, asleep: boolean, active: boolean, ours: boolean}[]>} tabsIn
 * @property {(tab: number) => Promise<boolean>} bringToFront false when it is gone
 * @property {import("./walk/pacing.js").Pacer} pacer
 * @property {{working: (tab: number, tiles: number) => void, kept: (tab: number, time: string, what: string) => void,
 *   recorded: (tab: number, time: string) => void, waits: (time: string, tab?: number) => void,
 *   clearWaits: () => Promise<void>, problem: (code: number, wanted: () => boolean, running: ReadonlyMap<number, unknown>) => Promise<void>}} badge
 * @property {{read: () => Promise<import("../browser/memory.js").Memory>, write: (memory: import("../browser/memory.js").Memory) =>
 *   Promise<void>, readLimits: () => Promise<Partial<import("./walk/plan.js").Limits>>}} memory
 * @property {(problem: {code: number, kept: number}, tab: Tab) => Promise<boolean>} openProblem false: there is no
 *   window to open it in
 * @property {(name: import("../browser/pages.js").PageName, detail: string, windowId: number) => Promise<boolean>} openPage
 * @property {(url: string) => boolean} isOurs whether an address is that of a page of ours
 * @property {(name: import("../browser/pages.js").PageName, detail?: string) => Promise<void>} openBeside in a window of
 *   its own, so that the page stays in front in its
 * @property {import("./waiting/room.js").WaitingRoom} room
 * @property {import("./waiting/hand_over.js").HandOver} handOver
 * @property {{every: (ms: number, run: () => void) => () => void}} clock
 * @property {() => Omit<import("./record.js").RecordTools, "accounts" | "platforms" | "environment">} noteTools
 * @property {(windowId: number) => Promise<boolean>} openWaiting the page about what waits, where none is open
 * @property {(tab: number) => Promise<Tab | null>} tabOf null when it is gone
 * @property {(name: import("../browser/permissions.js").Optional) => Promise<boolean>} allowed
 * @property {() => import("./types.js").Port} connect
 * @property {() => string} version
 * @property {() => number} now ms, steady
 */

export class Captures {
  /** @param {Surface} surface */
  constructor(surface) {
    this.surface = surface;
    this.waits = new Waits(surface);
    /** @type {Map<number, Slot>} by tab */
    this.running = new Map();
    /** @type {Map<number, number>} when the button was last pressed to begin, ms */
    this.begun = new Map();
    /** @type {Map<number, import("./types.js").Left>} by tab: where a capture was stopped; gone with the worker */
    this.left = new Map();
    /** How many captures read a frame. */
    this.reading = 0;
    /** @type {Promise<unknown>} what was noted so far: each note begins with what the last one left */
    this.noted = Promise.resolve();
  }

  /**
   * The toolbar button or its shortcut: keep the page; where it is being kept, no further than here.
   * @param {Tab} tab
   * @returns {Promise<boolean>} whether that was a press to stop
   */
  async clicked(tab) {
    if (this.running.has(tab.id)) {
      const hurried = this.surface.now() - (this.begun.get(tab.id) ?? 0) <= DOUBLE_CLICK_MS;
      if (!hurried) this.stop(tab.id);
      return !hurried;
    }
    this.begun.set(tab.id, this.surface.now());
    await this.keep(tab, { whole: true, by: "button" });
    return false;
  }

  /**
   * @param {Tab} tab
   * @param {Way} way
   * @param {() => Promise<Uint8Array<ArrayBuffer>>} picture the first one, begun before anything else
   * @returns {Promise<Ending>}
   */
  async keep(tab, way, picture = () => this.pictureNow(tab)) {
    if (this.running.has(tab.id)) return "failed";
    const firstTile = picture();
    firstTile.catch(() => undefined); // met by the capture
    const capture = (/** @type {Slot} */ mine) => this.capture(mine, tab, firstTile, way);
    if (way.frame === undefined) return this.during(tab, way.quiet ?? false, capture);
    this.reading += 1;
    try {
      return await this.during(tab, false, capture);
    } finally {
      this.reading -= 1;
      await this.giveBack();
    }
  }

  /** What was allowed for one capture is given back when the last of its kind is over. */
  async giveBack() {
    if (!this.reading) await this.surface.giveBackFrames();
  }

  /** @param {number} tab */
  stop(tab) {
    const slot = this.running.get(tab);
    if (slot) slot.stopped = true;
    slot?.capture?.stop("person");
  }

  /** @param {number} tab a tab that is gone */
  closed(tab) {
    this.left.delete(tab);
    this.running.get(tab)?.capture?.stop("closed");
  }

  /** @returns {import("./estimate.js").Progress[]} */
  progress() {
    return Array.from(this.running).flatMap(([tab, { capture }]) =>
      capture ? [progressOf(tab, capture, new Date())] : [],
    );
  }

  /**
   * @param {Tab} tab
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  async pictureNow(tab) {
    this.surface.pacer.startedNow();
    return fromDataAddress(await this.surface.shootNow(tab));
  }

  /**
   * Whatever is done with one tab: the badge says that it began, and how it failed.
   * @param {Tab} tab
   * @param {boolean} quiet
   * @param {(mine: Slot) => Promise<Ending>} run
   * @returns {Promise<Ending>}
   */
  async during(tab, quiet, run) {
    /** @type {Slot} */
    const mine = { capture: null, stopped: false };
    this.running.set(tab.id, mine);
    this.surface.badge.working(tab.id, 0);
    try {
      await this.remember({});
      if (OWN_PAGE.test(tab.url) && !isOwnPractice(tab.url))
        throw new Problem(PAGE_FORBIDDEN, "a page of the browser itself");
      return await run(mine);
    } catch (error) {
      await this.failed(tab, codeOf(error), quiet, mine);
      if (codeOf(error) === INTERNAL && !quiet) throw error;
      return "failed";
    } finally {
      this.free(tab, mine);
      await this.remember({});
    }
  }

  /**
   * @param {Slot} mine
   * @param {Tab} tab
   * @param {Promise<Uint8Array<ArrayBuffer>>} firstTile
   * @param {Way} way
   * @returns {Promise<Ending>}
   */
  async capture(
    mine,
    tab,
    firstTile,
    { whole, limits: own = {}, frame, resume = false, quiet = false, by },
  ) {
    const progress = (/** @type {number} */ tiles) => this.surface.badge.working(tab.id, tiles);
    const [tools, limits] = await Promise.all([
      this.surface.toolsFor(tab, progress, frame),
      this.surface.memory.readLimits(),
    ]);
    const earlier = (resume && this.left.get(tab.id)) || null;
    const capture = new Capture(tools, {
      ...{ tab, firstTile, whole, earlier, frame: frame !== undefined },
      // What goes on goes on the way that it went.
      limits: { ...limits, ...own, ...(earlier && { from_here: earlier.from_here }) },
      by: by ?? (quiet ? "tabs" : "menu"),
    });
    mine.capture = capture;
    if (mine.stopped) capture.stop("person");
    const ran = await capture.run().finally(() => this.leave(tab, capture));
    const { code, observed } = ran;
    if (code) {
      await this.failed(tab, code, quiet, mine);
      this.waits.retry();
      return "part";
    }
    this.free(tab, mine);
    const receipt = await this.waits.settle(capture.id, ran.receipt, tab, quiet);
    if (receipt.state === "waiting") return "waits";
    const complete = receipt.state === "complete";
    this.surface.badge.kept(tab.id, clockTime(receipt.utc), complete ? "whole" : observed);
    if (!quiet) await this.tellEarlier(tab);
    return complete ? "kept" : "part";
  }

  /**
   * A tab is free before its tick or cross shows: a press at the sight of it begins anew.
   * @param {Tab} tab
   * @param {Slot} mine
   */
  free(tab, mine) {
    if (this.running.get(tab.id) === mine) this.running.delete(tab.id);
  }

  /**
   * Notes where a capture of a tab was stopped, so that another can go on from there.
   * @param {Tab} tab
   * @param {Capture} capture
   */
  leave(tab, capture) {
    const left = capture.left();
    if (left) this.left.set(tab.id, left);
    else this.left.delete(tab.id);
  }

  /**
   * A problem that could not be shown when it came: no question stands before a capture, so it is
   * told after the next one.
   * @param {Tab} tab
   */
  async tellEarlier(tab) {
    const { problem } = await this.surface.memory.read();
    if (!problem || this.running.size) return;
    if (await this.surface.openProblem(problem, tab)) await this.remember({ problem: null });
  }

  /**
   * The cross, and the page that says why: at once where that disturbs no other capture, else
   * after the next capture.
   * @param {Tab} tab
   * @param {number} code
   * @param {boolean} quiet
   * @param {Slot} [mine] the capture that failed; none when something else did
   */
  async failed(tab, code, quiet = false, mine = undefined) {
    const problem = { code, kept: mine?.capture?.kept ?? 0 };
    if (mine) this.free(tab, mine);
    const free = () => !mine || !this.running.has(tab.id);
    await this.surface.badge.problem(code, free, this.running);
    if (quiet) return;
    const alone = this.running.size <= (mine ? 0 : 1);
    const shown = alone && (await this.surface.openProblem(problem, tab));
    await this.remember({ problem: shown ? null : problem });
  }

  /**
   * Notes what should outlive this worker: that captures run, and the problem to show. No addresses. Where the browser
   * notes nothing, because the disk is full, everything goes on.
   * @param {{problem?: import("../browser/memory.js").Memory["problem"]}} change
   */
  remember(change) {
    const note = async () => {
      const before = await this.surface.memory.read();
      await this.surface.memory.write({ ...before, ...change, running: this.running.size });
    };
    const noting = this.noted.then(note, note).catch(() => undefined);
    this.noted = noting;
    return noting;
  }

  /** At the worker's start: captures that ran when it was ended were cut short. */
  async wake() {
    // A press may be what woke the worker: its capture notes nothing before this has been read, and
    // its marks are not to be written over.
    const left = this.surface.memory.read();
    this.noted = left;
    const { running, problem } = await left;
    if (running) await this.giveBack();
    const waiting = await this.waits.found();
    this.waits.wake(waiting);
    // What waits of a capture that was cut short is told where it waits: none of it is in the vault.
    const untold = running > waiting.filter(({ row }) => row && row.manifest < 0).length;
    const cut = untold ? { code: HOST_GONE, kept: 0 } : problem;
    if (!cut) return;
    await this.surface.badge.problem(cut.code, () => !this.running.size, this.running);
    await this.remember({ problem: cut });
  }
}
