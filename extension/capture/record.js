/**
 * Record only: address, account, ids, time and the person's own words. No picture is taken, nothing
 * of the page's content is read, and nothing that a picture was made of is named.
 * Source: FORMAT.md 4.11.
 */

import { isConversation, ownerOf, placeOf } from "./about/platform.js";
import { moment } from "./about/when.js";
import { endedOf } from "./ending.js";
import { sha256Hex, utf8 } from "./host/bytes.js";
import { Delivery } from "./host/delivery.js";
import { manifestOf } from "./host/manifest.js";

export const MODE = /** @type {const} */ ("record_only");
const LONGEST = 2048; // characters of an address
export const LONGEST_NOTE = 100_000; // characters
/** Content inside an address, also where it is escaped once or twice. */
const CONTENT = /(?:data|blob|filesystem)(?::|%(?:25)*3a)/i;

/**
 * @typedef {object} RecordTools
 * @property {() => import("./types.js").Port} connect
 * @property {(hint: KeepsakeHint) => Promise<import("./types.js").Identifier[]>} accounts permanent ids that the page's data tells of
 * @property {import("./waiting/room.js").WaitingRoom} room
 * @property {import("./host/delivery.js").Ends["clock"] & {date: () => Date, uuid: () => string}} clock
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
  const { clock, environment } = tools;
  const started = moment(clock.date());
  const capture = clock.uuid();
  const delivery = new Delivery(tools, capture, MODE);
  const mode = { mode: MODE, ...(about ? { about } : {}) };
  try {
    await delivery.greeting();
    const artifacts = [await delivery.begin({ ...mode, ...seen, started, environment })];
    const { page, notes, text } = await find();
    if (text) artifacts.push(await delivery.part(noteOf(text)).kept);
    const nothing = { pane: {}, tiles: [], segments: [], useIds: false };
    const manifest = await manifestOf({
      ...{ capture, page, started, ended: moment(clock.date()), environment, artifacts },
      ...nothing,
      waited: delivery.waited,
      outcome: { end: "not_reached", evidence: "", stoppedBy: "end" },
      notes: [MODE, ...notes],
    });
    const whole = { ...manifest, ...mode };
    const bytes = utf8(JSON.stringify(whole));
    const name = { kind: "manifest", name: "manifest.json", mediaType: "application/json" };
    const last = delivery.part({ ...name, bytes });
    await last.kept;
    const receipt = await delivery.commit(last.part, await sha256Hex(bytes), endedOf(whole));
    return { receipt, facts: { about: about || capture, page, environment } };
  } finally {
    delivery.close();
  }
}

/** @param {string} text */
function noteOf(text) {
  const bytes = utf8(text.slice(0, LONGEST_NOTE));
  return { kind: "note", name: "note.txt", mediaType: "text/plain", bytes };
}
