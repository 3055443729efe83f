/** The ways to start, and what the extension's own pages may ask. */

import { placeOf } from "./about/platform.js";
import { clockTime } from "./about/when.js";
import { Batch } from "./batch.js";
import { codeOf } from "./problem.js";
import { recordPage } from "./record.js";
import { openVault } from "./vault.js";

/** @typedef {import("./captures.js").Tab} Tab */

/** @type {Record<string, import("./captures.js").Way>} */
const WAYS = {
  keep: { whole: true },
  visible: { whole: false },
  resume: { whole: true, resume: true },
};

/** What begins a capture of a page, and so has nothing to do on a page of ours. */
const BEGINS = new Set(["button", "record", ...Object.keys(WAYS)]);

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
      button: (tab) => captures.clicked(tab),
      stop: (tab) => this.stop(tab.id),
      record: (tab) => this.record(tab),
      tabs: (tab) => this.allTabs(tab.windowId),
      progress: () => surface.openBeside("progress"),
      know: (tab) => this.know(tab),
      open: (tab) => this.open(tab),
      options: (tab) => surface.openPage("options", "", tab.windowId),
    };
    /** @type {Record<string, (question: any) => unknown>} */
    this.answers = {
      held: ({ key }) => this.pageOrders.get(key) ?? null,
      progress: () => ({ captures: captures.progress(), series: this.batch.outcome }),
      stop: ({ tab }) => this.stop(tab),
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
    if (!tab || (BEGINS.has(what) && this.surface.isOurs(tab.url))) return;
    const way = WAYS[what];
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
      const { receipt, facts } = await recordPage(await this.surface.recordToolsFor(tab), tab);
      this.surface.badge.recorded(tab.id, clockTime(receipt.utc));
      await this.show("note", { ...facts, utc: receipt.utc }, tab);
      return "kept";
    });
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
    const { failed, part, asleep } = await this.batch.run(windowId);
    if (failed || part || asleep) await this.surface.openPage("tabs", "#done", windowId);
  }
}
