/** Bytes as text and hashes of bytes. */

import { sha256 as slowSha256, sha512 as slowSha512 } from "@noble/hashes/sha2.js";

// A mark of the order of bytes is a character like any other, as it is for the other programs that check.
const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * @param {Uint8Array} data
 * @returns {string} The text, exactly.
 * @throws {TypeError} Not UTF-8.
 */
export function utf8(data) {
  return STRICT.decode(data);
}

/**
 * Text around certificates may be in any alphabet; nothing of it is read but what they are made of.
 * @param {Uint8Array} data
 * @returns {string} A letter that is never part of a certificate for each byte that is none of ASCII.
 */
export function ascii(data) {
  return Array.from(data, (byte) => (byte < 128 ? String.fromCharCode(byte) : "\ufffd")).join("");
}

/**
 * @param {string} text
 * @returns {Uint8Array}
 */
export function bytesOf(text) {
  return new TextEncoder().encode(text);
}

/**
 * @param {Uint8Array} data
 * @returns {string} Lower-case hexadecimal.
 */
export function hex(data) {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {string} text Standard Base64 with padding, nothing else.
 * @returns {Uint8Array}
 * @throws {Error} Anything else.
 */
export function base64(text) {
  const data = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  if (btoa(String.fromCharCode(...data)) !== text) throw new Error("not exact Base64");
  return data;
}

/**
 * @param {...Uint8Array} pieces
 * @returns {Uint8Array}
 */
export function concat(...pieces) {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/**
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 * @returns {boolean}
 */
export function same(a, b) {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/**
 * The browser's own code where the page may use it, which is faster on pictures.
 * @param {"SHA-256" | "SHA-512"} algorithm
 * @param {Uint8Array} data
 * @returns {Promise<Uint8Array>}
 */
export async function digest(algorithm, data) {
  if (globalThis.crypto?.subtle) {
    const plain = /** @type {Uint8Array<ArrayBuffer>} */ (data);
    return new Uint8Array(await crypto.subtle.digest(algorithm, plain));
  }
  return algorithm === "SHA-256" ? slowSha256(data) : slowSha512(data);
}

/**
 * Gives memory back without waiting for the browser's collector, where it can.
 * @param {ArrayBufferLike} buffer That nothing reads any more.
 */
export function release(buffer) {
  if (buffer instanceof ArrayBuffer) buffer.transfer?.(0);
}
