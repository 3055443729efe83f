/** The manifest of a capture. Source: FORMAT.md §4. Pure. */

import { named, pageIds } from "../about/naming.js";
import { Doubts, doubtsOf } from "../doubts.js";
import { isDivider, stateOf } from "../thread/entry.js";
import { movedOf, seenMedia } from "../thread/media.js";
import { areAlike } from "../thread/similarity.js";
import { sha256Hex, utf8 } from "./bytes.js";

/** Kinds of pages that go on to their next part by themselves. */
const RUNNING = /^(story|story_highlight|live|space)$/;

/** @typedef {import("../types.js").Entry} Entry */
/** @typedef {import("../../../shared/schemas/manifest").Manifest} Manifest */
/** @typedef {Manifest["completeness"]} Completeness */

/**
 * @typedef {object} Facts everything a manifest is made of
 * @property {string} capture
 * @property {import("../../../shared/schemas/manifest").Continues} [continues]
 * @property {import("../../../shared/schemas/manifest").Page} page
 * @property {Manifest["started_by"] | ""} [startedBy] FORMAT.md 4.15
 * @property {import("../types.js").Moment} started
 * @property {import("../types.js").Moment} ended
 * @property {import("../../../shared/schemas/manifest").Environment} environment
 * @property {import("../../../shared/schemas/manifest").Pane} pane
 * @property {import("../types.js").Tile[]} tiles
 * @property {Set<import("../types.js").Tile>} [dropped] tiles that there was no room for
 * @property {Manifest["waited"] | null} [waited] absent, null: nothing waited for the program
 * @property {Entry[][]} segments
 * @property {import("../thread/undrawn.js").Undrawn} [undrawn] absent: everything was drawn
 * @property {boolean} useIds
 * @property {import("../about/naming.js").Known} [known] absent: nothing is known of the platform
 * @property {import("../types.js").Outcome} outcome
 * @property {import("../walk/sweep.js").Swept | null} [swept] how the words were gone through first
 * @property {import("../doubts.js").Seen} [seen] absent: nothing of the page was looked at
 * @property {string[]} notes
 * @property {import("../types.js").PartInfo[]} artifacts
 */

/** @type {import("../about/naming.js").Known} */
const NOTHING_KNOWN = {
  rules: [],
  place: { platform: "", kind: "", ids: [] },
  canonical: "",
  carried: [],
  said: [],
};

/**
 * @param {Facts} facts
 * @returns {Promise<Manifest>} written once as JSON, never changed
 */
export async function manifestOf(facts) {
  const { segments, tiles, artifacts, capture, page, started, ended, environment, pane } = facts;
  const entries = shownOf(segments);
  const keys = await keysOf(entries, facts.useIds);
  const contents = entries.map(({ content }) => content);
  const names = named(facts.known ?? NOTHING_KNOWN, contents);
  const items = entries.map((entry, i) => ({
    key: keys[i] ?? "",
    ...itemOf(entry, tiles),
    ...names[i],
  }));
  return {
    keepsake_manifest: 2,
    capture,
    ...(facts.continues ? { continues: facts.continues } : {}),
    page: facts.known ? { ...page, ids: pageIds(facts.known, names) } : page,
    ...(facts.startedBy ? { started_by: facts.startedBy } : {}),
    ...(facts.waited ? { waited: facts.waited } : {}),
    started,
    ended,
    environment,
    pane,
    ...(facts.swept ? { sweep: facts.swept } : {}),
    tiles: tiles
      .filter((tile) => !facts.dropped?.has(tile))
      .map((tile) => ({ ...tile, items: itemsOn(tile.part, entries) })),
    // The kinds are named by the scripts in the page, where no type tells.
    items: /** @type {Manifest["items"]} */ (items),
    completeness: withDoubts(
      {
        ...completenessOf(facts, entries, keys),
        ...seenOf(facts, items),
        not_pictured: items.filter(isUnpictured).length,
      },
      page,
    ),
    artifacts: artifacts.toSorted((a, b) => a.part - b.part),
  };
}

/**
 * @param {Facts} facts
 * @param {{text: string}[]} items with those that only divide others
 */
function seenOf({ seen = new Doubts().told }, items) {
  const { outside, ...rest } = seen;
  const plain = (/** @type {string} */ text) => text.replace(/\s+/g, " ").trim();
  const texts = items.map(({ text }) => plain(text));
  // What was read as an item in another look is told.
  const apart = outside.filter((said) => !texts.some((text) => text.includes(plain(said))));
  return { ...rest, words_apart: apart.length };
}

/**
 * @template {import("../doubts.js").Told} Told
 * @param {Told} told
 * @param {{observed?: {until?: string}[]}} page
 * @returns {Told & Pick<Completeness, "doubts">}
 */
function withDoubts(told, { observed = [] }) {
  const last = observed.at(-1);
  return { ...told, doubts: doubtsOf({ ...told, instead: last !== undefined && !last.until }) };
}

/**
 * Items and dividers in page order; a divider that the page took away again was no part of it.
 * @param {Entry[][]} segments
 */
function shownOf(segments) {
  return segments.flat().filter((entry) => !isDivider(entry.content) || entry.missed === 0);
}

/**
 * @param {Entry[]} entries in page order
 * @param {boolean} useIds
 * @returns {Promise<string[]>}
 */
export async function keysOf(entries, useIds) {
  /** @type {Map<string, number>} */
  const times = new Map();
  /** @type {string[]} */
  const keys = [];
  for (const { content, fingerprint } of entries) {
    const id = useIds && content.id;
    const base = id ? `id:${id}` : `h:${(await sha256Hex(utf8(fingerprint))).slice(0, 20)}`;
    const nth = (times.get(base) ?? 0) + 1;
    times.set(base, nth);
    keys.push(nth > 1 ? `${base}#${nth}` : base);
  }
  return keys;
}

/**
 * @param {Entry} entry
 * @param {import("../types.js").Tile[]} tiles
 */
function itemOf(entry, tiles) {
  const { id: _, ids: __, steady: ___, clock: ____, ...content } = entry.content;
  const moved = movedOf(tiles);
  return {
    ...content,
    media: seenMedia(entry, moved).media,
    boxes: entry.boxes.filter((box) => !moved.has(box.part)),
    ...(entry.views.length ? { views: entry.views } : {}),
    first_seen: entry.first_seen,
    last_seen: entry.last_seen,
    state: stateOf(entry),
    ...(entry.earlier.length ? { earlier: entry.earlier } : {}),
    ...(stateOf(entry) === "gone" ? { missing_since: entry.missing_since } : {}),
  };
}

/**
 * What went before a picture could be taken is told as gone.
 * @param {{kind: string, state: string, boxes: object[]}} item
 */
function isUnpictured({ kind, state, boxes }) {
  return kind !== "divider" && state !== "gone" && boxes.length === 0;
}

/**
 * @param {number} part
 * @param {Entry[]} entries
 * @returns {number[]} places in the list of items
 */
function itemsOn(part, entries) {
  return entries.flatMap((entry, i) => (entry.boxes.some((box) => box.part === part) ? [i] : []));
}

/**
 * What the capture knows that it does not hold.
 * @param {Facts} facts
 * @param {Entry[]} entries
 * @param {string[]} keys
 */
function completenessOf(facts, entries, keys) {
  const { page, segments, tiles, outcome, notes, useIds, undrawn } = facts;
  const items = entries.filter((entry) => !isDivider(entry.content));
  const moved = movedOf(tiles);
  const media = items.map((entry) => seenMedia(entry, moved));
  const states = items.map(stateOf);
  return {
    items: items.length,
    first: keys[entries.findIndex((entry) => !isDivider(entry.content))] ?? "",
    last: keys[entries.findLastIndex((entry) => !isDivider(entry.content))] ?? "",
    ...endOf(outcome, page, items, useIds),
    stopped_by: outcome.stoppedBy,
    limit: outcome.limit ?? "",
    ...(outcome.limits ? { limits: outcome.limits } : {}),
    gaps: [
      ...gapsOf(segments, tiles, new Map(entries.map((entry, i) => [entry, keys[i] ?? ""]))),
      ...(undrawn?.gaps(entries, keys) ?? []),
    ],
    not_loaded: media.flatMap((each) => each.media).filter(({ loaded }) => !loaded).length,
    pictures_unseen: media.reduce((sum, { unseen }) => sum + unseen, 0),
    collapsed: entries.reduce((sum, { content }) => sum + content.collapsed, 0),
    changed: states.filter((state) => state === "changed").length,
    gone: states.filter((state) => state === "gone").length,
    unclear: tiles.filter(({ look }) => look).length,
    unfocused: tiles.filter(({ focused }) => !focused).length,
    notes,
  };
}

/**
 * Where nothing could be told apart as an item, nothing can be said of how many there are; where many
 * say the same and nothing else tells them apart, neither that nor their order is certain. Of what goes
 * on by itself only the part in view is there.
 * @param {import("../types.js").Outcome} outcome
 * @param {{kind?: string}} page
 * @param {Entry[]} items
 * @param {boolean} useIds
 * @returns {Pick<Completeness, "end" | "end_evidence">}
 */
function endOf({ end, evidence }, { kind = "" }, items, useIds) {
  if (end === "reached" && RUNNING.test(kind))
    return { end: "not_reached", end_evidence: "runs_on" };
  const why = items.length === 0 ? "no_items" : areAlike(items, useIds) ? "items_alike" : "";
  // What was all in view at once was put together from nothing.
  const told = evidence === "nothing_to_scroll" && why === "items_alike" ? "" : why;
  if (end !== "reached" || !told) return { end, end_evidence: evidence };
  return { end: "not_reached", end_evidence: told };
}

/**
 * Places where something may be missing: between pieces that were never joined, and before
 * pictures that share nothing with the one before.
 * @param {Entry[][]} segments
 * @param {import("../types.js").Tile[]} tiles
 * @param {Map<Entry, string>} keys
 */
function gapsOf(segments, tiles, keys) {
  const between = segments.slice(1).map((segment, i) => ({
    after: keyOf(segments[i]?.at(-1), keys),
    before: keyOf(segment[0], keys),
  }));
  if (between.length || segments.length) return between;
  return tiles.filter((tile) => tile.join === "gap").map((tile) => ({ part: tile.part }));
}

/**
 * @param {Entry | undefined} entry
 * @param {Map<Entry, string>} keys
 */
function keyOf(entry, keys) {
  return entry ? (keys.get(entry) ?? "") : "";
}
