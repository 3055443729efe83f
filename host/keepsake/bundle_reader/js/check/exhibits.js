/** Steps 5 and 6: the files of each capture, and the browser's own list. Source: FORMAT.md §7. */

import { utf8 } from "../bytes.js";
import { attempt, further, invalid, notChecked } from "./findings.js";

/**
 * @typedef {import("./findings.js").Finding} Finding
 * @typedef {import("../model.js").Exhibit} Exhibit
 * @typedef {{part: number, kind: string, bytes: number, sha256: string}} Row
 */

/**
 * Nothing is held against a record that is not itself proven.
 * @param {Exhibit} exhibit
 * @param {boolean} isProven
 * @param {Map<string, string>} sha256 As computed here, by path.
 * @param {string[]} names
 * @returns {[Finding[], Finding[]]} Of steps 5 and 6.
 */
export function checkExhibit(exhibit, isProven, sha256, names) {
  const open = [notChecked("record_unproven", exhibit.folder)];
  if (!isProven) return [open, open];
  return [checkArtifacts(exhibit, sha256, names), checkManifest(exhibit, sha256)];
}

/**
 * @param {Exhibit} exhibit
 * @param {Map<string, string>} sha256
 * @param {string[]} names
 * @returns {Finding[]}
 */
function checkArtifacts(exhibit, sha256, names) {
  /** @type {Finding[]} */
  const findings = [];
  for (const part of exhibit.parts) {
    if (!part.member) findings.push(invalid("part_missing", part.path));
    else if (part.member.size !== part.bytes) findings.push(invalid("part_size", part.path));
    else if (sha256.get(part.path) !== part.sha256) findings.push(invalid("part_hash", part.path));
  }
  const listed = new Set(exhibit.parts.map((part) => part.path));
  const stray = names.filter((name) => name.startsWith(exhibit.folder) && !listed.has(name));
  return [...findings, ...stray.map((name) => invalid("bag_unlisted", name))];
}

/**
 * @param {Exhibit} exhibit
 * @param {Map<string, string>} sha256
 * @returns {Finding[]}
 */
function checkManifest(exhibit, sha256) {
  // Of what was cut short no list can ever come: the entry itself lists what arrived.
  if (exhibit.manifestPart < 0 && exhibit.state === "incomplete")
    return [further("manifest_none", exhibit.folder)];
  if (exhibit.manifestPart < 0) return [notChecked("manifest_none", exhibit.folder)];
  const part = exhibit.parts.find((row) => row.part === exhibit.manifestPart);
  const file = part?.path ?? exhibit.folder;
  if (!part?.data) return [invalid("manifest_missing", file)];
  // A list that is not the one that was kept says nothing; step 5 names it.
  if (sha256.get(part.path) !== part.sha256) return [notChecked("manifest_other_bytes", file)];
  const data = part.data;
  const manifest = attempt(() => JSON.parse(utf8(data)));
  if (!manifest || !Array.isArray(manifest.artifacts)) {
    return [invalid("manifest_unreadable", file)];
  }
  const damaged = new Set(
    exhibit.parts.filter(({ kind }) => kind === "damaged").map((row) => row.part),
  );
  const told = (/** @type {Row} */ row) => identity(row, damaged);
  const ours = exhibit.parts
    .filter((row) => row !== part)
    .map(told)
    .sort();
  const theirs = manifest.artifacts.map(told).sort();
  // What it lists of them is what they were before.
  const findings = damaged.size ? [notChecked("waited_damaged", file)] : [];
  if (manifest.capture !== exhibit.capture) findings.push(invalid("manifest_other", file));
  if (ours.join("\n") !== theirs.join("\n")) findings.push(invalid("manifest_differs", file));
  return findings;
}

/**
 * @param {Row} row
 * @param {Set<number>} damaged
 * @returns {string}
 */
function identity(row, damaged) {
  if (damaged.has(row?.part)) return JSON.stringify([row.part]);
  return JSON.stringify([row?.part, row?.kind, row?.bytes, row?.sha256]);
}
