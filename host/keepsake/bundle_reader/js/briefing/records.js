/**
 * What a case says: the versions that hold of its records, each proven in the log. Source: FORMAT.md §6.9 and §9.1; the same
 * in host/keepsake/core/case/fold.py.
 */

import { list, object, readJson, text } from "../values.js";

/** @typedef {Record<string, unknown>} Body */

export const RECORD = /^data\/log\/records\/(0|[1-9][0-9]{0,14})\.json$/;
const DAY = { date: "", clock: "", zone: "", utc: "" };
/** Members that a record of an earlier version may lack. Source: FORMAT.md §9.1. */
/** @type {Record<string, Body>} */
const MEMBERS = {
  event: { case: "", when: DAY, text: "", place: "", account: "", replaces: -1, withdrawn: false },
  contact: {
    ...{ case: "", when: DAY, way: "", number: "", agency: "", person: "", rank: "", badge: "" },
    ...{ role: "", civilian: "", file_number: "", said: "", result: "open", reason: "" },
    ...{ promised: "", promised_on: "", follow_up: "", asked: [], handed: -1 },
    ...{ replaces: -1, withdrawn: false },
  },
};

/**
 * @param {Map<string, Uint8Array>} files
 * @param {import("../check/log.js").Proven} proven
 * @returns {(kind: string) => Body[]} What holds of a kind, in the order in which it was written.
 */
export function recordsOf(files, proven) {
  const found = [...files.keys()]
    .map((name) => ({ name, entry: Number(RECORD.exec(name)?.[1] ?? Number.NaN) }))
    .filter(({ entry }) => proven.has(entry))
    .sort((a, b) => a.entry - b.entry)
    .map(({ name, entry }) => ({ entry, record: readJson(files.get(name)) }));
  return (kind) => {
    const versions = found.filter(({ record }) => record.kind === kind);
    const replaced = new Set(versions.map(({ record }) => object(record.body).replaces));
    return versions
      .filter(({ entry, record }) => !replaced.has(entry) && !object(record.body).withdrawn)
      .map(({ record }) => filled(kind, object(record.body)));
  };
}

/**
 * @param {string} kind
 * @param {Body} body
 * @returns {Body} With the members of its kind and no others, where those are known.
 */
function filled(kind, body) {
  const members = MEMBERS[kind];
  if (!members) return body;
  const known = Object.entries(members).map(([name, otherwise]) => [name, body[name] ?? otherwise]);
  const whole = Object.fromEntries(known);
  const when = object(whole.when);
  return {
    ...whole,
    when: Object.fromEntries(Object.keys(DAY).map((name) => [name, text(when[name])])),
  };
}

/**
 * @param {Body} body Of a `person` or an `account`.
 * @returns {string[]}
 */
export function accountsOf(body) {
  return list(body.accounts).map(text);
}
