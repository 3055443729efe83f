/** Opens the pieces of an age file, of which each opens without the others. Source: C2SP age. */

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { OpenError } from "./source.js";

/**
 * @typedef {import("./source.js").Source} Source
 * @typedef {{sealed: Source, start: number, count: number, key: Uint8Array}} Stream Where its first piece begins, and how
 *   many there are.
 * @typedef {(nonce: Uint8Array, piece: Uint8Array, into: Uint8Array) => void | Promise<void>} Opener Throws where the piece was
 *   changed.
 */

const CHUNK = 65536;
const TAG = 16;
const SEALED = CHUNK + TAG;
// So many are read of the file at once, and opened side by side where the browser does that.
const TOGETHER = 64;
const NATIVE = "ChaCha20-Poly1305";

/**
 * @param {Source} sealed
 * @param {number} start Where its first piece begins.
 * @param {Uint8Array} key
 * @returns {Promise<Source>} Its content; whether the last piece is here is found when that is read.
 * @throws {OpenError} No such file has this size.
 */
export async function plainOf(sealed, start, key) {
  const count = Math.ceil((sealed.size - start) / SEALED);
  const size = sealed.size - start - TAG * count;
  if (count < 1 || size < 0 || (count > 1 && size <= CHUNK * (count - 1))) {
    throw new OpenError("open.damaged");
  }
  const stream = { sealed, start, count, key };
  return { size, read: await reading(stream), stream };
}

/**
 * @param {Stream} stream
 * @param {number} from
 * @param {number} to
 * @returns {[number, number]} Where in the sealed file the pieces lie that hold this stretch of the content.
 */
export function sealedStretch({ sealed, start, count }, from, to) {
  const [first, until] = piecesOf(count, from, to);
  return [start + first * SEALED, Math.min(sealed.size, start + until * SEALED)];
}

/**
 * @param {number} count
 * @param {number} from
 * @param {number} to
 * @returns {[number, number]} The first piece of a stretch, and the first after it.
 */
function piecesOf(count, from, to) {
  const first = Math.floor(from / CHUNK);
  return [first, Math.min(count, Math.max(first + 1, Math.ceil(to / CHUNK)))];
}

/**
 * @param {Stream} stream
 * @param {(size: number) => Uint8Array} [room] Where what is read is put.
 * @returns {Promise<Source["read"]>}
 */
export async function reading(
  { sealed, start, count, key },
  room = (size) => new Uint8Array(size),
) {
  const open = await opener(key);
  /** @type {{number: number, data: Uint8Array} | null} */
  let last = null;
  return async (from, to) => {
    const [first, until] = piecesOf(count, from, to);
    if (last?.number === first && until === first + 1) {
      return last.data.subarray(from - first * CHUNK, to - first * CHUNK);
    }
    // One file ends and the next begins in the same piece: it was opened already.
    const known = last?.number === first ? last.data : null;
    const fresh = known ? first + 1 : first;
    const end = Math.min(sealed.size, start + until * SEALED);
    const size = end - start - fresh * SEALED - TAG * (until - fresh);
    const opened = room((known?.length ?? 0) + size);
    if (known) opened.set(known);
    for (let number = fresh; number < until; number += TOGETHER) {
      const at = start + number * SEALED;
      const data = await sealed.read(at, Math.min(end, at + TOGETHER * SEALED));
      const into = opened.subarray((number - first) * CHUNK);
      await openPieces(open, data, into, { number, last: count - 1 });
    }
    last = { number: until - 1, data: opened.slice((until - first - 1) * CHUNK) };
    return opened.subarray(from - first * CHUNK, to - first * CHUNK);
  };
}

/**
 * @param {Opener} open
 * @param {Uint8Array} data Pieces one after the other.
 * @param {Uint8Array} into
 * @param {{number: number, last: number}} which The first of them, and the last of the file.
 * @throws {OpenError} One was changed, or is missing.
 */
async function openPieces(open, data, into, { number, last }) {
  try {
    const pieces = Array.from({ length: Math.ceil(data.length / SEALED) }, (_, place) => {
      const piece = data.subarray(place * SEALED, (place + 1) * SEALED);
      const target = into.subarray(place * CHUNK, place * CHUNK + piece.length - TAG);
      return open(nonceOf(number + place, number + place === last), piece, target);
    });
    await Promise.all(pieces);
  } catch {
    throw new OpenError("open.damaged");
  }
}

/**
 * @param {number} number
 * @param {boolean} isLast
 * @returns {Uint8Array} Eleven bytes of a number, of which the last four are enough, and the mark.
 */
function nonceOf(number, isLast) {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(7, number);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/**
 * The browser's own code where it has the cipher, which is faster.
 * @param {Uint8Array} key
 * @returns {Promise<Opener>}
 */
async function opener(key) {
  const native = await nativeKey(key);
  if (!native) {
    return (nonce, piece, into) => void chacha20poly1305(key, nonce).decrypt(piece, into);
  }
  return async (nonce, piece, into) => {
    const cipher = { name: NATIVE, iv: /** @type {Uint8Array<ArrayBuffer>} */ (nonce) };
    const sealed = /** @type {Uint8Array<ArrayBuffer>} */ (piece);
    const opened = await crypto.subtle.decrypt(cipher, native, sealed);
    into.set(new Uint8Array(opened));
  };
}

/**
 * @param {Uint8Array} key
 * @returns {Promise<CryptoKey | null>} Null where the browser does not have the cipher, or the page may not use it.
 */
export async function nativeKey(key) {
  try {
    const format = /** @type {"raw"} */ ("raw-secret");
    const raw = /** @type {Uint8Array<ArrayBuffer>} */ (key);
    return await crypto.subtle.importKey(format, raw, NATIVE, false, ["decrypt"]);
  } catch {
    return null;
  }
}
