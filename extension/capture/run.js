/** One capture from the click to the receipt, a straight line. Source: DESIGN §5, PROTOCOL.md, FORMAT.md §4. */

import { sha256Hex, utf8 } from "./bytes.js";
import { codeFor, factsOf } from "./ending.js";
import { HostLink } from "./link.js";
import { manifestOf } from "./manifest.js";
import { Merger } from "./merge.js";
import { Outbox } from "./outbox.js";
import { isConversation, placeOf } from "./platform.js";
import { PAGE_FORBIDDEN, PageGone, PICTURE_FAILED, Problem } from "./problem.js";
import { walkOver } from "./walk.js";
import { moment } from "./when.js";

const ALIVE_MS = 15_000;
const MOST_CLOSED = 0.5; // of the visible area: another site's frame, a PDF
const LOOK_MS = 120; // what a last look before a picture takes at most
const EARLY_BUDGET = 300; // ms for drawing pictures before the walk
const LATE_BUDGET = 2500;
const GROWN = 1.5; // a second copy is worth having where the page holds so much more than at the start

/**
 * @typedef {object} Tools what a capture uses of the browser
 * @property {() => import("./types.js").Port} connect
 * @property {() => Promise<boolean>} inject false when scripts may not run in the page
 * @property {(question: string, order: object) => Promise<any>} ask rejects with PageGone
 * @property {import("./shots.js").Shots} shots
 * @property {{now: () => number, date: () => Date, uuid: () => string, every: (ms: number, run: () => void) => () => void}} clock
 * @property {(tiles: number) => void} progress
 * @property {import("./platform.js").PlatformRule[]} platforms
 * @property {object} environment
 * @property {string} version
 */

/**
 * @typedef {object} Wish what was asked for
 * @property {{url: string, title: string, width: number, height: number}} tab
 * @property {Promise<Uint8Array<ArrayBuffer>>} firstTile begun at the click itself
 * @property {boolean} whole false: the visible area only
 * @property {Partial<import("./plan.js").Limits>} [limits] what the person set; 0, "" or absent leaves the default
 */

export class Capture {
  /**
   * @param {Tools} tools
   * @param {Wish} wish
   */
  constructor(tools, wish) {
    this.tools = tools;
    this.wish = wish;
    this.id = tools.clock.uuid();
    this.started = moment(tools.clock.date());
    this.place = placeOf(tools.platforms, wish.tab.url);
    this.merger = new Merger();
    /** @type {string[]} */
    this.notes = [];
    /** @type {import("./types.js").StoppedBy | null} */
    this.stoppedBy = null;
    /** @type {any} */
    this.start = null;
    /** @type {boolean} */
    this.putBack = true;
    this.moved = false;
    this.kept = 0;
  }

  /** @param {number} tiles pictures that are durable */
  progressed(tiles) {
    this.kept = tiles;
    this.tools.progress(tiles);
  }

  /** @param {import("./types.js").StoppedBy} why the first reason counts */
  stop(why) {
    this.stoppedBy ??= why;
  }

  /**
   * Runs the whole of it.
   * @returns {Promise<{receipt: import("./types.js").Receipt, code: number}>} code: 0, or the problem the person
   *   must hear of although everything acknowledged is kept
   * @throws {Problem} when no receipt came
   */
  async run() {
    const link = new HostLink(this.tools.connect(), this.tools.version);
    const rest = this.tools.clock.every(ALIVE_MS, () => link.status());
    const outbox = new Outbox(link, this.tools.clock, (tiles) => this.progressed(tiles));
    try {
      const begun = await this.keepFirstTile(link, outbox);
      const outcome = await this.walk(outbox);
      await this.comeHome(outcome, outbox);
      const receipt = await this.commit(link, outbox, outcome, begun.begun);
      return { receipt, code: codeFor(this.notes, outcome) };
    } catch (error) {
      await this.leavePage();
      throw error;
    } finally {
      rest();
      link.close();
    }
  }

  /**
   * Nothing else happens to the page before this picture is durable on disk.
   * @param {HostLink} link
   * @param {Outbox} outbox
   * @returns {Promise<{begun: {bytes: number, sha256: string}}>}
   */
  async keepFirstTile(link, outbox) {
    /** @type {Uint8Array<ArrayBuffer>} */
    let bytes;
    try {
      bytes = await this.wish.firstTile;
    } catch {
      await link.ready; // a missing host is the more urgent thing to say
      throw new Problem(PAGE_FORBIDDEN, "no first picture");
    }
    const begun = link.begin(this.id, this.seen());
    await outbox.tile(bytes, "first", null).kept;
    return { begun: await begun };
  }

  /** What is known at the click. */
  seen() {
    const { url, title } = this.wish.tab;
    return {
      url,
      title,
      started: this.started,
      environment: this.tools.environment,
      ...this.place,
    };
  }

  /**
   * @param {Outbox} outbox
   * @returns {Promise<import("./types.js").Outcome>}
   */
  async walk(outbox) {
    try {
      if (!(await this.tools.inject())) return this.visibleOnly("page_script_forbidden");
      const hint = { conversation: isConversation(this.place.kind) };
      this.start = await this.tools.ask("start", hint);
      this.describeFirstTile(outbox);
      await this.sendSnapshot(outbox, "page-start.html", EARLY_BUDGET);
      if (this.start.closed > MOST_CLOSED) return this.visibleOnly("page_script_forbidden");
      if (!this.wish.whole) return this.visibleOnly("visible_area_only");
      this.moved = this.start.pane.scrollable;
      this.putBack = !this.moved;
      return await walkOver(this.walker(outbox), this.start.pane, this.start.now);
    } catch (error) {
      if (error instanceof PageGone) {
        return { end: "not_reached", evidence: "", stoppedBy: error.how };
      }
      if (!(error instanceof Problem) || error.code !== PICTURE_FAILED) throw error;
      this.notes.push("picture_failed");
      return { end: "not_reached", evidence: "", stoppedBy: "error" };
    }
  }

  /**
   * @param {string} note
   * @returns {import("./types.js").Outcome}
   */
  visibleOnly(note) {
    this.notes.push(note);
    const stoppedBy = note === "visible_area_only" ? "person" : "error";
    return { end: "not_reached", evidence: "", stoppedBy };
  }

  /** @param {Outbox} outbox */
  describeFirstTile(outbox) {
    const { now, page } = this.start;
    const tile = /** @type {import("./types.js").Tile} */ (outbox.tiles[0]);
    const { scroll, scroll_height, pane } = now;
    Object.assign(tile, { scroll, scroll_height, pane, focused: page.focused });
    this.merger.add(now, 1, tile.part);
    outbox.items(this.merger, true);
  }

  /**
   * @param {Outbox} outbox
   * @returns {import("./walk.js").Walker}
   */
  walker(outbox) {
    return {
      ask: this.tools.ask,
      picture: (look, changes, way, join) => this.picture(outbox, { look, changes, way, join }),
      note: (looks, way) => this.note(looks, way),
      stopped: () => this.stoppedBy,
      now: this.tools.clock.now,
      pace: () => Math.max(0, this.tools.shots.pacer.delay() - LOOK_MS),
    };
  }

  /**
   * @param {KeepsakeLook[]} looks
   * @param {1 | -1} way
   */
  note(looks, way) {
    for (const look of looks) this.merger.add(look, way);
  }

  /**
   * A picture of what is in view. Where the page moved under it, one more follows, so that what
   * came is on a picture whose places are known.
   * @param {Outbox} outbox
   * @param {{look: KeepsakeLook, changes: KeepsakeLook[], way: 1 | -1, join: "shared" | "jump" | "gap"}} view
   * @param {boolean} again
   * @returns {Promise<boolean>} false when the capture was stopped before it
   */
  async picture(outbox, { look, changes, way, join }, again = false) {
    this.note(changes, way);
    const bytes = await this.tools.shots.take(() => this.stoppedBy !== null);
    if (!bytes) {
      this.note([look], way);
      this.stop("hidden"); // counts only when nothing else stopped it
      return false;
    }
    const sent = outbox.tile(bytes, join, look);
    this.merger.add(look, way, sent.part);
    const after = await this.tools.ask("pictured", {});
    Object.assign(sent.tile, { moved: !after.same, focused: after.focused });
    outbox.items(this.merger, false);
    await outbox.breathe();
    if (after.same || again) return true;
    const next = await this.tools.ask("again", { way, most: 1200 });
    const view = {
      look: next.now,
      changes: next.changes,
      way,
      join: /** @type {"shared" | "gap"} */ (next.shared ? "shared" : "gap"),
    };
    return this.picture(outbox, view, true);
  }

  /**
   * @param {Outbox} outbox
   * @param {string} name
   * @param {number} budget ms for drawing pictures
   */
  async sendSnapshot(outbox, name, budget) {
    const { html, cut } = await this.tools.ask("snapshot", { budget });
    if (cut) this.notes.push("page_copy_cut");
    outbox.snapshot(name, html);
  }

  /**
   * Puts the page back as it was and looks once more at where the capture began.
   * @param {import("./types.js").Outcome} outcome
   * @param {Outbox} outbox
   */
  async comeHome(outcome, outbox) {
    if (!this.start || outcome.stoppedBy === "closed" || outcome.stoppedBy === "navigated") return;
    if (outbox.tiles.length === 1) return this.leavePage();
    try {
      const back = await this.tools.ask("putBack", {});
      this.note([...back.changes, back.now], 1);
      this.putBack = back.put_back;
      const { words } = await this.tools.ask("measure", {});
      if (words > GROWN * this.start.words)
        await this.sendSnapshot(outbox, "page-end.html", LATE_BUDGET);
      await this.tools.ask("finish", {});
    } catch (error) {
      if (!(error instanceof PageGone)) throw error;
      this.notes.push("page_gone_at_end");
    }
  }

  /** After a failure: the page is put back all the same. */
  async leavePage() {
    if (!this.start) return;
    try {
      if (this.moved) await this.tools.ask("putBack", {});
      await this.tools.ask("finish", {});
    } catch (error) {
      if (!(error instanceof PageGone)) throw error;
    }
  }

  /**
   * @param {HostLink} link
   * @param {Outbox} outbox
   * @param {import("./types.js").Outcome} outcome
   * @param {{bytes: number, sha256: string}} begun
   */
  async commit(link, outbox, outcome, begun) {
    outbox.items(this.merger, true);
    const begin = { part: 0, kind: "begin", name: "begin.json", media_type: "application/json" };
    const { bytes: size, sha256 } = begun;
    const sent = await Promise.all(outbox.infos);
    const artifacts = [{ ...begin, bytes: size, sha256 }, ...sent];
    const manifest = await manifestOf(factsOf(this, outbox, outcome, artifacts));
    const bytes = utf8(JSON.stringify(manifest));
    const last = outbox.send("manifest", "manifest.json", "application/json", bytes);
    await last.info;
    return link.commit(last.part, await sha256Hex(bytes));
  }
}
