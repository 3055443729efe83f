/**
 * Record only: address, account, ids, time and the person's own words. No picture is taken, nothing
 * of the page's content is read, and nothing that a picture was made of is named.
 * Source: FORMAT.md 4.11.
 */

import { isConversation, ownerOf, placeOf } from "./about/platform.js";
import { moment } from "./about/when.js";
import { sha256Hex, utf8 } from "./host/bytes.js";
import { HostLink } from "./host/link.js";
import { manifestOf } from "./host/manifest.js";

export const MODE = "record_only";
const LONGEST = 2048; // characters of an address
export const LONGEST_NOTE = 100_000; // characters
/** Content inside an address, also where it is escaped once or twice. */
const CONTENT = /(?:data|blob|filesystem)(?::|%(?:25)*3a)/i;

/**
 * @typedef {object} RecordTools
 * @property {() => import("./types.js").Port} connect
 * @property {(hint: KeepsakeHint) => Promise<import("./types.js").Identifier[]>} accounts permanent ids that the page's data tells of
 * @property {{date: () => Date, uuid: () => string}} clock
 * @property {import("./about/platform.js").PlatformRule[]} platforms
 * @property {import("../../shared/schemas/manifest").Environment} environment
 * @property {string} version
 */

/**
 * @typedef {object} Facts what was recorded, so that a note can point to it
 * @property {string} about the capture that holds the facts
 * @property {import("../../shared/schemas/manifest").Page} page
 * @property {import("../../shared/schemas/manifest").Environment} environment
 */

/**
 * @param {string} address
 * @returns {{url: string, cut: boolean}} the address without any content that it may carry
 */
export function plainAddress(address) {
  if (!/^(https?|ftp|file):/i.test(address))
    return { url: `${/^[a-z][\w+.-]*:/i.exec(address)?.[0] ?? ""}`, cut: true };
  const at = address.search(CONTENT);
  const end = Math.min(at < 0 ? address.length : at, LONGEST);
  return { url: address.slice(0, end), cut: end < address.length };
}

/**
 * Seals the facts of a page.
 * @param {RecordTools} tools
 * @param {{url: string}} tab
 * @returns {Promise<{receipt: import("./types.js").Receipt, facts: Facts}>}
 * @throws {import("./problem.js").Problem} when no receipt came
 */
export async function recordPage(tools, tab) {
  const { url, cut } = plainAddress(tab.url);
  const place = placeOf(tools.platforms, url);
  const about = { url, title: "", ...place };
  const { kind } = place;
  const hint = { conversation: isConversation(kind), ...ownerOf(tools.platforms, kind) };
  return sealed(tools, about, "", async () => {
    const ids = [...place.ids, ...(await tools.accounts(hint))];
    return { page: { ...about, ids }, notes: cut ? ["address_cut"] : [], text: "" };
  });
}

/**
 * Seals what the person wrote about facts that are sealed already.
 * @param {Omit<RecordTools, "accounts" | "platforms" | "environment">} tools
 * @param {Facts} facts
 * @param {string} text
 */
export function recordNote(tools, facts, text) {
  const { page, environment } = facts;
  const about = { ...page };
  return sealed({ ...tools, environment }, about, facts.about, async () => ({
    page,
    notes: [],
    text,
  }));
}

/**
 * @param {Omit<RecordTools, "accounts" | "platforms">} tools
 * @param {object} seen
 * @param {string} about
 * @param {() => Promise<{page: Facts["page"], notes: string[], text: string}>} find what is known only after the
 *   address is durable
 */
async function sealed(tools, seen, about, find) {
  const { connect, version, clock, environment } = tools;
  const started = moment(clock.date());
  const capture = clock.uuid();
  const link = new HostLink(connect(), version);
  const mode = { mode: MODE, ...(about ? { about } : {}) };
  try {
    const begun = await link.begin(capture, { ...mode, ...seen, started, environment });
    const { page, notes, text } = await find();
    const artifacts = [artifact("begin", "begin.json", "application/json", begun)];
    if (text) artifacts.push(await link.part(noteOf(text)).info);
    const nothing = { pane: {}, tiles: [], segments: [], useIds: false };
    const manifest = await manifestOf({
      ...{ capture, page, started, ended: moment(clock.date()), environment, artifacts },
      ...nothing,
      outcome: { end: "not_reached", evidence: "", stoppedBy: "end" },
      notes: [MODE, ...notes],
    });
    const bytes = utf8(JSON.stringify({ ...manifest, ...mode }));
    const name = { kind: "manifest", name: "manifest.json", mediaType: "application/json" };
    const last = link.part({ ...name, bytes });
    await last.info;
    const receipt = await link.commit(last.part, await sha256Hex(bytes));
    return { receipt, facts: { about: about || capture, page, environment } };
  } finally {
    link.close();
  }
}

/**
 * @param {string} kind
 * @param {string} name
 * @param {string} type
 * @param {{bytes: number, sha256: string}} kept
 * @returns {import("./types.js").PartInfo}
 */
function artifact(kind, name, type, { bytes, sha256 }) {
  return { part: 0, kind, name, media_type: type, bytes, sha256 };
}

/** @param {string} text */
function noteOf(text) {
  const bytes = utf8(text.slice(0, LONGEST_NOTE));
  return { kind: "note", name: "note.txt", mediaType: "text/plain", bytes };
}
