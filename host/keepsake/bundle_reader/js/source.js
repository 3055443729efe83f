/** Bytes that are read where they are asked for: held in memory, or in a file that is never held whole. */

import { InflateError, inflate } from "./inflate.js";

/**
 * @typedef {{size: number, read: (from: number, to: number) => Promise<Uint8Array>, part?: (from: number, to: number) => Blob | Uint8Array,
 *   stream?: import("./stream.js").Stream}} Source `part` where some of it can be given to another thread; `stream` where it
 *   is opened as it is read.
 * @typedef {{size: number, crc: number | null, source: Source, at: number, deflated?: number | undefined}} Member A file in the copy; `crc`
 *   where it is still to be compared, `deflated` how many bytes it has in the source where it is deflated.
 * @typedef {Map<string, Member>} Members By path within the bag.
 */

const STEP = 4 * 1024 * 1024;

/** Something that a person can be told, by its word in reader.json. */
export class OpenError extends Error {
  /** @param {string} word */
  constructor(word) {
    super(word);
    this.word = word;
  }
}

/**
 * @param {Uint8Array} data
 * @returns {Source}
 */
export function inMemory(data) {
  return {
    size: data.length,
    read: async (from, to) => data.subarray(from, to),
    part: (from, to) => data.slice(from, to),
  };
}

/**
 * @param {Blob} file
 * @returns {Source}
 */
export function ofFile(file) {
  return {
    size: file.size,
    read: async (from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer()),
    part: (from, to) => file.slice(from, to),
  };
}

/**
 * @param {Pick<Member, "at" | "size" | "deflated">} member
 * @returns {number} Where it ends in its source.
 */
export function endOfMember({ at, size, deflated }) {
  return at + (deflated ?? size);
}

/**
 * @param {Member} member
 * @returns {Promise<Uint8Array>} All of it.
 * @throws {OpenError} It is deflated, and not as it should be.
 */
export async function bytesOfMember(member) {
  const data = await member.source.read(member.at, endOfMember(member));
  if (member.deflated === undefined) return data;
  try {
    return inflate(data, member.size);
  } catch (error) {
    if (!(error instanceof InflateError)) throw error;
    throw new OpenError("open.container");
  }
}

/**
 * @param {Member} member
 * @returns {AsyncGenerator<Uint8Array>} The same in pieces of a few megabytes.
 * @throws {OpenError} As for the whole: what is deflated is never large.
 */
export async function* piecesOf(member) {
  const { source, at, size, deflated } = member;
  if (deflated !== undefined) {
    yield await bytesOfMember(member);
    return;
  }
  for (let from = 0; from < size; from += STEP) {
    yield await source.read(at + from, at + Math.min(size, from + STEP));
  }
}

/**
 * @param {Source} source
 * @returns {Member} The whole as one file.
 */
export function wholeOf(source) {
  return { size: source.size, crc: null, source, at: 0 };
}
