/**
 * Puts many overlapping looks at a page together into one list: every item once, in page order,
 * with what changed and what vanished meanwhile. Works by content, never by scroll arithmetic,
 * because pages load above, recycle rows and shift positions while they are walked over.
 */

import { isDivider, newEntry, picture, placed, update } from "./entry.js";
import { mergeLook } from "./merge_look.js";
import { findPlace } from "./placing.js";
import { fingerprintOf, similarity, strengthOf } from "./similarity.js";
import { Undrawn } from "./undrawn.js";

/** @typedef {import("../types.js").Entry} Entry */
/** @typedef {{node: number, content: KeepsakeContent, fingerprint: string, box: KeepsakeBox, visible: boolean, gone: boolean, view?: number, media?: string[]}} ItemObservation */

/** @typedef {{look: KeepsakeLook, way: number, part: number}} Seen */

const MOST_UNSTABLE = 3;
const MOST_HELD = 300; // looks
const MOST_ODD = 3; // looks
const MOST_TURNED = 2; // elements that say something else, in one look: more are used again for other items

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
    this.byFingerprint = new Map();
    /** @type {Map<number, Entry>} */
    this.byNode = new Map();
    /** Elements do not stay with their items. */
    this.reused = false;
    /** @type {Entry | undefined} */
    this.lastMatched = undefined;
    /** @type {Set<Entry>} */
    this.touched = new Set();
    this.anew = false; // the numbers of the items are other ones than before
    /** @type {Seen[] | null} as long as the ids may have to be given up */
    this.history = [];
    /** @type {Map<number, KeepsakeContent>} */
    this.contents = new Map();
    this.undrawn = new Undrawn();
  }

  /**
   * @param {KeepsakeLook} look
   * @param {number} way -1 when walking up, 1 down: where a piece without overlap belongs
   * @param {number} part number of the tile that shows it, -1 when none does
   * @returns {boolean} true when something was known already (always for the first look)
   */
  add(look, way, part = -1) {
    this.remember(look);
    this.undrawn.note(look.undrawn);
    this.history?.push({ look, way, part });
    const shared = this.place(look, way, part);
    if (this.useIds && this.unstable >= MOST_UNSTABLE) this.rebuild();
    // Ids that stayed with their items for so long will: what was seen need not be held any longer.
    if ((this.history?.length ?? 0) >= MOST_HELD) this.history = null;
    return shared;
  }

  /**
   * Fills in what was left out because it was told before.
   * @param {KeepsakeLook} look
   */
  remember(look) {
    for (const row of look.rows) {
      if (row.content) this.contents.set(row.node, row.content);
      else row.content = this.contents.get(row.node) ?? null;
      if (!row.content) this.untold += 1;
    }
  }

  /** The page's own ids turned out not to stay with the items: put everything together without them. */
  rebuild() {
    const { history } = this;
    this.useIds = false;
    this.history = null;
    if (!history) return;
    this.segments = [];
    this.count = 0;
    this.anew = true;
    this.lastMatched = undefined;
    for (const known of [this.byId, this.byFingerprint, this.byNode, this.touched]) known.clear();
    for (const { look, way, part } of history) this.place(look, way, part);
  }

  /**
   * @param {KeepsakeLook} look
   * @param {number} way
   * @param {number} part
   */
  place(look, way, part) {
    /** @type {ItemObservation[]} */
    const observations = [];
    for (const { node, content, gone = false, ...place } of look.rows) {
      if (content)
        observations.push({ node, content, fingerprint: fingerprintOf(content), ...place, gone });
    }
    if (!observations.some((observation) => !isDivider(observation.content)))
      return this.segments.length === 0;
    this.noticeReuse(observations);
    const first = this.segments.length === 0;
    const anchors = this.anchorsOf(observations);
    const found = findPlace(this, observations, way);
    const known = found?.segment ?? this.lastMatched?.segment;
    const pairs = found?.pairs ?? [];
    if (this.contradicts(anchors, pairs, known, part)) return true;
    const segment = found?.segment ?? this.newSegment(way);
    const moved = this.takeMoved(segment, anchors, observations, pairs);
    const make = (/** @type {ItemObservation} */ observation) =>
      moved.get(observation) ?? newEntry(observation, look.at, ++this.count);
    const woven = mergeLook(segment, observations, pairs, this.edges(segment, look), make);
    segment.splice(0, segment.length, ...woven.entries);
    this.reindex(segment);
    this.record(woven.seen, observations, look, part);
    return first || pairs.length > 0;
  }

  /** @param {ItemObservation[]} observations */
  noticeReuse(observations) {
    const turned = observations.filter(({ node, fingerprint, content }) => {
      const held = this.byNode.get(node);
      return (
        held && held.fingerprint !== fingerprint && !similarity(held.content, content, this.useIds)
      );
    });
    if (turned.length > MOST_TURNED) this.reused = true;
  }

  /**
   * @param {Pick<ItemObservation, "node" | "fingerprint">} observation
   * @returns {Entry | undefined} the item that its element showed so far, where elements stay with their items
   */
  holderOf({ node, fingerprint }) {
    const held = this.reused ? undefined : this.byNode.get(node);
    return held?.fingerprint === fingerprint ? held : undefined;
  }

  /**
   * @param {{node: number, content: KeepsakeContent | null}} row
   * @returns {boolean} whether it is surely an item that is known already
   */
  knows({ node, content }) {
    if (!content) return false;
    const fingerprint = fingerprintOf(content);
    if (this.holderOf({ node, fingerprint })) return true;
    if (isDivider(content) || strengthOf(content, this.useIds) !== "strong") return false;
    return this.byId.has(content.id) || this.byFingerprint.has(fingerprint);
  }

  /**
   * Entries that are surely the items in sight.
   * @param {ItemObservation[]} observations
   * @returns {{i: number, entry: Entry}[]}
   */
  anchorsOf(observations) {
    /** @type {Map<string, number>} */
    const times = new Map();
    for (const { fingerprint } of observations)
      times.set(fingerprint, (times.get(fingerprint) ?? 0) + 1);
    /** @type {{i: number, entry: Entry}[]} */
    const anchors = [];
    observations.forEach((observation, i) => {
      if (
        isDivider(observation.content) ||
        strengthOf(observation.content, this.useIds) !== "strong"
      )
        return;
      const entry = this.entryFor(observation, times.get(observation.fingerprint) === 1);
      if (entry) anchors.push({ i, entry });
    });
    return anchors;
  }

  /**
   * @param {ItemObservation} observation
   * @param {boolean} alone no other item in sight says the same
   * @returns {Entry | undefined}
   */
  entryFor(observation, alone) {
    const { content, fingerprint } = observation;
    const saying = this.byFingerprint.get(fingerprint);
    if (this.useIds && content.id) {
      const entry = this.byId.get(content.id);
      // An id that now stands on something else, while what it stood on is elsewhere, is a place, not an identity.
      if (
        entry &&
        entry.fingerprint !== fingerprint &&
        alone &&
        saying?.size === 1 &&
        !saying.has(entry)
      )
        this.unstable += 1;
      return entry;
    }
    const held = this.holderOf(observation);
    if (held) return held;
    return alone && saying?.size === 1 ? saying.values().next().value : undefined;
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
   * A list that is being drawn anew may show, for a moment, rows of before among rows of after. A
   * look that turns the known order round is left out, unless a picture shows it or it stays so.
   * @param {{i: number, entry: Entry}[]} anchors
   * @param {[number, number][]} pairs
   * @param {Entry[] | undefined} known
   * @param {number} part
   */
  contradicts(anchors, pairs, known, part) {
    const paired = new Map(pairs);
    const astray = anchors.filter(
      ({ i, entry }) => entry.segment === known && paired.get(i) !== entry.index,
    );
    const odd = astray.length >= 2 && part < 0 && this.odd < MOST_ODD;
    this.odd = odd ? this.odd + 1 : 0;
    return odd;
  }

  /**
   * Items, known by their ids, that stand elsewhere now: taken out, to be put in where they are seen.
   * @param {Entry[]} segment
   * @param {{i: number, entry: Entry}[]} anchors
   * @param {ItemObservation[]} observations
   * @param {[number, number][]} pairs are set right for the segment without them
   * @returns {Map<ItemObservation, Entry>}
   */
  takeMoved(segment, anchors, observations, pairs) {
    const paired = new Set(pairs.map(([i]) => i));
    /** @type {Map<ItemObservation, Entry>} */
    const moved = new Map();
    for (const { i, entry } of anchors) {
      const observation = observations[i];
      if (
        observation &&
        !paired.has(i) &&
        entry.segment === segment &&
        this.useIds &&
        observation.content.id
      )
        moved.set(observation, entry);
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
   * @param {ItemObservation[]} observations
   * @param {KeepsakeLook} look
   * @param {number} part
   */
  record(seen, observations, look, part) {
    let before = 0;
    seen.forEach((entry, i) => {
      const observation = /** @type {ItemObservation} */ (observations[i]);
      const old = entry.fingerprint;
      const held = this.byNode.get(observation.node);
      if (held && held !== entry) this.reused = true;
      if (update(entry, observation, look.at, before)) this.touched.add(entry);
      if (!isDivider(entry.content)) before = entry.n;
      if (old !== entry.fingerprint) this.byFingerprint.get(old)?.delete(entry);
      const saying = this.byFingerprint.get(entry.fingerprint) ?? new Set();
      this.byFingerprint.set(entry.fingerprint, saying.add(entry));
      if (entry.content.id) this.byId.set(entry.content.id, entry);
      this.byNode.set(observation.node, entry);
      // Told once more, so that what is left of a capture that is cut short says where it is.
      if (part >= 0 && picture(entry, observation, part)) this.touched.add(entry);
    });
    const middle = seen[seen.length >> 1];
    if (middle) this.lastMatched = middle;
  }

  /** @returns {Entry[]} every item once, in page order */
  entries() {
    return this.segments.flat();
  }

  /** @returns what is new since the last call; `anew` where what was told before is to be forgotten */
  takeTouched() {
    const told = this.touched.size ? placed(this.entries(), this.touched) : [];
    const { anew } = this;
    this.touched.clear();
    this.anew = false;
    return { anew, told };
  }
}
