/** Step 1: the bag against its own lists. Source: RFC 8493. */

import { sha256 as slowSha256, sha512 as slowSha512 } from "@noble/hashes/sha2.js";
import { bytesOf, digest, hex, same, utf8 } from "../bytes.js";
import { OpenError } from "../sealed.js";
import { bytesOfMember, piecesOf } from "../source.js";
import { crc32 } from "../zip.js";

const DECLARATION = bytesOf("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
const TAGS = ["bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt"];
const LISTS = ["tagmanifest-sha256.txt", "tagmanifest-sha512.txt"];
// No list can name what signs the lists.
export const SIGNATURE = "signature.note";
// The browser's own hashing, which is faster, takes a file as a whole.
const WHOLE_BYTES_MAX = 48 * 1024 * 1024;
const AHEAD_BYTES = 4 * 1024 * 1024;

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
  /** @type {{size: number, ended: Promise<void>}[]} */
  const running = [];
  for (const [name, member] of members) {
    const read = await opened(member);
    const ended = sumsOf(member, read, (more) => {
      done += more;
      tell(done);
    }).then((found) => {
      if (found) {
        sha256.set(name, found.sha256);
        sha512.set(name, found.sha512);
      } else {
        problems.set(name, "bag_hash");
      }
    });
    // The browser hashes in other threads, while the next are opened here.
    running.push({ size: member.size, ended });
    while (running.reduce((sum, one) => sum + one.size, 0) > AHEAD_BYTES) {
      await running.shift()?.ended;
    }
  }
  await Promise.all(running.map((one) => one.ended));
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
  const found = [...problems].map(([file, reason]) => ({ reason, file }));
  return { problems: found.sort((a, b) => (a.file < b.file ? -1 : 1)), sha256, sha512 };
}

/**
 * @param {import("../source.js").Member} member
 * @returns {Promise<Uint8Array | null>} All of it; null where it is too large for that, or does not open.
 */
async function opened(member) {
  if (member.size > WHOLE_BYTES_MAX) return null;
  return orNull(() => bytesOfMember(member));
}

/**
 * @param {import("../source.js").Member} member
 * @param {Uint8Array | null} data What was opened of it.
 * @param {(more: number) => void} tell
 * @returns {Promise<{sha256: string, sha512: string} | null>} Null where it does not open or has another CRC.
 */
async function sumsOf(member, data, tell) {
  if (data === null && member.size <= WHOLE_BYTES_MAX) return null;
  return orNull(async () => {
    if (data !== null) {
      const [short, long] = await Promise.all([digest("SHA-256", data), digest("SHA-512", data)]);
      tell(member.size);
      if (member.crc !== null && crc32(data) !== member.crc) return null;
      return { sha256: hex(short), sha512: hex(long) };
    }
    const [short, long] = [slowSha256.create(), slowSha512.create()];
    let crc = 0;
    for await (const piece of piecesOf(member)) {
      short.update(piece);
      long.update(piece);
      crc = crc32(piece, crc);
      tell(piece.length);
    }
    if (member.crc !== null && crc !== member.crc) return null;
    return { sha256: hex(short.digest()), sha512: hex(long.digest()) };
  });
}

/**
 * @template T
 * @param {() => Promise<T>} read
 * @returns {Promise<T | null>} Null where a piece was changed, or a stick was pulled out: either way it is not the file
 *   that is listed.
 */
async function orNull(read) {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof OpenError || error instanceof DOMException)) throw error;
    return null;
  }
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
