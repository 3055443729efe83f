/** Step 1: the vault signed the copy as a whole, and it holds what was signed. Source: FORMAT.md §6.12. */

import { sha256 } from "@noble/hashes/sha2.js";
import { concat, hex, utf8 } from "../bytes.js";
import { SIGNATURE } from "./bag.js";
import { attempt, invalid, notChecked, read } from "./findings.js";
import { openCheckpoint, openNote, readVerifierKey } from "./note.js";

/**
 * @typedef {import("./findings.js").Files} Files
 * @typedef {import("./findings.js").Finding} Finding
 * @typedef {{number: number, entry: number, leaf: string}} HeldExhibit
 * @typedef {{entry: number, leaf: string, kind: string}} HeldRecord
 * @typedef {{keepsake_bundle: number, origin: string, size: number, program: string, exhibits: HeldExhibit[],
 *   records: HeldRecord[], files: {path: string, sha256: string}[], page: string, readme: string,
 *   made: {utc: string, zone: string, offset_minutes: number}}} Contents What a copy holds.
 */

export const CONTENTS = "data/contents.json";
const KEY = "data/log/verifier.key";
const CHECKPOINT = "data/log/checkpoint";
const VERSION = 2;
const EXHIBITS = "data/exhibits/";
const LOGGED = /^data\/log\/(?:entries|records)\/(?:0|[1-9][0-9]{0,14})\.json$/;
// From 0.2.0 on the program signs every copy that it makes.
const PROGRAM = /^keepsake-host ([0-9]{1,9})\.([0-9]{1,9})(?:\.|$)/;

/**
 * @param {Files} files What is held.
 * @param {string[]} names Every file.
 * @param {import("./bag.js").BagResult} bag
 * @returns {Finding[]} What is wrong with the signature over the whole, and with what it says there must be.
 */
export function checkSigned(files, names, bag) {
  if (!names.includes(SIGNATURE)) return [unsigned(files, names)];
  const key = attempt(() => readVerifierKey(read(files, KEY)));
  if (!key) return [invalid("bundle_signature", KEY)];
  return [...checkSignature(files, key, bag), ...checkContents(files, key, names, bag.sha256)];
}

/**
 * @param {Files} files
 * @param {string[]} names
 * @returns {Finding} An earlier program signed no copy; a later one always does.
 */
function unsigned(files, names) {
  const logged = names.filter((name) => LOGGED.test(name));
  const late = names.includes(CONTENTS) || logged.some((name) => signs(read(files, name)));
  return (late ? invalid : notChecked)(late ? "bundle_signature" : "bundle_unsigned", SIGNATURE);
}

/**
 * @param {Uint8Array} entry
 * @returns {boolean} Whether a program wrote it that signs every copy.
 */
function signs(entry) {
  const program = attempt(() => JSON.parse(utf8(entry)).program);
  const found = typeof program === "string" ? PROGRAM.exec(program) : null;
  return found !== null && (Number(found[1]) > 0 || Number(found[2]) >= 2);
}

/**
 * @param {Files} files
 * @param {import("./note.js").VerifierKey} key
 * @param {import("./bag.js").BagResult} bag
 * @returns {Finding[]}
 */
function checkSignature(files, key, bag) {
  const text = attempt(() => openNote(read(files, SIGNATURE), key));
  const lines = text?.split("\n") ?? [];
  if (lines.length !== 5 || lines[0] !== `keepsake/bundle/${VERSION}` || lines[1] !== key.name) {
    return [invalid("bundle_signature", SIGNATURE)];
  }
  return /** @type {const} */ ([
    ["sha256", lines[2]],
    ["sha512", lines[3]],
  ])
    .filter(([kind, line]) => line !== `${kind}:${bag[kind].get(`tagmanifest-${kind}.txt`)}`)
    .map(([kind]) => invalid("bundle_signature", `tagmanifest-${kind}.txt`));
}

/**
 * What is here is what the list of contents says, no less, no more, and nothing else.
 * @param {Files} files
 * @param {import("./note.js").VerifierKey} key
 * @param {string[]} names
 * @param {Map<string, string>} hashes
 * @returns {Finding[]}
 */
function checkContents(files, key, names, hashes) {
  const listed = readContents(files);
  if (listed === "newer") return [notChecked("version_newer", CONTENTS)];
  if (listed === null) return [invalid("bundle_contents", CONTENTS)];
  const findings = listed.origin === key.name ? [] : [invalid("bundle_contents", CONTENTS)];
  const newest = attempt(() => openCheckpoint(read(files, CHECKPOINT), key));
  if (newest?.size !== listed.size) findings.push(invalid("bundle_contents", CHECKPOINT));
  const other = [...others(listed, files, names, hashes)].sort();
  return [...findings, ...other.map((name) => invalid("bundle_contents", name))];
}

/**
 * @param {Contents} listed
 * @param {Files} files
 * @param {string[]} names
 * @param {Map<string, string>} hashes
 * @returns {Set<string>} Every file that is missing, other than listed, or not listed.
 */
function others(listed, files, names, hashes) {
  const leaves = new Map([
    ...listed.exhibits.map((row) => pair(`data/log/entries/${row.entry}.json`, row.leaf)),
    ...listed.records.map((row) => pair(`data/log/records/${row.entry}.json`, row.leaf)),
  ]);
  const rest = new Map(listed.files.map((row) => pair(`data/${row.path}`, row.sha256)));
  const folders = listed.exhibits.map(
    (row) => `${EXHIBITS}${String(row.number).padStart(3, "0")}/`,
  );
  const leafOf = (/** @type {string} */ name) =>
    hex(sha256(concat(new Uint8Array([0]), read(files, name))));
  const found = new Set([
    ...[...leaves].filter(([name, leaf]) => leafOf(name) !== leaf).map(([name]) => name),
    ...[...rest].filter(([name, digest]) => hashes.get(name) !== digest).map(([name]) => name),
  ]);
  for (const name of names) {
    const inside = name.startsWith(EXHIBITS);
    const known = leaves.has(name) || rest.has(name) || name === CONTENTS;
    const strays = inside ? !folders.some((folder) => name.startsWith(folder)) : !known;
    if (name.startsWith("data/") && (strays || (LOGGED.test(name) && !leaves.has(name)))) {
      found.add(name);
    }
  }
  return found;
}

/**
 * @param {string} name
 * @param {string} value
 * @returns {[string, string]}
 */
function pair(name, value) {
  return [name, value];
}

/**
 * @param {Files} files
 * @returns {Contents | "newer" | null} Null where it is no such list.
 */
export function readContents(files) {
  const held = attempt(() => JSON.parse(utf8(read(files, CONTENTS))));
  if (!Number.isInteger(held?.keepsake_bundle)) return null;
  if (held.keepsake_bundle > VERSION) return "newer";
  const right = held.keepsake_bundle === VERSION && attempt(() => isWhole(held));
  return right ? held : null;
}

/**
 * @param {Contents} held
 * @returns {boolean} Whether everything in it is of its kind, each thing is there once, and all is in order.
 */
function isWhole(held) {
  const numbers = held.exhibits.map((row) => row.number);
  const entries = [...held.exhibits, ...held.records].map((row) => row.entry);
  const paths = held.files.map((row) => row.path);
  const texts = [
    ...[...held.exhibits, ...held.records].map((row) => row.leaf),
    ...held.records.map((row) => row.kind),
    ...held.files.flatMap((row) => [row.path, row.sha256]),
    ...[held.origin, held.program, held.page, held.readme, held.made.utc, held.made.zone],
  ];
  return (
    [...numbers, ...entries, held.size, held.made.offset_minutes].every(Number.isInteger) &&
    texts.every((text) => typeof text === "string") &&
    new Set(entries).size === entries.length &&
    numbers.every((number, at) => number > (numbers[at - 1] ?? 0)) &&
    paths.every((path, at) => at === 0 || path > String(paths[at - 1]))
  );
}
