/** Step 1: the bag against its own lists. Source: RFC 8493. */

import { bytesOf, same, utf8 } from "../bytes.js";
import { sumsOfAll } from "./workers.js";

const DECLARATION = bytesOf("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
const TAGS = ["bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt"];
const LISTS = ["tagmanifest-sha256.txt", "tagmanifest-sha512.txt"];
// No list can name what signs the lists.
export const SIGNATURE = "signature.note";

/**
 * @typedef {{reason: string, file: string}} Problem
 * @typedef {{problems: Problem[], sha256: Map<string, string>, sha512: Map<string, string>}} BagResult
 */

/**
 * @param {Map<string, Uint8Array>} files What is held, by path within the bag.
 * @param {import("../source.js").Members} members Every file.
 * @param {(done: number) => void} tell Is told how many bytes were read.
 * @returns {Promise<BagResult>} What is wrong, and the hashes of every file as computed here.
 */
export async function checkBag(files, members, tell) {
  const payload = [...members.keys()].filter((name) => name.startsWith("data/"));
  /** @type {Map<string, string>} */
  const problems = new Map();
  /** @type {Map<string, string>} */
  const sha256 = new Map();
  /** @type {Map<string, string>} */
  const sha512 = new Map();
  let done = 0;
  const found = await sumsOfAll(members, (more) => {
    done += more;
    tell(done);
  });
  for (const name of members.keys()) {
    const sums = found.get(name);
    if (sums) {
      sha256.set(name, sums.sha256);
      sha512.set(name, sums.sha512);
    } else {
      problems.set(name, "bag_hash");
    }
  }
  if (!same(files.get("bagit.txt") ?? new Uint8Array(), DECLARATION)) {
    problems.set("bagit.txt", "bag_hash");
  }
  for (const [kind, expected] of /** @type {const} */ ([
    ["manifest", payload],
    ["tagmanifest", TAGS],
  ])) {
    checkList(files, `${kind}-sha256.txt`, sha256, { members, expected, problems });
    checkList(files, `${kind}-sha512.txt`, sha512, { members, expected, problems });
  }
  for (const name of members.keys()) {
    const known = [...TAGS, ...LISTS, SIGNATURE].includes(name);
    if (!known && !name.startsWith("data/")) problems.set(name, "bag_unlisted");
  }
  const rows = [...problems].map(([file, reason]) => ({ reason, file }));
  return { problems: rows.sort((a, b) => (a.file < b.file ? -1 : 1)), sha256, sha512 };
}

/**
 * @param {Map<string, Uint8Array>} files
 * @param {string} list
 * @param {Map<string, string>} digests
 * @param {{members: import("../source.js").Members, expected: readonly string[], problems: Map<string, string>}} around
 */
function checkList(files, list, digests, { members, expected, problems }) {
  if (!files.has(list)) {
    problems.set(list, "bag_missing");
    return;
  }
  const listed = parseList(files.get(list));
  if (listed === null) {
    problems.set(list, "bag_format");
    return;
  }
  for (const name of expected) if (!listed.has(name)) problems.set(name, "bag_unlisted");
  for (const [name, value] of listed) {
    if (!members.has(name)) problems.set(name, "bag_missing");
    else if (digests.get(name) !== value) problems.set(name, "bag_hash");
  }
}

/**
 * @param {Uint8Array | undefined} data
 * @returns {Map<string, string> | null} Digest by path; null for what is no list.
 */
export function parseList(data) {
  /** @type {Map<string, string>} */
  const rows = new Map();
  try {
    const lines = utf8(data ?? new Uint8Array()).split("\n");
    if (lines.pop() !== "") return null;
    for (const line of lines) {
      const found = /^([0-9a-f]+) {2}(.+)$/.exec(line);
      if (!found?.[1] || !found[2] || rows.has(found[2])) return null;
      rows.set(found[2], found[1]);
    }
  } catch {
    return null;
  }
  return rows;
}
