/** The ways to start, and what the extension's own pages may ask. */

import { placeOf } from "./about/platform.js";
import { clockTime } from "./about/when.js";
import { Batch } from "./batch.js";
import { codeOf } from "./problem.js";
import { recordNote, recordPage } from "./record.js";
import { openVault } from "./vault.js";
import { dayOf } from "./walk/back_to.js";

/** @typedef {import("./captures.js").Tab} Tab */

/** @type {Record<string, import("./captures.js").Way>} */
const WAYS = {
  keep: { whole: true },
  visible: { whole: false },
  here: { whole: true, limits: { from_here: true } },
  resume: { whole: true, resume: true },
};

/**
 * @param {string} item of the menu
 * @returns {import("./captures.js").Way | null} null for one that does something else
 */
function wayOf(item) {
  const day = dayOf(item, new Date());
  return WAYS[item] ?? (day ? backTo(day) : null);
}

/**
 * @param {string} day
 * @returns {import("./captures.js").Way}
 */
function backTo(day) {
  return { whole: true, limits: { back_to: day } };
}

/** What begins a capture of a page, as the ways do, and so has nothing to do on a page of ours. */
const BEGINS = new Set(["button", "record", "back", "frame"]);

export class CommandRouter {
  /**
   * @param {import("./captures.js").Captures} captures
   * @param {import("./captures.js").Surface} surface
   */
  constructor(captures, surface) {
    this.captures = captures;
    this.surface = surface;
    this.batch = new Batch(captures, surface);
    /** @type {Map<string, object>} what a page of ours is about, by a random key; gone with the worker */
    this.pageOrders = new Map();
    /** @type {Record<string, (tab: Tab) => unknown>} */
    this.acts = {
      button: (tab) => this.button(tab),
      stop: (tab) => this.stop(tab.id),
      record: (tab) => this.record(tab),
      tabs: (tab) => this.allTabs(tab.windowId),
      progress: () => surface.openBeside("progress"),
      know: (tab) => this.know(tab),
      back: (tab) => surface.openBeside("back", `#${tab.id}`),
      frame: (tab) => surface.openBeside("frame", `#${tab.id}`),
      open: (tab) => this.open(tab),
      options: (tab) => surface.openPage("options", "", tab.windowId),
      waiting: (tab) => surface.openPage("waiting", "", tab.windowId),
    };
    /** @type {Record<string, (question: any) => unknown>} */
    this.answers = {
      held: ({ key }) => this.pageOrders.get(key) ?? null,
      progress: () => ({ captures: captures.progress(), series: this.batch.outcome }),
      stop: ({ tab }) => this.stop(tab),
      back: ({ tab, day }) => this.keepBack(tab, day),
      waiting: () => captures.waits.told(),
      handOver: () => captures.waits.retry().then(() => captures.waits.told()),
      note: ({ facts, text }) => this.note(facts, text),
      frames: ({ tab }) => surface.framesIn(tab),
      frame: ({ tab, index }) => this.keepFrame(tab, index),
      // The page that asks tells what came of it; another one at the end would stand in front of it.
      tabs: ({ windowId }) => {
        this.batch.run(windowId);
        return {};
      },
    };
  }

  /**
   * @param {string} what "button", or the menu's item
   * @param {Tab | null} tab
   */
  async command(what, tab) {
    // A press on the page that explains a problem would open another one like it.
    const way = wayOf(what);
    if (!tab || ((way || BEGINS.has(what)) && this.surface.isOurs(tab.url))) return;
    if (way) await this.captures.keep(tab, way);
    else await this.acts[what]?.(tab);
  }

  /**
   * @param {{what: string}} question
   * @returns {unknown} null for what nobody may ask
   */
  answer(question) {
    return this.answers[question.what]?.(question) ?? null;
  }

  /**
   * A second press ends the whole series that the tab is a part of, as its page says.
   * @param {Tab} tab
   */
  async button(tab) {
    const inSeries = this.batch.current === tab.id;
    if ((await this.captures.clicked(tab)) && inSeries) this.batch.stop();
  }

  /**
   * @param {number} id of the tab in which a date was asked for
   * @param {string} day
   * @returns {Promise<{begun: boolean}>} false: that tab is gone
   */
  async keepBack(id, day) {
    const tab = await this.surface.tabOf(id);
    if (tab) this.captures.keep(tab, backTo(day));
    return { begun: tab !== null };
  }

  /**
   * What the person allowed for it is given back when it is over, and when it cannot begin.
   * @param {number} id of the tab in which a frame may be read
   * @param {number} frame
   * @returns {Promise<{begun: boolean}>} false: that tab is gone, or the browser does not let the frame be read
   */
  async keepFrame(id, frame) {
    const tab = await this.surface.tabOf(id);
    const begun = tab !== null && (await this.surface.mayReadFrame(id, frame));
    if (begun) this.captures.keep(tab, { whole: true, frame });
    else await this.captures.giveBack();
    return { begun };
  }

  /** @param {number} tab */
  stop(tab) {
    this.batch.stop();
    this.captures.stop(tab);
  }

  /** @param {Tab} tab */
  async open(tab) {
    try {
      await openVault(this.surface.connect(), this.surface.version());
    } catch (error) {
      await this.captures.failed(tab, codeOf(error));
    }
  }

  /**
   * The facts are sealed first; the page for the person's words comes after, so that closing it
   * loses nothing.
   * @param {Tab} tab
   */
  async record(tab) {
    if (this.captures.running.has(tab.id)) return;
    await this.captures.during(tab, false, async () => {
      const tools = await this.surface.recordToolsFor(tab);
      const recorded = await recordPage(tools, tab);
      const { about } = recorded.facts;
      const receipt = await this.captures.waits.settle(about, recorded.receipt, tab, true);
      const waits = receipt.state === "waiting";
      if (!waits) this.surface.badge.recorded(tab.id, clockTime(receipt.utc));
      await this.show("note", { ...recorded.facts, utc: receipt.utc, waits }, tab);
      return waits ? "waits" : "kept";
    });
  }

  /**
   * Seals what the person wrote about facts that are sealed.
   * @param {import("./record.js").Facts} facts
   * @param {string} text
   * @returns {Promise<{utc: string, waits: boolean} | {code: number}>}
   */
  async note(facts, text) {
    try {
      const { receipt } = await recordNote(this.surface.noteTools(), facts, text);
      const { utc, state } = receipt;
      this.captures.waits.retry();
      return { utc, waits: state === "waiting" };
    } catch (error) {
      return { code: codeOf(error) };
    }
  }

  /** @param {Tab} tab */
  async know(tab) {
    const { platforms } = await this.surface.recordToolsFor(tab);
    await this.show("know", placeOf(platforms, tab.url), tab);
  }

  /**
   * @param {import("../browser/pages.js").PageName} page
   * @param {object} about never in the page's address: addresses are remembered by the browser
   * @param {Tab} tab
   */
  async show(page, about, tab) {
    const key = crypto.randomUUID();
    this.pageOrders.set(key, about);
    await this.surface.openPage(page, `#${key}`, tab.windowId);
  }

  /**
   * Asks first where other tabs may not be looked at; says at the end what could not be kept.
   * @param {number} windowId
   */
  async allTabs(windowId) {
    if (!(await this.surface.allowed("tabs"))) {
      await this.surface.openPage("tabs", `#${windowId}`, windowId);
      return;
    }
    const { failed, part, waits, asleep } = await this.batch.run(windowId);
    if (failed || part || waits || asleep) await this.surface.openPage("tabs", "#done", windowId);
  }
}
