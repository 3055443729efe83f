/** The sums of files as they are here: each is opened, read once and hashed. */

import { sha256 as slowSha256, sha512 as slowSha512 } from "@noble/hashes/sha2.js";
import { digest, hex } from "../bytes.js";
import { bytesOfMember, OpenError, piecesOf } from "../source.js";
import { crc32 } from "../zip.js";

/**
 * @typedef {import("../source.js").Member} Member
 * @typedef {{sha256: string, sha512: string} | null} Sums Null where it does not open or has another CRC.
 * @typedef {(more: number) => void} Tell Is told how many bytes were read.
 */

// The browser's own hashing, which is faster, takes a file as a whole.
export const WHOLE_BYTES_MAX = 48 * 1024 * 1024;
export const AHEAD_BYTES = 4 * 1024 * 1024;

/**
 * @param {Member[]} members
 * @param {Tell} tell
 * @returns {Promise<Sums[]>} In the same order.
 */
export async function sumsOf(members, tell) {
  /** @type {Promise<Sums>[]} */
  const all = [];
  /** @type {{size: number, ended: Promise<Sums>}[]} */
  const running = [];
  for (const member of members) {
    const ended = hashed(member, await opened(member), tell);
    all.push(ended);
    // The browser hashes in other threads, while the next are opened here.
    running.push({ size: member.size, ended });
    while (running.reduce((sum, one) => sum + one.size, 0) > AHEAD_BYTES) {
      await running.shift()?.ended;
    }
  }
  return Promise.all(all);
}

/**
 * @param {Member} member
 * @returns {Promise<Uint8Array | null>} All of it; null where it is too large for that, or does not open.
 */
async function opened(member) {
  if (member.size > WHOLE_BYTES_MAX) return null;
  return orNull(() => bytesOfMember(member));
}

/**
 * @param {Member} member
 * @param {Uint8Array | null} data What was opened of it.
 * @param {Tell} tell
 * @returns {Promise<Sums>}
 */
async function hashed(member, data, tell) {
  if (data === null && member.size <= WHOLE_BYTES_MAX) return null;
  return orNull(async () => {
    if (data !== null) {
      // The browser takes the bytes when it is asked: the next file may stand in their place when it answers.
      const asked = [digest("SHA-256", data), digest("SHA-512", data)];
      const isOther = member.crc !== null && crc32(data) !== member.crc;
      const [short, long] = await Promise.all(asked);
      tell(member.size);
      if (isOther || !short || !long) return null;
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
