/** Bytes that are read where they are asked for: held in memory, or in a file that is never held whole. */

/**
 * @typedef {{size: number, read: (from: number, to: number) => Promise<Uint8Array>, part?: (from: number, to: number) => Blob | Uint8Array,
 *   stream?: import("./stream.js").Stream}} Source `part` where some of it can be given to another thread; `stream` where it
 *   is opened as it is read.
 * @typedef {{size: number, crc: number | null, source: Source, at: number}} Member A file in the copy; `crc` where it is still to be
 *   compared.
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
 * @param {Member} member
 * @returns {Promise<Uint8Array>} All of it.
 */
export function bytesOfMember({ source, at, size }) {
  return source.read(at, at + size);
}

/**
 * @param {Member} member
 * @returns {AsyncGenerator<Uint8Array>} The same in pieces of a few megabytes.
 */
export async function* piecesOf({ source, at, size }) {
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
