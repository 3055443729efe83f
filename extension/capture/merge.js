/**
 * Puts many overlapping looks at a page together into one list: every item once, in page order,
 * with what changed and what vanished meanwhile. Works by content, never by scroll arithmetic,
 * because pages load above, recycle rows and shift positions while they are walked over.
 */

import { likestPairs, risingPairs } from "./align.js";
import { isTelling, likeness, printOf } from "./alike.js";
import { isDivider, newEntry, update } from "./entry.js";
import { weave } from "./weave.js";

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {{node: number, content: KeepsakeContent, print: string, box: KeepsakeBox, visible: boolean}} Sight */

const MOST_UNSTABLE = 3;
const MOST_ODD = 3; // looks

export class Merger {
  constructor() {
    this.useIds = true;
    this.unstable = 0;
    this.count = 0;
    this.untold = 0;
    /** Looks in a row that were left out. */
    this.odd = 0;
    /** @type {Entry[][]} pieces in page order; more than one means that something between is not known */
    this.segments = [];
    /** @type {Map<string, Entry>} */
    this.byId = new Map();
    /** @type {Map<string, Set<Entry>>} */
    this.byPrint = new Map();
    /** @type {Map<number, Entry>} */
    this.byNode = new Map();
    /** @type {Entry | undefined} */
    this.lastMatched = undefined;
    /** @type {Set<Entry>} */
    this.touched = new Set();
    /** @type {{look: KeepsakeLook, way: number, part: number}[]} */
    this.history = [];
    /** @type {Map<number, KeepsakeContent>} */
    this.told = new Map();
  }

  /**
   * @param {KeepsakeLook} look
   * @param {number} way -1 when walking up, 1 down: where a piece without overlap belongs
   * @param {number} part number of the tile that shows it, -1 when none does
   * @returns {boolean} true when something was known already (always for the first look)
   */
  add(look, way, part = -1) {
    this.remember(look);
    this.history.push({ look, way, part });
    const shared = this.place(look, way, part);
    if (this.useIds && this.unstable >= MOST_UNSTABLE) this.rebuild();
    return shared;
  }

  /**
   * Fills in what was left out because it was told before.
   * @param {KeepsakeLook} look
   */
  remember(look) {
    for (const row of look.rows) {
      if (row.content) this.told.set(row.node, row.content);
      else row.content = this.told.get(row.node) ?? null;
      if (!row.content) this.untold += 1;
    }
  }

  /** The page's own ids turned out not to stay with the items: put everything together without them. */
  rebuild() {
    this.useIds = false;
    this.segments = [];
    this.count = 0;
    this.lastMatched = undefined;
    for (const known of [this.byId, this.byPrint, this.byNode, this.touched]) known.clear();
    for (const { look, way, part } of this.history) this.place(look, way, part);
  }

  /**
   * @param {KeepsakeLook} look
   * @param {number} way
   * @param {number} part
   */
  place(look, way, part) {
    /** @type {Sight[]} */
    const sights = [];
    for (const { node, content, box, visible } of look.rows) {
      if (content) sights.push({ node, content, print: printOf(content), box, visible });
    }
    if (!sights.some((sight) => !isDivider(sight.content))) return this.segments.length === 0;
    const first = this.segments.length === 0;
    const anchors = this.anchorsOf(sights);
    const known = this.knownSegment(anchors);
    const pairs = known ? this.pairsIn(known, anchors, sights) : [];
    if (this.contradicts(anchors, pairs, known, part)) return true;
    const segment = known && pairs.length ? known : this.newSegment(way);
    const moved = this.takeMoved(segment, anchors, sights, pairs);
    const make = (/** @type {Sight} */ sight) =>
      moved.get(sight) ?? newEntry(sight, look.at, ++this.count);
    const woven = weave(segment, sights, pairs, this.edges(segment, look), make);
    segment.splice(0, segment.length, ...woven.entries);
    this.reindex(segment);
    this.record(woven.seen, sights, look, part);
    return first || pairs.length > 0;
  }

  /**
   * Entries that are surely the items in sight.
   * @param {Sight[]} sights
   * @returns {{i: number, entry: Entry, sure: boolean}[]}
   */
  anchorsOf(sights) {
    /** @type {Map<string, number>} */
    const times = new Map();
    for (const { print } of sights) times.set(print, (times.get(print) ?? 0) + 1);
    /** @type {{i: number, entry: Entry, sure: boolean}[]} */
    const anchors = [];
    sights.forEach((sight, i) => {
      if (isDivider(sight.content)) return;
      const entry = this.entryFor(sight, times.get(sight.print) === 1);
      if (entry) anchors.push({ i, entry, sure: isTelling(sight.content) });
    });
    // "ok" may stand in many places: among those that say more it is found by its neighbours.
    const sure = anchors.filter((anchor) => anchor.sure);
    return sure.length ? sure : anchors;
  }

  /**
   * @param {Sight} sight
   * @param {boolean} alone no other item in sight says the same
   * @returns {Entry | undefined}
   */
  entryFor({ content, print, node }, alone) {
    const saying = this.byPrint.get(print);
    if (this.useIds && content.id) {
      const entry = this.byId.get(content.id);
      // An id that now stands on something else, while what it stood on is elsewhere, is a place, not an identity.
      if (entry && entry.print !== print && alone && saying?.size === 1 && !saying.has(entry))
        this.unstable += 1;
      return entry;
    }
    const last = this.byNode.get(node);
    if (last && last.print === print) return last;
    return alone && saying?.size === 1 ? saying.values().next().value : undefined;
  }

  /**
   * The piece that the anchors lie in, or the last one seen; pieces that the anchors bridge become one.
   * @param {{i: number, entry: Entry}[]} anchors
   * @returns {Entry[] | undefined}
   */
  knownSegment(anchors) {
    const held = new Set(anchors.map(({ entry }) => entry.segment));
    const pieces = this.segments.filter((each) => held.has(each));
    const whole = pieces[0] ?? this.lastMatched?.segment;
    for (const piece of pieces.slice(1)) {
      whole?.push(...piece);
      this.segments.splice(this.segments.indexOf(piece), 1);
    }
    if (whole) this.reindex(whole);
    return whole;
  }

  /**
   * @param {number} way
   * @returns {Entry[]} a new piece beside the last one seen
   */
  newSegment(way) {
    const last = this.lastMatched?.segment;
    /** @type {Entry[]} */
    const fresh = [];
    const at = last ? this.segments.indexOf(last) + (way < 0 ? 0 : 1) : this.segments.length;
    this.segments.splice(at, 0, fresh);
    return fresh;
  }

  /**
   * @param {Entry[]} segment
   * @param {{i: number, entry: Entry}[]} anchors
   * @param {Sight[]} sights
   * @returns {[number, number][]} pairs of place in sight and place in the segment, both rising
   */
  pairsIn(segment, anchors, sights) {
    const inside = anchors.filter(({ entry }) => entry.segment === segment);
    if (inside.length) return risingPairs(inside.map(({ i, entry }) => [i, entry.index]));
    // Nothing in sight is unmistakable ("ok", "ok", "ok"): line it up with what was seen last.
    const middle = this.lastMatched?.index ?? 0;
    const from = Math.max(0, middle - 2 * sights.length);
    const near = segment.slice(from, middle + 2 * sights.length);
    const alike = (/** @type {Sight} */ a, /** @type {Entry} */ b) =>
      isDivider(a.content) ? 0 : likeness(a.content, b.content);
    return likestPairs(sights, near, alike).map(([i, j]) => [i, j + from]);
  }

  /**
   * A list that is being drawn anew may show, for a moment, rows of before among rows of after. A
   * look that turns the known order round is left out, unless a picture shows it or it stays so.
   * @param {{entry: Entry, sure: boolean}[]} anchors
   * @param {[number, number][]} pairs
   * @param {Entry[] | undefined} known
   * @param {number} part
   */
  contradicts(anchors, pairs, known, part) {
    const sure = anchors.filter((each) => each.sure && each.entry.segment === known).length;
    const odd = sure - pairs.length >= 2 && part < 0 && this.odd < MOST_ODD;
    this.odd = odd ? this.odd + 1 : 0;
    return odd;
  }

  /**
   * Items, known by their ids, that stand elsewhere now: taken out, to be put in where they are seen.
   * @param {Entry[]} segment
   * @param {{i: number, entry: Entry}[]} anchors
   * @param {Sight[]} sights
   * @param {[number, number][]} pairs are set right for the segment without them
   * @returns {Map<Sight, Entry>}
   */
  takeMoved(segment, anchors, sights, pairs) {
    const paired = new Set(pairs.map(([i]) => i));
    /** @type {Map<Sight, Entry>} */
    const moved = new Map();
    for (const { i, entry } of anchors) {
      const sight = sights[i];
      if (sight && !paired.has(i) && entry.segment === segment && this.useIds && sight.content.id)
        moved.set(sight, entry);
    }
    if (!moved.size) return moved;
    const kept = pairs.map(([i, j]) => ({ i, entry: /** @type {Entry} */ (segment[j]) }));
    const out = new Set(moved.values());
    segment.splice(0, segment.length, ...segment.filter((entry) => !out.has(entry)));
    this.reindex(segment);
    kept.forEach(({ i, entry }, k) => {
      pairs[k] = [i, entry.index];
    });
    return moved;
  }

  /**
   * Whether the ends of a piece are the ends of the page, in this look.
   * @param {Entry[]} segment
   * @param {KeepsakeLook} look
   */
  edges(segment, look) {
    return {
      at: look.at,
      top: look.top && this.segments[0] === segment,
      bottom: look.bottom && this.segments[this.segments.length - 1] === segment,
    };
  }

  /** @param {Entry[]} segment */
  reindex(segment) {
    segment.forEach((entry, index) => {
      entry.segment = segment;
      entry.index = index;
    });
  }

  /**
   * @param {Entry[]} seen the entry of each sight
   * @param {Sight[]} sights
   * @param {KeepsakeLook} look
   * @param {number} part
   */
  record(seen, sights, look, part) {
    let before = 0;
    seen.forEach((entry, i) => {
      const sight = /** @type {Sight} */ (sights[i]);
      const old = entry.print;
      if (update(entry, sight, look.at, before)) this.touched.add(entry);
      if (!isDivider(entry.content)) before = entry.n;
      if (old !== entry.print) this.byPrint.get(old)?.delete(entry);
      const saying = this.byPrint.get(entry.print) ?? new Set();
      this.byPrint.set(entry.print, saying.add(entry));
      if (entry.content.id) this.byId.set(entry.content.id, entry);
      this.byNode.set(sight.node, entry);
      if (part >= 0 && sight.visible) entry.boxes.push({ part, ...sight.box });
    });
    const middle = seen[seen.length >> 1];
    if (middle) this.lastMatched = middle;
  }

  /** @returns {Entry[]} every item once, in page order */
  entries() {
    return this.segments.flat();
  }

  /** @returns {Entry[]} items that are new or say something new since the last call */
  takeTouched() {
    const touched = Array.from(this.touched);
    this.touched.clear();
    return touched;
  }
}
