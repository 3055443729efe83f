/**
 * Captures as the first screen needs them, read from the exact bytes that are proven: an entry whose proof leads to a signed
 * head, and a list of the browser that is the one which that entry names. Nothing else of a copy counts here.
 */

import { asRead, owned } from "../as_read.js";
import { digest, hex } from "../bytes.js";
import { fold, handedOver } from "../harvest.js";
import { list, object, readJson, text } from "../values.js";

/**
 * @typedef {{name: string, value: string, where: string, of: string}} Id
 * @typedef {{key: string, kind: string, author: string, authorSource: string, text: string, time: string, timeShown: string,
 *   zoneAssumed: boolean, state: string, missingSince: string, side: string, links: {href: string, text: string}[], earlier: string[]}} Item
 * @typedef {{kind: string, at: string, said: string}} Seen
 * @typedef {{url: string, platform: string, kind: string, canonicalBuilt: string, ids: Id[], instead: Seen | null}} Page
 * @typedef {{by: string, program: string, browser: string}} Made How it was captured, and with what.
 * @typedef {{number: number, entry: number, utc: string, page: Page, items: Item[] | null, made: Made | null, gaps: unknown[], cutShort: boolean, asKept: boolean}} Shown `items` is null
 *   where nothing of the page was read.
 */

/**
 * @param {import("../model.js").Exhibit[]} exhibits
 * @param {import("../check/log.js").Proven} proven
 * @returns {Promise<Shown[]>} By their numbers.
 */
export async function shownOf(exhibits, proven) {
  const sound = exhibits.filter(({ entry }) => proven.has(entry));
  const found = await Promise.all(sound.map(readShown));
  return found.sort((a, b) => a.number - b.number);
}

/**
 * @param {import("../model.js").Exhibit} exhibit
 * @returns {Promise<Shown>}
 */
async function readShown({ number, entry, utc, parts, manifestPart, reading }) {
  const manifest = await jsonOf(parts.find(({ part }) => part === manifestPart));
  const facts = { number, entry, utc };
  if (!manifest) {
    const page = (await jsonOf(parts.find(({ part }) => part === 0))) ?? {};
    const asKept = manifestPart < 0;
    const rows = await harvestOf(parts, asKept ? reading : null);
    return {
      ...facts,
      page: readPage(rows && reading ? { ...page, ids: owned(page.ids, rows) } : page),
      items: rows?.map(readItem) ?? null,
      made: null,
      gaps: [],
      cutShort: true,
      asKept,
    };
  }
  const rows = asRead(list(manifest.items), reading);
  const page = object(manifest.page);
  const gaps = list(object(manifest.completeness).gaps);
  return {
    ...facts,
    page: readPage(reading ? { ...page, ids: owned(page.ids, rows) } : page),
    items: rows.map(readItem),
    made: madeBy(manifest),
    gaps,
    cutShort: false,
    asKept: true,
  };
}

/**
 * @param {import("../model.js").Part[]} parts
 * @param {Record<string, unknown>[] | null} reading
 * @returns {Promise<Record<string, unknown>[] | null>} What had been read of the page when the capture was cut short. Source: FORMAT.md §4.7.
 */
async function harvestOf(parts, reading) {
  const read = handedOver(parts);
  if (read.length === 0) return null;
  const kept = await Promise.all(read.map(bytesAsKept));
  const rows = fold(kept.filter((data) => data !== null)).map(({ id, n, ...row }) => ({
    ...row,
    key: text(id) ? `id:${text(id)}` : `n:${n}`,
  }));
  return asRead(rows, reading);
}

/**
 * @param {import("../model.js").Part} part
 * @returns {Promise<Uint8Array | null>} Null where it is not there, or is not the one that the entry lists.
 */
async function bytesAsKept({ data, sha256 }) {
  return data && hex(await digest("SHA-256", data)) === sha256 ? data : null;
}

/**
 * @param {import("../model.js").Part | undefined} part
 * @returns {Promise<Record<string, unknown> | null>} Null where it is not there, or is not the one that the entry lists.
 */
async function jsonOf(part) {
  const data = part ? await bytesAsKept(part) : null;
  return data && readJson(data);
}

/**
 * @param {Record<string, unknown>} manifest
 * @returns {Made}
 */
function madeBy({ environment, started_by }) {
  const { extension, user_agent } = object(environment);
  const browser = text(user_agent);
  // Earlier versions tell only that the browser had no screen.
  const by = browser.includes("HeadlessChrome") ? "command" : text(started_by);
  return { by, program: text(extension), browser };
}

/**
 * @param {Record<string, unknown>} row
 * @returns {Page}
 */
function readPage(row) {
  const seen = list(row.observed).map(object).at(-1);
  const { kind, at, said } = seen ?? {};
  return {
    url: text(row.url),
    platform: text(row.platform),
    kind: text(row.kind),
    canonicalBuilt: text(row.canonical_built),
    ids: list(row.ids)
      .map(object)
      .map(({ name, value, where, of }) => ({
        name: text(name),
        value: text(value),
        where: text(where),
        of: text(of),
      })),
    instead:
      seen && !text(seen.until) ? { kind: text(kind), at: text(at), said: text(said) } : null,
  };
}

/**
 * @param {unknown} value
 * @returns {Item}
 */
function readItem(value) {
  const row = object(value);
  return {
    key: text(row.key),
    kind: text(row.kind),
    author: text(row.author),
    authorSource: text(row.author_source),
    text: text(row.text),
    time: text(row.time),
    timeShown: text(row.time_shown),
    zoneAssumed: text(row.time_source).startsWith("zone assumed"),
    state: text(row.state),
    missingSince: text(row.missing_since),
    side: text(row.side),
    links: list(row.links)
      .map(object)
      .map(({ href, text: said }) => ({ href: text(href), text: text(said) })),
    earlier: list(row.earlier).map((was) => text(object(was).text)),
  };
}
