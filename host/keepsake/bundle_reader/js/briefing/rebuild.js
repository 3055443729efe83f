/**
 * The first screen: gathered from what is proven, and what the copy itself says of it held against that. `briefing.json` and
 * `summary.json` are in no record of the log; they are believed where the signature over the whole copy covers them, and only
 * in what no record can say. Source: FORMAT.md §6.3 and §6.8.
 */

import REQUESTS from "../../../../../shared/data/platform_requests.json";
import { isCovered } from "../check/covered.js";
import { invalid } from "../check/findings.js";
import { list, object, readJson, text } from "../values.js";
import { gather } from "./gather.js";
import { NO_LEADS, readLeads } from "./leads.js";
import { RECORD, recordsOf } from "./records.js";
import { readBriefing } from "./shape.js";
import { shownOf } from "./shown.js";

/**
 * @typedef {import("../check/findings.js").Files} Files
 * @typedef {import("../check/findings.js").Finding} Finding
 * @typedef {import("../model.js").Exhibit} Exhibit
 * @typedef {Record<string, unknown>} Row
 */

const BRIEFING = "data/briefing.json";
/** Members that every version has gathered alike, in whatever order. */
const ALIKE = ["told", "pointed", "gone", "events", "contacts", "again", "corrected"];
const ALL = [
  ...ALIKE,
  ...["accounts", "messages", "first", "last", "people", "sites", "captured", "logins"],
  "eyewitnesses",
];

/** What stands there where the gathering itself could not go on. */
export const NOTHING_GATHERED = {
  briefing: readBriefing({}, { case: "", reporter: "", signed: false }),
  leads: NO_LEADS,
  untrue: [invalid("check_failed")],
};

/**
 * @param {Files} files
 * @param {Exhibit[]} exhibits
 * @param {import("../check/log.js").Proven} proven
 * @returns {Promise<{briefing: import("./shape.js").Briefing, leads: import("./leads.js").Leads, untrue: Finding[]}>} What to
 *   show, and which files say otherwise.
 */
export async function rebuild(files, exhibits, proven) {
  const shown = await shownOf(exhibits, proven);
  const made = gather(shown, recordsOf(files, proven), REQUESTS);
  const written = readJson(files.get(BRIEFING));
  const signed = isCovered(files, BRIEFING);
  const claimed = { case: text(written.case), reporter: text(written.reporter), signed };
  // Where what it was gathered from is itself not as it was, that is told, and the file is not blamed for it.
  const sound = isSound(files, exhibits, shown, proven);
  const says = !sound || !files.has(BRIEFING) || saysSo(written, made);
  const untrue = says ? [] : [invalid("briefing_other", BRIEFING)];
  return { briefing: readBriefing(made, claimed), leads: readLeads(files, shown), untrue };
}

/**
 * @param {Files} files
 * @param {Exhibit[]} exhibits
 * @param {import("./shown.js").Shown[]} shown
 * @param {import("../check/log.js").Proven} proven
 * @returns {boolean} Whether every entry and record here is proven, and every list of the browser the one that was kept.
 */
function isSound(files, exhibits, shown, proven) {
  const records = [...files.keys()].map((name) => RECORD.exec(name)?.[1]).filter(Boolean);
  return (
    exhibits.every(({ entry }) => proven.has(entry)) &&
    records.every((number) => proven.has(Number(number))) &&
    shown.every(({ asKept }) => asKept)
  );
}

/**
 * @param {Row} written
 * @param {Row} made
 * @returns {boolean} Whether a file says what was gathered; what another version counts otherwise is left out.
 */
export function saysSo(written, made) {
  if (written.keepsake_briefing === made.keepsake_briefing)
    return ALL.every((name) => plain(written[name]) === plain(made[name]));
  const ours = new Set(list(made.accounts).flatMap(valuesOf));
  return (
    ALIKE.every(
      (name) => unordered(written[name] ?? []) === unordered(alike(made, written, name)),
    ) &&
    list(written.accounts)
      .flatMap(valuesOf)
      .every((value) => ours.has(value))
  );
}

/**
 * @param {Row} made
 * @param {Row} written
 * @param {string} name
 * @returns {unknown} What was gathered, without the members that no row of the file has: its version did not write them.
 */
function alike(made, written, name) {
  const rows = list(written[name]).map(object);
  if (rows.length === 0) return made[name];
  return list(made[name]).map((row) => membersOf(object(row), rows));
}

/**
 * @param {Row} row
 * @param {Row[]} rows
 * @returns {Row} Those of its members that some of the rows have, in what it holds too.
 */
function membersOf(row, rows) {
  const known = Object.entries(row).filter(([name]) => rows.some((one) => name in one));
  return Object.fromEntries(
    known.map(([name, value]) => {
      const isRow = typeof value === "object" && value !== null && !Array.isArray(value);
      return [
        name,
        isRow
          ? membersOf(
              object(value),
              rows.map((one) => object(one[name])),
            )
          : value,
      ];
    }),
  );
}

/**
 * @param {unknown} account
 * @returns {string[]} Its ids and addresses, and who is said to be behind it.
 */
function valuesOf(account) {
  const { handles, permanent, addresses, behind } = object(account);
  const ids = [...list(handles), ...list(permanent)].map((one) => object(one).value);
  return [...ids, ...list(addresses), ...list(behind)].map(plain);
}

/** @param {unknown} value */
function unordered(value) {
  return Array.isArray(value) ? plain(value.map(plain).sort()) : plain(value);
}

/**
 * @param {unknown} value
 * @returns {string} The same for the same content, in whatever order its members stand.
 */
function plain(value) {
  if (Array.isArray(value)) return `[${value.map(plain).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, held]) => `${JSON.stringify(name)}:${plain(held)}`).join()}}`;
}
