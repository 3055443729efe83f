/** Step 6, the rest: what is read of an exhibit stands in what was seen of it. Source: FORMAT.md §7. */

import { utf8 } from "../bytes.js";
import { fold, handedOver } from "../harvest.js";
import { bytesOfMember } from "../source.js";
import { list, object, readJson, text } from "../values.js";
import { attempt, invalid, notChecked } from "./findings.js";

/**
 * @typedef {import("./findings.js").Finding} Finding
 * @typedef {import("../model.js").Exhibit} Exhibit
 * @typedef {Record<string, unknown>} Row
 */

const PLACE = /^data\/readings\/([0-9]{3,})\.json$/;
// The same signs in all three programs that check; those that \s stands for differ.
const SPACE = /[\t-\r\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+/g;
const MOMENT =
  /([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?(?:\.[0-9]+)? ?(Z|UTC|[+-][0-9]{2}:?[0-9]{2})?/g;
const WHOLE = new RegExp(`^(?:${MOMENT.source})$`);
const EPOCHS = new Map([
  [10, 1],
  [13, 1000],
  [16, 1_000_000],
]);
const TOLD = ["author", "text", "time", "time_shown"];
const FIELDS = [...TOLD, "counts", "quote", "receipt", "side"];
const KINDS = ["message", "post", "comment", "row", "item", "divider", "rest"];
const CARRIED = ["the item before", "the item after"];
const DAY = 86_400_000;
const OPENED_MAX = 1 << 26; // bytes of one part of views: what unpacks to more is not whole

/**
 * @param {Map<string, Uint8Array>} files What is held.
 * @param {Exhibit[]} exhibits
 * @param {Set<number>} proven Entries.
 * @returns {Promise<Finding[]>}
 */
export async function checkReadings(files, exhibits, proven) {
  const names = [...files.keys()].filter((name) => name.startsWith("data/readings/")).sort();
  const found = names.map(async (name) => {
    const number = Number(PLACE.exec(name)?.[1] ?? -1);
    const exhibit = exhibits.find((one) => one.number === number);
    if (!exhibit) return invalid("reading_other", name);
    if (!proven.has(exhibit.entry)) return notChecked("record_unproven", name);
    return checkReading(files, name, exhibit);
  });
  return (await Promise.all(found)).filter((one) => one !== null);
}

/**
 * @param {Map<string, Uint8Array>} files
 * @param {string} name
 * @param {Exhibit} exhibit
 * @returns {Promise<Finding | null>}
 */
async function checkReading(files, name, exhibit) {
  const read = readJson(files.get(name));
  const items = itemsOf(exhibit);
  const rows = list(read.items).map(object);
  const parts = exhibit.parts.filter(({ kind }) => kind === "views");
  const of = list(read.views).map((one) => [object(one).part, object(one).sha256]);
  const known = [...FIELDS, "key", "kind"];
  const same =
    read.keepsake_reading === 1 &&
    read.capture === exhibit.capture &&
    JSON.stringify(of) === JSON.stringify(parts.map(({ part, sha256 }) => [part, sha256])) &&
    areOf(rows, items, exhibit.manifestPart < 0) &&
    rows.every((row) => Object.keys(row).every((member) => known.includes(member)));
  if (!same) return invalid("reading_other", name);
  if (typeof DecompressionStream === "undefined") return notChecked("reading_unopened", name);
  const records = await recordsOf(exhibit).catch(() => null);
  if (records === null) return invalid("reading_other", name);
  const around = aroundIn(rows);
  const wrong = rows.some((row, at) => {
    const item = items[at] ?? {};
    const own = list(item.views).flatMap((view) => {
      const record = records.get(view);
      return record ? [record] : [];
    });
    return !isSeen(row, item, own, around(at));
  });
  return wrong ? invalid("reading_unseen", name) : null;
}

/**
 * @param {Exhibit} exhibit
 * @returns {Row[]} As its manifest has them, or as they were handed over until the capture was cut short.
 */
function itemsOf({ parts, manifestPart }) {
  if (manifestPart >= 0)
    return list(readJson(parts.find(({ part }) => part === manifestPart)?.data).items).map(object);
  return fold(handedOver(parts).map(({ data }) => data ?? new Uint8Array()));
}

/**
 * @param {Row[]} rows As they are read.
 * @param {Row[]} items
 * @param {boolean} isCutShort Then the items have no key but their place.
 */
function areOf(rows, items, isCutShort) {
  return (
    rows.length === items.length &&
    (isCutShort || rows.every(({ key }, at) => key === items[at]?.key))
  );
}

/**
 * A name may be taken over from the nearest that has one, a time only from a row right beside it that is no item.
 * @param {Row[]} rows As they are read.
 * @returns {(at: number) => Record<string, string[]>} By field, what one may take over from before and after it.
 */
function aroundIn(rows) {
  const authors = rows.map((row) => text(object(row.author).value));
  const before = nearestBefore(authors);
  const after = nearestBefore(authors.toReversed()).toReversed();
  const timeOf = (/** @type {number} */ at, /** @type {string} */ name) =>
    rows[at]?.kind === "rest" ? text(object(rows[at]?.[name]).value) : "";
  return (at) => ({
    author: [before[at] ?? "", after[at] ?? ""],
    time: [timeOf(at - 1, "time"), timeOf(at + 1, "time")],
    time_shown: [timeOf(at - 1, "time_shown"), timeOf(at + 1, "time_shown")],
  });
}

/**
 * @param {string[]} authors
 * @returns {string[]} Who is named nearest before each item; "" for nobody.
 */
function nearestBefore(authors) {
  let last = "";
  return authors.map((author) => {
    const before = last;
    last = author || last;
    return before;
  });
}

/**
 * @param {Exhibit} exhibit
 * @returns {Promise<Map<unknown, Row>>} The units that were seen, by number; a line that is none is passed over.
 * @throws {Error} A part is not there or does not open.
 */
export async function recordsOf({ parts }) {
  /** @type {Map<unknown, Row>} */
  const records = new Map();
  for (const part of parts.filter(({ kind }) => kind === "views")) {
    for (const line of await linesOf(part)) {
      const row = object(attempt(() => JSON.parse(line)));
      if (Number.isInteger(row.view)) records.set(row.view, row);
    }
  }
  return records;
}

/**
 * @param {import("../model.js").Part} part
 * @returns {Promise<string[]>}
 */
async function linesOf({ member }) {
  const data = member ? await bytesOfMember(member) : new Uint8Array();
  const stream = new Blob([new Uint8Array(data)]).stream();
  const opened = stream.pipeThrough(new DecompressionStream("gzip")).pipeThrough(upTo(OPENED_MAX));
  return utf8(new Uint8Array(await new Response(opened).arrayBuffer())).split("\n");
}

/**
 * A few bytes may unpack to more than a computer holds.
 * @param {number} most Bytes.
 * @returns {TransformStream<Uint8Array, Uint8Array>} Ends with an error where more comes.
 */
function upTo(most) {
  let left = most;
  return new TransformStream({
    transform(piece, out) {
      left -= piece.length;
      if (left < 0) out.error(new RangeError("what was seen unpacks to too much"));
      else out.enqueue(piece);
    },
  });
}

/**
 * @param {Row} row As it is read.
 * @param {Row} item As the browser's list has it.
 * @param {Row[]} records What was seen of it.
 * @param {Record<string, string[]>} around By field, what it may take over from before and after it.
 * @returns {boolean}
 */
function isSeen(row, item, records, around) {
  const told = [item.text, item.author, item.time_shown].map(text);
  const pages = records.map(({ html }) => text(html));
  const words = [...told, ...pages.map((page) => unmarked(page.replace(/<[^>]*>/g, "")))];
  for (const record of records)
    words.push(text(record.words), ...Object.values(object(record.painted)).map(text));
  const ground = [...pages.map(unmarked), ...words].map((one) => one.replace(SPACE, "")).join(" ");
  const attributes = pages.flatMap((page) => [...page.matchAll(/="([^"]*)"/g)]);
  const sources = [...attributes.map((found) => unmarked(found[1] ?? "")), ...words];
  if (!KINDS.includes(text(row.kind)) && row.kind !== item.kind) return false;
  return FIELDS.filter((name) => name in row).every((name) => {
    const { value: said, by, at } = object(row[name]);
    const value = text(said);
    const own = TOLD.includes(name) ? text(item[name]) : ""; // no manifest has the others
    if (by !== "both" && by !== "seen" && by !== "page") return false;
    if (name === "side") return value === "own" || value === "other";
    if (by === "page") return value === own;
    if (value === around[name]?.[CARRIED.indexOf(text(at))]) return true;
    if (name === "time") return hasMoment(value, own, sources);
    return value.split(SPACE).every((word) => ground.includes(word));
  });
}

/** @param {string} page */
function unmarked(page) {
  return page
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

/**
 * @param {string} value
 * @param {string} own
 * @param {string[]} sources
 * @returns {boolean} Whether a moment is told by the page, in whatever zone.
 */
function hasMoment(value, own, sources) {
  const moment = momentOf(WHOLE.exec(value));
  if (moment === null) return false;
  return moment === momentOf(WHOLE.exec(own)) || sources.some((one) => tells(one, moment));
}

/**
 * @param {RegExpExecArray | null} found
 * @returns {number | null} Milliseconds.
 */
function momentOf(found) {
  if (!found) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((one) => Number(one ?? 0));
  const there = new Date(0);
  there.setUTCFullYear(year, month - 1, day);
  there.setUTCHours(hour, minute, second);
  const is = [there.getUTCFullYear(), there.getUTCMonth() + 1, there.getUTCDate()];
  const clock = [there.getUTCHours(), there.getUTCMinutes(), there.getUTCSeconds()];
  if (`${[...is, ...clock]}` !== `${[year, month, day, hour, minute, second]}`) return null;
  const zone = found[7] ?? "Z";
  const sign = zone.startsWith("-") ? 1 : zone.startsWith("+") ? -1 : 0;
  const ahead = sign === 0 ? 0 : Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return there.getTime() + sign * ahead * 60_000;
}

/**
 * @param {string} source
 * @param {number} moment
 * @returns {boolean} Whether a text may tell it: as ISO 8601, as a number, or by its day and minute.
 */
function tells(source, moment) {
  const written = [...source.matchAll(MOMENT)];
  if (written.some((found) => momentOf(found) === moment)) return true;
  // It says itself which moment it means.
  if (written.some((found) => found[7])) return false;
  const numbers = source.match(/[0-9]+/g) ?? [];
  const seconds = Math.floor(moment / 1000);
  const isIt = (/** @type {string} */ one) => {
    const each = EPOCHS.get(one.length);
    return each !== undefined && Math.floor(Number(one) / each) === seconds;
  };
  if (numbers.some(isIt)) return true;
  const told = new Set(numbers.filter((one) => one.length <= 4).map(Number));
  const date = new Date(moment);
  const days = [-1, 0, 1].map((apart) => new Date(moment + apart * DAY).getUTCDate());
  const fits = told.has(date.getUTCFullYear()) && told.has(date.getUTCMinutes());
  return fits && days.some((day) => told.has(day));
}
