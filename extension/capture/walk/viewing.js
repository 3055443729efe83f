/** What a walk sees of the page: each look is noted, and a picture is kept only of the page itself. */

import { Whereabouts } from "../about/whereabouts.js";
import { isDivider } from "../thread/entry.js";
import { areAlike, fingerprintOf } from "../thread/similarity.js";
import { expected, judge } from "./blank_shots.js";
import { fromView } from "./from_here.js";
import { Order } from "./order.js";

const LOOK_MS = 50; // what a last look before a picture takes at most
const SETTLE_MS = 1200;
const UNSEEN_MS = 300; // between two questions whether the page can be seen again
const UNSEEN_MOST = 10 * 60_000;
const MOST_AGAIN = 2; // more pictures of a place that moves under each
const MOST_LEFT = 5; // pictures of one place under each of which the page went elsewhere, or was made anew
const MOST_RESTLESS = 3; // places that had not come to rest when they were looked at in haste
const UNPACED = 20; // pictures a second: a browser that allows so many sets no pace
const UNCLEAR_MS = 400; // before a picture that does not show what is there is taken once more

/** @typedef {"shared" | "jump" | "gap"} Join */

/**
 * @param {KeepsakeLook} look
 * @param {string} state page/items/pictures.js
 * @returns {number} how many pictures of items in view are in that state
 */
function shows({ rows }, state) {
  const states = rows.flatMap(({ visible, media }) => (visible && media) || []);
  return states.filter((each) => each === state).length;
}

/** What a walk needs, see walk.js. */
export class Viewing {
  /**
   * @param {import("../run.js").Capture} capture whose page was started
   * @param {import("../host/outbox.js").Outbox} outbox
   */
  constructor(capture, outbox) {
    this.capture = capture;
    this.outbox = outbox;
    this.ask = capture.tools.ask;
    this.now = capture.tools.clock.now;
    this.limits = capture.wish.limits;
    this.fromHere = capture.wish.limits?.from_here === true;
    this.leaving = false;
    const { document_url, viewport, device_pixel_ratio } = capture.start.page;
    this.size = { ...viewport, scale: device_pixel_ratio };
    this.joined = false;
    /** What only a click would have brought, when an end was last looked at. */
    this.offered = { ...capture.start.now.more };
    this.since = this.now();
    /** @type {Uint8Array<ArrayBuffer> | null} the picture kept before */
    this.last = capture.first;
    /** A page that never stands still would cost the same again at every step. */
    this.mostAgain = MOST_AGAIN;
    this.restless = 0;
    /** @type {string[]} of the items in the last picture whose place is known */
    this.prints = [];
    /** @type {KeepsakeLook | null} */
    this.latest = capture.start.now;
    /** @type {import("./sweep.js").Swept | null} */
    this.swept = null;
    this.order = new Order(capture.merger, outbox);
    const { platforms } = capture.tools;
    this.where = new Whereabouts(platforms, document_url, capture.merger, capture.start.now.head);
  }

  stopped() {
    return this.capture.stoppedBy;
  }

  known() {
    return this.capture.merger.count;
  }

  /** Of items that nothing tells apart, nobody can say later which of them a picture shows. */
  get sweeps() {
    const { wish, merger } = this.capture;
    const wanted = this.limits?.sweep !== false && !wish.earlier && !this.fromHere;
    return wanted && !areAlike(this.order.items, merger.useIds);
  }

  /** @param {KeepsakeLook} look */
  isPictured({ scroll, scroll_height }) {
    const last = this.outbox.tiles.at(-1);
    return last?.scroll === scroll && last.scroll_height === scroll_height;
  }

  date() {
    return this.capture.tools.clock.date().toISOString();
  }

  /** The words that are known by now, so that they are durable. */
  hand() {
    this.outbox.items(this.capture.merger, true);
  }

  /** @param {string} note */
  say(note) {
    this.capture.say(note);
  }

  /**
   * Where no quota makes a picture dear, one is taken while the page is still watched for whether it has come to
   * rest, and thrown away if it had not.
   */
  get hasty() {
    return this.capture.tools.shots.pacer.perSecond > UNPACED && this.restless < MOST_RESTLESS;
  }

  /** The page comes to rest while the browser's quota fills again: neither waits for the other. */
  pace() {
    return Math.max(0, this.capture.tools.shots.pacer.delay() - LOOK_MS);
  }

  /**
   * @param {KeepsakeLook[]} looks
   * @param {1 | -1} way
   * @returns {boolean} false when one of them is of another page: it is left out
   */
  note(looks, way) {
    for (const look of looks) {
      if (!this.isHere(look)) return false;
      this.add(look, way);
    }
    return true;
  }

  /**
   * @param {KeepsakeLook} look
   * @returns {boolean} false when it is of another page: the capture ends there
   */
  isHere(look) {
    if (this.where.elsewhere(look)) {
      this.capture.stop("navigated");
      return false;
    }
    if (this.where.changed) this.capture.say("address_changed");
    if (look.top) this.offered.above = look.more.above;
    if (look.bottom) this.offered.below = look.more.below;
    return true;
  }

  /**
   * @param {KeepsakeLook} look
   * @param {1 | -1} way
   * @param {number} [part] number of the tile that shows it
   */
  add(look, way, part) {
    this.leaveOut(look);
    this.capture.merger.add(look, way, part);
    this.latest = look;
  }

  /** @param {KeepsakeLook} look which loses what was not asked for */
  leaveOut(look) {
    const { merger } = this.capture;
    if (!this.fromHere) return;
    merger.remember(look);
    look.rows = fromView(look.rows, (row) => merger.knows(row), this.leaving);
  }

  /**
   * A picture of what is in view. Where the page moved under it, another follows, so that what
   * came is on a picture whose places are known.
   * @param {KeepsakeLook} look
   * @param {KeepsakeLook[]} changes
   * @param {1 | -1} way
   * @param {Join} join
   * @param {{tries?: number, since?: number}} [how] tries: made before; since: when it was looked at in haste, ms of the
   *   page's clock, 0 where it had come to rest
   * @returns {Promise<boolean>} false when the capture was stopped before it
   */
  async picture(look, changes, way, join, { tries = 0, since = 0 } = {}) {
    const { capture, outbox } = this;
    if (!this.note(changes, way) || !this.isHere(look)) return false;
    const { bytes, after, unclear } = await this.shoot(look, since);
    const renamed = !tries && bytes !== null && this.where.renamed(after);
    if (!bytes || after.hidden || this.where.left(after) || renamed) {
      this.add(look, way);
      if (bytes && tries < MOST_LEFT)
        return this.pictureLater(after, way, join, tries + Number(!after.hidden));
      // Counts only when nothing else stopped it.
      capture.stop(bytes && !after.hidden ? "navigated" : "hidden");
      return false;
    }
    if (after.restless) {
      this.restless += 1;
      this.add(look, way);
      return this.pictureAgain(way, join, tries);
    }
    if (since) this.restless = 0;
    capture.doubts.inView(after);
    // One that does not show what is there is kept each time: that it was taken again is a fact of its own.
    const nothingNew = after.same && !unclear && this.isOnLast(bytes, look);
    const shown = nothingNew ? outbox.tiles.at(-1) : undefined;
    const part = shown?.part ?? this.keep(bytes, look, join, after, unclear);
    const gone = new Set(after.same ? after.gone : []);
    for (const row of look.rows) if (gone.has(row.node)) row.gone = true;
    this.add(look, way, part);
    this.prints = after.prints;
    outbox.items(capture.merger, false);
    await outbox.breathe();
    if (after.same && !after.late) return true;
    if (tries < this.mostAgain) return this.pictureAgain(way, "shared", tries + 1);
    this.mostAgain = 1;
    return true;
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {KeepsakeLook} look
   * @returns {boolean} whether the last picture shows just that, of the same place
   */
  isOnLast(bytes, look) {
    return this.isPictured(look) && this.repeats(bytes);
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {KeepsakeLook} look which it shows
   * @param {Join} join
   * @param {any} after what the page said once it was taken
   * @param {import("./blank_shots.js").Seen} unclear
   * @returns {number} its part
   */
  keep(bytes, look, join, after, unclear) {
    const { tile, part } = this.outbox.tile(bytes, join, look);
    this.last = bytes;
    if (unclear) tile.look = unclear;
    this.describe(tile, after);
    return part;
  }

  /**
   * Takes a picture and judges it; one that does not show what the look says is there, or is the one before
   * byte for byte, is taken once more.
   * @param {KeepsakeLook} look
   * @param {number} since as for `picture`
   * @param {boolean} again
   * @returns {Promise<{bytes: Uint8Array<ArrayBuffer> | null, after: any, unclear: import("./blank_shots.js").Seen}>}
   */
  async shoot(look, since, again = false) {
    const { shots, clock } = this.capture.tools;
    const bytes = await shots.take(() => this.stopped() !== null);
    if (!bytes) return { bytes, after: null, unclear: "" };
    const asked = this.ask("pictured", { since });
    const seeing = this.seenOn(bytes, look, asked);
    const [after, seen] = await Promise.all([asked, seeing]);
    // Where the page moved under it, letters may be elsewhere; one colour all over shows nothing either way.
    const sure = after.same || seen === "blank" || seen === "black";
    const unclear = sure && !after.hidden ? seen : "";
    if (again || after.restless || !(unclear || this.repeats(bytes)))
      return { bytes, after, unclear };
    await clock.sleep(UNCLEAR_MS);
    const next = await this.shoot(look, since, true);
    return next.bytes ? next : { bytes, after, unclear };
  }

  /**
   * A busy browser may hand out what it painted before the page was scrolled.
   * @param {Uint8Array<ArrayBuffer>} bytes
   */
  repeats(bytes) {
    const { last } = this;
    return last?.length === bytes.length && bytes.every((byte, at) => byte === last[at]);
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {KeepsakeLook} look
   * @param {Promise<{viewport: {width: number}}>} asked how large the view was then, CSS pixels
   * @returns {Promise<import("./blank_shots.js").Seen>}
   */
  async seenOn(bytes, look, asked) {
    const { merger, tools } = this.capture;
    const boxes = expected(look, (node) => merger.contents.get(node));
    if (!boxes.length) return "";
    const picture = await tools.openPicture(bytes);
    try {
      // By its own width: the page may be larger or smaller by now, and what a page is told of the screen may be made up.
      const { viewport } = await asked;
      return judge(picture.part, boxes, picture.width / viewport.width);
    } finally {
      picture.close();
    }
  }

  /**
   * Judges the picture of the click itself, which is kept whatever it shows; where it does not show
   * what is there, another follows.
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {KeepsakeLook} look
   */
  async judgeFirst(bytes, look) {
    const unclear = await this.seenOn(bytes, look, Promise.resolve(this.capture.start.page));
    const [tile] = this.outbox.tiles;
    if (!tile) return;
    if (unclear) {
      tile.look = unclear;
      await this.capture.tools.clock.sleep(UNCLEAR_MS);
      await this.picture(look, [], 1, "shared", { tries: 1 });
    } else if (this.capture.start.lacking || shows(look, "waiting")) {
      // Pictures that came after the one of the click, or are still to come.
      const { now, changes, shared } = await this.ask("again", { way: 1, most: SETTLE_MS });
      const came = shows(look, "waiting") || shows(now, "shown") > shows(look, "shown");
      if (came) await this.picture(now, changes, 1, shared ? "shared" : "gap", { tries: 1 });
      else this.note([...changes, now], 1);
    }
  }

  /**
   * @param {import("../types.js").Tile} tile
   * @param {{same: boolean, focused: boolean, viewport: {width: number, height: number}, scale: number}} after
   */
  describe(tile, { same, focused, viewport, scale }) {
    Object.assign(tile, { moved: !same, focused });
    const { width, height } = viewport;
    if (scale !== this.size.scale) Object.assign(tile, { device_pixel_ratio: scale });
    if (width !== this.size.width || height !== this.size.height || scale !== this.size.scale)
      this.capture.say("resized");
  }

  /**
   * Puts the page back as it was. What came there meanwhile, the newest message it may be, is kept on a
   * picture as well: of the end where the walk began, for what came lies beyond what was in view.
   * @param {import("../types.js").Outcome} outcome
   * @returns {Promise<{put_back: boolean}>}
   */
  async home({ end, limit }) {
    const way = this.fromHere || this.capture.start.pane.direction === "up" ? 1 : -1;
    this.leaving = true;
    const back = await this.ask("putBack", {});
    const here = this.note(back.changes, way);
    this.leaveOut(back.now);
    const ended = end === "reached" || limit === "from_here";
    const came = here && ended && this.hasNew(back.now);
    this.note([back.now], way);
    if (!came) return back;
    this.leaving = false;
    const { now, changes, shared } = await this.ask("jump", { way, most: SETTLE_MS });
    await this.picture(now, changes, way, shared ? "shared" : "jump", { tries: 1 });
    this.leaving = true;
    const again = await this.ask("putBack", {});
    this.note([...again.changes, again.now], way);
    return again;
  }

  /**
   * @param {KeepsakeLook} look which was not noted yet
   * @returns {boolean} whether something in or near the view is on no picture so far
   */
  hasNew({ rows }) {
    const { contents, byFingerprint } = this.capture.merger;
    return rows.some(({ node, content }) => {
      const said = content ?? contents.get(node);
      if (!said || isDivider(said)) return false;
      const saying = Array.from(byFingerprint.get(fingerprintOf(said)) ?? []);
      return !saying.some(({ boxes }) => boxes.length > 0);
    });
  }

  /**
   * @param {1 | -1} way
   * @param {Join} join where the page still shows a part of the last picture
   * @param {number} tries
   */
  async pictureAgain(way, join, tries) {
    const next = await this.ask("again", { way, most: SETTLE_MS });
    return this.picture(next.now, next.changes, way, next.shared ? join : "gap", { tries });
  }

  /**
   * A picture that may show something else is thrown away: the page lay behind another tab or window
   * while it was taken, or had gone elsewhere. The next one is taken when the page can be seen again.
   * @param {{hidden: boolean}} after
   * @param {1 | -1} way
   * @param {Join} join
   * @param {number} tries
   * @returns {Promise<boolean>}
   */
  async pictureLater(after, way, join, tries) {
    const { shots, clock } = this.capture.tools;
    if (after.hidden) shots.thrownAway += 1;
    const since = clock.now();
    for (let { hidden } = after; hidden; { hidden } = await this.ask("pictured", {})) {
      if (clock.now() - since > UNSEEN_MOST) this.capture.stop("hidden");
      if (this.stopped()) return false;
      await clock.sleep(UNSEEN_MS);
    }
    return this.pictureAgain(way, join, tries);
  }
}
