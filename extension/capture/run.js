/** One capture from the click to the receipt, a straight line. Source: PROTOCOL.md, FORMAT.md §4. */

import { isUnlikeKnown } from "./about/known_shape.js";
import { Observed } from "./about/observe.js";
import { hintOf, placeOf } from "./about/platform.js";
import { moment } from "./about/when.js";
import { sameAddress } from "./about/whereabouts.js";
import { Doubts } from "./doubts.js";
import { codeFor, endedOf, factsOf, visibleOnly, whyItEnded } from "./ending.js";
import { sha256Hex, utf8 } from "./host/bytes.js";
import { Delivery } from "./host/delivery.js";
import { manifestOf } from "./host/manifest.js";
import { sendMhtml } from "./host/mhtml.js";
import { Outbox } from "./host/outbox.js";
import { sendSnapshot } from "./host/snapshot.js";
import { OtherTab, PAGE_FORBIDDEN, PageGone, Problem } from "./problem.js";
import { Merger } from "./thread/merge.js";
import { watchTime } from "./walk/pause.js";
import { chosen } from "./walk/plan.js";
import { Viewing } from "./walk/viewing.js";
import { walkOver } from "./walk/walk.js";

const ALIVE_MS = 15_000;
const PAGE_ALIVE_MS = 5000; // a page that hears nothing for longer goes home by itself
const FIRST_TRIES = 12; // a busy browser may give no picture for a while
const CLOSED_TRIES = 3; // more would only keep a person waiting where no add-on may look
const MOST_CLOSED = 0.5; // of the visible area: another site's frame, a PDF
const EARLY_BUDGET = 300; // ms for drawing pictures before the walk
const LATE_BUDGET = 2500;
const GROWN = 1.5; // a second copy is worth having where the page holds so much more than at the start

/** @typedef {import("./types.js").Tools} Tools */
/** @typedef {import("./types.js").Wish} Wish */

export class Capture {
  /**
   * @param {Tools} tools
   * @param {Wish} wish
   */
  constructor(tools, wish) {
    /** @type {Tools} */
    this.tools = { ...tools, ask: (question, order) => this.ask(tools, question, order) };
    this.wish = wish;
    this.id = tools.clock.uuid();
    this.started = moment(tools.clock.date());
    this.place = placeOf(tools.platforms, wish.tab.url);
    this.observed = new Observed(tools.platforms);
    this.doubts = new Doubts();
    /** @type {(KeepsakeShaped | null | undefined)[]} */
    this.shaped = [];
    /** @type {import("../../shared/schemas/manifest").Manifest["started_by"] | ""} */
    this.startedBy = wish.by ?? "";
    this.merger = new Merger();
    /** @type {string[]} */
    this.notes = [];
    /** @type {import("./types.js").StoppedBy | null} */
    this.stoppedBy = null;
    /** @type {any} */
    this.start = null;
    /** @type {Viewing | null} */
    this.viewing = null;
    /** @type {boolean} */
    this.putBack = true;
    this.moved = false;
    this.reached = false;
    this.kept = 0;
    /** @type {Uint8Array<ArrayBuffer>} */
    this.first = new Uint8Array();
    /** @type {Outbox | null} */
    this.outbox = null;
    /** @type {Promise<void>} */
    this.mhtml = Promise.resolve();
  }

  /**
   * Asks the page. What it recorded meanwhile goes on its way, whatever becomes of the answer.
   * @param {Tools} tools
   * @param {string} question
   * @param {object} order
   */
  async ask(tools, question, order) {
    const told = await tools.ask(question, order);
    this.outbox?.views.add(told?.views ?? []);
    return told;
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
   * @returns {Promise<{receipt: import("./types.js").Receipt, code: number, observed: string}>} code: 0, or the problem the person
   *   must hear of although everything acknowledged is kept
   * @throws {Problem} when it can neither be kept nor wait
   */
  async run() {
    const delivery = new Delivery(this.tools, this.id);
    const rest = this.watch(delivery);
    const outbox = new Outbox(delivery, this.tools.clock, (tiles) => this.progressed(tiles));
    this.outbox = outbox;
    try {
      await this.keepFirstTile(delivery, outbox);
      const outcome = await this.walk(outbox);
      this.reached =
        outcome.end === "reached" ||
        outcome.evidence === "continued" ||
        outcome.limit === "from_here";
      await this.comeHome(outcome, outbox);
      const receipt = await this.commit(delivery, outbox, outcome);
      return { receipt, code: codeFor(this.notes, outcome), observed: this.observed.now };
    } catch (error) {
      await this.leavePage();
      throw error;
    } finally {
      rest();
      delivery.close();
    }
  }

  /**
   * Tells host and page every now and then that this capture lives, and notices when time jumped.
   * @param {Delivery} delivery
   * @returns {() => void} ends it
   */
  watch(delivery) {
    const { every } = this.tools.clock;
    const beats = [
      every(ALIVE_MS, () => delivery.status()),
      every(PAGE_ALIVE_MS, () => {
        if (this.start) this.tools.ask("alive", {}).catch(() => undefined); // gone: met by the walk
      }),
      watchTime(this.tools.clock, () => this.say("time_jumped")),
    ];
    return () => {
      for (const end of beats) end();
    };
  }

  /** @param {string} note said once, however often it happens */
  say(note) {
    if (!this.notes.includes(note)) this.notes.push(note);
  }

  /**
   * Nothing else happens to the page before this picture is durable on disk.
   * @param {Delivery} delivery
   * @param {Outbox} outbox
   */
  async keepFirstTile(delivery, outbox) {
    /** @type {Uint8Array<ArrayBuffer> | null} */
    let bytes = null;
    try {
      bytes = await this.wish.firstTile;
    } catch (error) {
      bytes = await this.firstAgain(error);
    }
    if (!bytes) throw new Problem(PAGE_FORBIDDEN, "no first picture");
    this.first = bytes;
    const { started_by } = await delivery.greeting();
    this.startedBy = started_by || (this.wish.by ?? "");
    outbox.infos.push(delivery.begin(this.seen()));
    await outbox.tile(bytes, "first", null).kept;
  }

  /**
   * A browser that is busy, or shows the page only just, refuses one picture and gives the next.
   * @param {unknown} error why there is none of the click itself
   */
  firstAgain(error) {
    const stopped = () => !!this.stoppedBy;
    if (error instanceof OtherTab) return this.tools.shots.take(stopped);
    const tries = /^https?:/.test(this.wish.tab.url) ? FIRST_TRIES : CLOSED_TRIES;
    return this.tools.shots.take(stopped, tries).catch((again) => {
      if (again instanceof PageGone) throw again;
      return null;
    });
  }

  /** @returns {import("./types.js").Left | null} where it stopped; null when there is nothing to go on from */
  left() {
    if (this.reached || !this.viewing?.prints.length) return null;
    const { prints, fromHere, where } = this.viewing;
    return { capture: this.id, url: where.address, prints, from_here: fromHere };
  }

  /** What is known at the click. */
  seen() {
    const { url, title } = this.wish.tab;
    const { earlier } = this.wish;
    const limits = chosen(this.wish.limits);
    return {
      ...(earlier ? { continues: { capture: earlier.capture } } : {}),
      ...(Object.keys(limits).length ? { limits } : {}),
      url,
      title,
      started_by: this.startedBy,
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
      if (!(await this.tools.inject())) return visibleOnly(this, "page_script_forbidden");
      const clicked = Date.parse(this.started.utc);
      const hint = { ...hintOf(this.tools.platforms, this.place), clicked };
      const start = await this.tools.ask("start", hint);
      // Left between the click and now: what was read is not what the first picture shows.
      if (this.wish.frame) this.say("frame_read");
      else if (!sameAddress(start.page.document_url, this.wish.tab.url))
        throw new PageGone("navigated");
      this.start = start;
      this.see(start);
      if (start.columns) this.say("other_columns");
      this.viewing = new Viewing(this, outbox);
      this.describeFirstTile(outbox);
      await this.viewing.judgeFirst(this.first, start.now);
      await sendSnapshot(this, outbox, "page-start.html", EARLY_BUDGET);
      this.mhtml = sendMhtml(this.tools.mhtml, outbox, this.notes);
      if (this.start.closed > MOST_CLOSED)
        return visibleOnly(this, this.doubts.frames.size ? "frame_only" : "page_script_forbidden");
      if (!this.wish.whole) return visibleOnly(this, "visible_area_only");
      this.moved = this.start.pane.scrollable;
      this.putBack = !this.moved;
      const prints = this.wish.earlier?.prints ?? null;
      return await walkOver(this.viewing, this.start.pane, this.start.now, prints);
    } catch (error) {
      const stoppedBy = await whyItEnded(error, () => this.start && this.tools.ask("alive", {}));
      if (stoppedBy === "error") this.notes.push("picture_failed");
      return { end: "not_reached", evidence: "", stoppedBy };
    }
  }

  /** @param {{signs?: KeepsakeSigns, shaped?: KeepsakeShaped | null}} told of the page as it is now */
  see({ signs, shaped }) {
    this.observed.see(signs);
    this.doubts.see(signs);
    this.shaped.push(shaped);
  }

  /** Looks at the page for the last time; it is let go. */
  async finish() {
    const { shape } = hintOf(this.tools.platforms, this.place);
    this.see(await this.tools.ask("finish", { shape }));
    if (isUnlikeKnown(this.shaped)) this.say("unlike_known");
  }

  /** @param {Outbox} outbox */
  describeFirstTile(outbox) {
    const { now, page } = this.start;
    const tile = /** @type {import("./types.js").Tile} */ (outbox.tiles[0]);
    const { scroll, scroll_height, pane } = now;
    Object.assign(tile, { scroll, scroll_height, pane, focused: page.focused });
    this.viewing?.add(now, 1, tile.part);
    outbox.items(this.merger, true);
  }

  /**
   * Puts the page back as it was and looks once more at where the capture began.
   * @param {import("./types.js").Outcome} outcome
   * @param {Outbox} outbox
   */
  async comeHome(outcome, outbox) {
    if (!this.start || !this.viewing) return;
    // What is there now is another page, perhaps in the same document: it is left as it is. One that cannot
    // be reached goes home by itself.
    if (["closed", "navigated", "moved"].includes(outcome.stoppedBy)) this.moved = false;
    if (outbox.tiles.length === 1 || !this.moved) return this.leavePage();
    try {
      this.putBack = (await this.viewing.home(outcome)).put_back;
      const { words } = await this.tools.ask("measure", {});
      if (words > GROWN * this.start.words)
        await sendSnapshot(this, outbox, "page-end.html", LATE_BUDGET);
      await this.finish();
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
      await this.finish();
    } catch (error) {
      if (!(error instanceof PageGone)) throw error;
    }
  }

  /**
   * @param {Delivery} delivery
   * @param {Outbox} outbox
   * @param {import("./types.js").Outcome} outcome
   */
  async commit(delivery, outbox, outcome) {
    await this.mhtml;
    outbox.items(this.merger, true);
    await outbox.views.finish();
    const artifacts = await Promise.all(outbox.infos);
    if (delivery.full) this.say("waiting_full");
    const manifest = await manifestOf(factsOf(this, outbox, outcome, artifacts));
    const bytes = utf8(JSON.stringify(manifest));
    const last = outbox.send("manifest", "manifest.json", "application/json", bytes);
    await last.kept;
    return delivery.commit(last.part, await sha256Hex(bytes), endedOf(manifest));
  }
}
