/**
 * Leads: what the program that made the copy found in the messages. It is not searched for again; each value is held against
 * the messages it is said to stand in, and of those that are proven alone. Source: FORMAT.md §6.18.
 */

import { isCovered } from "../check/covered.js";
import { count, list, object, readJson, text } from "../values.js";

/**
 * @typedef {import("./shown.js").Shown} Shown
 * @typedef {import("./shown.js").Item} Item
 * @typedef {{said: import("./shape.js").Said, written: string, where: string, stands: () => boolean}} Place `stands`: whether it is
 *   written so in that message; asked of those that are shown, as a message may be long and hold very many.
 * @typedef {{kind: string, value: string, normal: string, of: string, check: string, assumed: boolean, places: Place[]}} Lead
 * @typedef {{here: boolean, signed: boolean, leads: Lead[], calledDeleted: import("./shape.js").Said[]}} Leads `here`: whether the
 *   copy has a list; `calledDeleted`: messages that a page or file itself calls deleted, none where the list is not signed.
 */

const LEADS = "data/leads.json";
export const KINDS = ["wallet", "iban", "card", "phone", "email", "user", "link", "amount"];

/** @type {Leads} */
export const NO_LEADS = { here: false, signed: false, leads: [], calledDeleted: [] };

/**
 * @param {import("../check/findings.js").Files} files
 * @param {Shown[]} shown
 * @returns {Leads}
 */
export function readLeads(files, shown) {
  if (!files.has(LEADS)) return NO_LEADS;
  const exhibits = new Map(shown.map(({ number, items }) => [number, items ?? []]));
  const file = readJson(files.get(LEADS));
  const signed = isCovered(files, LEADS);
  const leads = list(file.leads)
    .map(object)
    .filter(({ kind }) => KINDS.includes(text(kind)))
    .map((row) => readLead(row, exhibits));
  const deleted = signed ? list(file.called_deleted).map(object) : [];
  const calledDeleted = deleted.flatMap((row) => readDeleted(row, exhibits));
  return { here: true, signed, leads, calledDeleted };
}

/**
 * @param {Record<string, unknown>} row
 * @param {Map<number, Item[]>} exhibits
 * @returns {import("./shape.js").Said[]} Empty where that message does not say so.
 */
function readDeleted(row, exhibits) {
  const [exhibit, number] = [count(row.exhibit), count(row.item)];
  const item = exhibits.get(exhibit)?.[number - 1];
  return item && item.text === text(row.text) ? [saidOf(exhibit, number, item)] : [];
}

/**
 * @param {number} exhibit
 * @param {number} number
 * @param {Item | undefined} item
 * @returns {import("./shape.js").Said}
 */
function saidOf(exhibit, number, item) {
  return {
    exhibit,
    item: number,
    author: item?.author ?? "",
    text: item?.text ?? "",
    time: item?.time ?? "",
    timeShown: item?.timeShown ?? "",
    zoneAssumed: item?.zoneAssumed ?? false,
    takenOver: item?.authorSource === "before",
    side: item?.side ?? "",
  };
}

/**
 * @param {Record<string, unknown>} row
 * @param {Map<number, Item[]>} exhibits
 * @returns {Lead}
 */
function readLead(row, exhibits) {
  const places = list(row.places)
    .map(object)
    .map((place) => readPlace(place, exhibits));
  return {
    kind: text(row.kind),
    value: text(row.value),
    normal: text(row.normal),
    of: text(row.of),
    check: text(row.check),
    assumed: row.assumed === true,
    places,
  };
}

/**
 * @param {Record<string, unknown>} row
 * @param {Map<number, Item[]>} exhibits
 * @returns {Place}
 */
function readPlace(row, exhibits) {
  const [exhibit, number] = [count(row.exhibit), count(row.item)];
  const item = exhibits.get(exhibit)?.[number - 1];
  const [written, where] = [text(row.written), text(row.where)];
  return {
    said: saidOf(exhibit, number, item),
    written,
    where,
    stands: () => written !== "" && textsOf(item, where).some((each) => each.includes(written)),
  };
}

/**
 * @param {Item | undefined} item
 * @param {string} where
 * @returns {string[]} What of a message a place names.
 */
function textsOf(item, where) {
  if (!item) return [];
  if (where === "link") return item.links.map(({ href }) => href);
  return where === "earlier" ? item.earlier : [item.text];
}
