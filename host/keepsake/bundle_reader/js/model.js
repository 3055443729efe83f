/**
 * What a bundle holds, read from the exact bytes of its entries and manifests. Everything in them comes from a page that
 * nobody trusts, so each value is taken as text or number and nothing else.
 */

import { isPicture, readAdded } from "./added.js";
import { asRead, owned } from "./as_read.js";
import { withWhole } from "./beginnings.js";
import { fold, handedOver } from "./harvest.js";
import { isDriven, readCompleteness, readInstead } from "./held.js";
import { exhibitNumbers } from "./numbers.js";
import { readingOf } from "./read.js";
import { REDACTED_LIST } from "./redacted.js";
import { bytesOfMember } from "./source.js";
import { readBox, readBoxes } from "./spots.js";
import { count, list, object, readJson, text } from "./values.js";
import { readWaited } from "./waited.js";

/**
 * @template Shape
 * @typedef {import("../../../../shared/schemas/manifest").Untrusted<Shape>} Untrusted
 */

/**
 * @typedef {import("../../../../shared/schemas/manifest").Manifest} Manifest
 * @typedef {import("./added.js").Added} Added
 * @typedef {{part: number, kind: string, name: string, mediaType: string, bytes: number, sha256: string,
 *   path: string, member: import("./source.js").Member | undefined, data: Uint8Array | undefined}} Part `data` where it is held.
 * @typedef {{name: string, value: string, where: string, of: string}} Id
 * @typedef {{key: string, kind: string, text: string, author: string, takenOver: boolean, side: string, timeShown: string, time: string,
 *   quote: string, beside: string[], state: string, boxes: import("./spots.js").Box[], links: string[], media: string[], ids: Id[], earlier: string[], views: number[]}} Item
 * @typedef {{part: Part, at: string, join: string, pane: import("./spots.js").Box, scale: number}} Tile
 * @typedef {{items: number, end: string, endEvidence: string, endedBy: string[], backTo: string, gaps: number, notLoaded: number,
 *   collapsed: number, notPictured: number, unclear: number, unfocused: number, changed: number, gone: number,
 *   notes: string[], doubts: string[], frames: {name: string, address: string, width: number, height: number}[],
 *   numbers: Record<string, number>}} Completeness numbers: of the doubts that have one
 * @typedef {{kind: string, at: string, said: string, sure: boolean}} Seen what a page was instead of evidence
 * @typedef {{number: number, entry: number, folder: string, capture: string, utc: string, zone: string, offset: number,
 *   program: string, state: string, reason: string, manifestPart: number, parts: Part[], url: string, title: string, platform: string,
 *   kind: string, ids: Id[], started: string, ended: string, items: Item[], tiles: Tile[],
 *   completeness: Completeness | null, instead: Seen | null, added: Added | null, system: string, browser: string, driven: boolean, operator: string, stampsOff: boolean,
 *   response: {status: number, protocol: string, source: string}, recordOnly: boolean,
 *   clockChange: number, clockBehind: number, reading: Record<string, unknown>[] | null,
 *   waited: import("./waited.js").Waited | null, wholeIn?: number}} Exhibit
 */

const LISTED = new Set(["begin", "manifest", "items"]);

/**
 * Reads what is needed to show a copy and to follow its proofs; pictures and page copies stay where they are.
 * @param {import("./source.js").Members} members
 * @returns {Promise<Map<string, Uint8Array>>} By path within the bag.
 */
export async function hold(members) {
  const files = new Map();
  const take = async (/** @type {string} */ name) => {
    const member = members.get(name);
    if (member) files.set(name, await bytesOfMember(member));
  };
  for (const name of members.keys()) {
    const aside = /^data\/(exhibits|derived|drafts|fact-sheets|validation)\/|\.pdf$/.test(name);
    if (!aside || name === REDACTED_LIST) await take(name);
  }
  for (const exhibit of readExhibits(files, members)) {
    for (const part of exhibit.parts) if (LISTED.has(part.kind)) await take(part.path);
  }
  return files;
}

/**
 * @param {Map<string, Uint8Array>} files What is held, by path within the bag.
 * @param {import("./source.js").Members} members Every file.
 * @returns {Exhibit[]} In the order of their entries; an entry that cannot be read is left to the checks.
 */
export function readExhibits(files, members) {
  const numbers = [...files.keys()]
    .map((name) => /^data\/log\/entries\/(0|[1-9][0-9]{0,14})\.json$/.exec(name)?.[1])
    .filter((number) => number !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
  const places = exhibitNumbers(files, numbers);
  const paths = byPlace(members);
  const around = { files, members, paths };
  return withWhole(numbers.map((entry) => readExhibit(around, entry, places.get(entry) ?? 0)));
}

/**
 * @param {import("./source.js").Members} members
 * @returns {Map<string, string>} Path of each artifact by its beginning, `data/exhibits/001/0004-`.
 */
function byPlace(members) {
  /** @type {Map<string, string>} */
  const paths = new Map();
  for (const name of members.keys()) {
    const place = /^data\/exhibits\/[0-9]+\/[0-9]+-/.exec(name)?.[0];
    if (place && !paths.has(place)) paths.set(place, name);
  }
  return paths;
}

/**
 * @typedef {{files: Map<string, Uint8Array>, members: import("./source.js").Members, paths: Map<string, string>}} Around
 */

/**
 * @param {Around} around
 * @param {number} entry
 * @param {number} number
 * @returns {Exhibit}
 */
function readExhibit(around, entry, number) {
  const record = readJson(around.files.get(`data/log/entries/${entry}.json`));
  const body = object(record.body);
  const folder = `data/exhibits/${String(number).padStart(3, "0")}/`;
  const parts = list(body.parts).map((row) => readPart(around, folder, row));
  const manifestPart = typeof body.manifest === "number" ? body.manifest : -1;
  /** @type {Untrusted<Manifest>} */
  const manifest = readJson(parts.find((part) => part.part === manifestPart)?.data);
  const begin = readJson(parts.find((part) => part.kind === "begin")?.data);
  /** @type {Untrusted<Manifest["page"]>} */
  const page = object(manifest.page ?? begin);
  // Of what was cut short before anything was read, papers and lists know only the record's own zone.
  const begun = parts.some(({ kind }) => kind === "items") ? begin.started : undefined;
  /** @type {Untrusted<Manifest["started"]>} */
  const zoned = [manifest.started, begun].map(object).find(({ zone }) => zone) ?? record;
  /** @type {Untrusted<Manifest["environment"]>} */
  const environment = object(manifest.environment ?? begin.environment);
  const reading = readingOf(around.files, number);
  const rows = asRead(Array.isArray(manifest.items) ? manifest.items : harvested(parts), reading);
  return {
    reading,
    number,
    entry,
    folder,
    capture: text(body.capture),
    utc: text(record.utc),
    zone: text(zoned.zone),
    offset: count(zoned.offset_minutes),
    program: text(record.program),
    state: text(body.state),
    reason: text(body.reason),
    manifestPart,
    parts,
    ...readPage(page),
    ids: readIds(reading ? owned(page.ids, rows) : page.ids),
    started: text(object(manifest.started).utc) || text(object(begin.started).utc),
    ended: text(object(manifest.ended).utc),
    items: rows.map(readItem),
    tiles: readTiles(manifest, parts),
    instead: readInstead(object(manifest.page).observed),
    completeness: readCompleteness(manifest.completeness, isUnread(parts, reading)),
    ...readMaking(body, manifest, environment),
    added: record.kind === "file" ? readAdded(body, manifest) : null,
    ...readHost(object(body.host)),
    waited: readWaited(body),
  };
}

/**
 * @param {Part[]} parts
 * @param {Record<string, unknown>[] | null} reading
 * @returns {boolean} true where what was seen is there, and who said what and when was not read of it
 */
function isUnread(parts, reading) {
  return reading === null && parts.some(({ kind, member }) => kind === "views" && member);
}

/**
 * @param {Record<string, unknown>} body
 * @param {Record<string, unknown>} manifest
 * @param {Record<string, unknown>} environment
 */
function readMaking(body, manifest, environment) {
  return {
    browser: text(environment.user_agent),
    driven: isDriven(body, manifest, environment),
    recordOnly: text(manifest.mode) === "record_only",
  };
}

/**
 * @param {Untrusted<Manifest["page"]>} page
 */
function readPage(page) {
  return {
    url: text(page.url),
    title: text(page.title),
    platform: text(page.platform),
    kind: text(page.kind),
    response: readResponse(object(page.response)),
  };
}

/** @param {Record<string, unknown>} response */
function readResponse({ status, protocol, source }) {
  return { status: count(status), protocol: text(protocol), source: text(source) };
}

/**
 * What the program noted of its computer.
 * @param {Record<string, unknown>} host
 */
function readHost(host) {
  return {
    system: text(host.system),
    operator: text(host.operator),
    stampsOff: host.stamps === "off",
    clockChange: Number(host.clock_change_ms ?? 0),
    clockBehind: Number(host.clock_behind_ms ?? 0),
  };
}

/**
 * @param {Around} around
 * @param {string} folder
 * @param {unknown} value
 * @returns {Part}
 */
function readPart({ files, members, paths }, folder, value) {
  const row = object(value);
  const part = count(row.part);
  const prefix = `${folder}${String(part).padStart(4, "0")}-`;
  const found = paths.get(prefix);
  return {
    part,
    kind: text(row.kind),
    name: text(row.name),
    mediaType: text(row.media_type),
    bytes: count(row.bytes),
    sha256: text(row.sha256),
    path: found ?? `${prefix}${text(row.name)}`,
    member: found === undefined ? undefined : members.get(found),
    data: found === undefined ? undefined : files.get(found),
  };
}

/**
 * How many messages, posts and the like; what only divides them does not count.
 * @param {Item[]} items
 */
export function countOf(items) {
  return items.filter((item) => item.kind !== "divider").length;
}

/**
 * What had been handed over of the page when the capture was cut short.
 * @param {Part[]} parts
 * @returns {Record<string, unknown>[]}
 */
function harvested(parts) {
  const held = handedOver(parts).map(({ data }) => data ?? new Uint8Array());
  return fold(held).map(({ id, n, ...row }) => ({
    ...row,
    key: id ? `id:${text(id)}` : `n:${n}`,
    state: "shown",
  }));
}

/**
 * @param {unknown} value
 * @returns {Item}
 */
function readItem(value) {
  /** @type {Untrusted<Manifest["items"][number] & Record<"side" | "quote" | "receipt" | "counts", string>>} */
  const row = object(value);
  return {
    key: text(row.key),
    kind: text(row.kind),
    text: text(row.text),
    author: text(row.author),
    takenOver: text(row.author_source) === "before",
    side: text(row.side),
    quote: text(row.quote),
    beside: [row.receipt, row.counts].flatMap((one) => text(one).split("\n")).filter(Boolean),
    timeShown: text(row.time_shown),
    time: text(row.time),
    state: text(row.state),
    boxes: readBoxes(row.boxes),
    links: list(row.links).map((link) => text(object(link).href)),
    media: list(row.media).map((one) => text(object(one).src)),
    ids: readIds(row.ids),
    earlier: list(row.earlier).map((was) => text(object(was).text)),
    views: list(row.views).map(count),
  };
}

/**
 * @param {Untrusted<Manifest>} manifest
 * @param {Part[]} parts
 * @returns {Tile[]}
 */
function readTiles(manifest, parts) {
  /** @type {Untrusted<Manifest["tiles"][number]>[]} */
  const rows = list(manifest.tiles).map(object);
  const told = new Map(rows.map((row) => [count(row.part), row]));
  const usual = object(manifest.environment).device_pixel_ratio;
  return parts.filter(isPicture).map((part) => {
    const { at, join, pane, device_pixel_ratio } = told.get(part.part) ?? {};
    const scale = Number(device_pixel_ratio) || Number(usual) || 1;
    return { part, at: text(at), join: text(join), pane: readBox(pane), scale };
  });
}

/**
 * @param {unknown} value
 * @returns {Id[]}
 */
function readIds(value) {
  /** @type {Untrusted<Manifest["page"]["ids"][number]>[]} */
  const rows = list(value).map(object);
  return rows.map((row) => ({
    name: text(row.name),
    value: text(row.value),
    where: text(row.where),
    of: text(row.of),
  }));
}

/**
 * @param {Exhibit[]} exhibits
 * @returns {boolean} Whether somebody added one of them by hand.
 */
export function anyAdded(exhibits) {
  return exhibits.some((exhibit) => exhibit.added);
}
