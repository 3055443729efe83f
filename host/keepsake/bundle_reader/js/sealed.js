/** Opens evidence.age. Source: C2SP age. */

import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { Decrypter } from "age-encryption";
import { OpenError } from "./source.js";
import { plainOf } from "./stream.js";

/** @typedef {import("./source.js").Source} Source */

// As in host/keepsake/core/passphrase.py: spaces, hyphens and dashes of every kind, quotation marks, and small signs.
const BETWEEN =
  /[\s\-_.,;:/|+'"()\u00ab\u00ad\u00b7\u00bb\u200b-\u200f\u2010-\u2015\u2018-\u201f\u2022\u2039\u203a\u2043\u2060\u2212\ufe58\ufe63\ufeff\uff0d]+/u;
const WORK_FACTOR_MAX = 20;
const HEADER_BYTES_MAX = 65536;
const PIECE = 4 * 65536;
const NONCE = 16;

/**
 * The payload that the page carries, if it carries one.
 * @returns {Uint8Array | null}
 */
export function carriedPayload() {
  return decodePayload(document.getElementById("payload")?.textContent ?? "");
}

/**
 * @param {string} text What stands in a page for the payload.
 * @returns {Uint8Array | null} Null where the page carries none.
 */
export function decodePayload(text) {
  if (text.length < 64) return null;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const data = new Uint8Array((text.length / 4) * 3 - padding);
  for (let from = 0, at = 0; from < text.length; from += PIECE) {
    const piece = atob(text.slice(from, from + PIECE));
    for (let index = 0; index < piece.length; index += 1)
      data[at + index] = piece.charCodeAt(index);
    at += piece.length;
  }
  return data;
}

/**
 * Looks at the header before anything is computed from it.
 * @param {Uint8Array} sealed
 * @returns {"passphrase" | "key"} What opens it.
 * @throws {OpenError} Not an age file, or one that asks for too much computing.
 */
export function howToOpen(sealed) {
  const head = new TextDecoder("latin1").decode(sealed.subarray(0, HEADER_BYTES_MAX));
  const end = head.indexOf("\n---");
  if (!head.startsWith("age-encryption.org/v1\n") || end < 0) throw new OpenError("open.not_age");
  const stanzas = head
    .slice(0, end)
    .split("\n")
    .filter((line) => line.startsWith("-> "));
  const scrypt = stanzas.filter((line) => line.startsWith("-> scrypt "));
  if (scrypt.length === 0) return "key";
  const factor = scrypt[0]?.split(" ")[3] ?? "";
  if (scrypt.length !== 1 || stanzas.length !== 1 || !/^[1-9][0-9]?$/.test(factor)) {
    throw new OpenError("open.not_age");
  }
  if (Number(factor) > WORK_FACTOR_MAX) throw new OpenError("open.work_factor");
  return "passphrase";
}

/**
 * What may have been meant: words on paper or from the telephone come with spaces, capitals, accents and other hyphens.
 * @param {string} typed
 * @returns {string[]} Each is tried in turn.
 */
export function spellings(typed) {
  const trimmed = typed.trim();
  const straight = trimmed
    .replace(/[\u2018\u2019\u201b\u02bc]/g, "'")
    .replace(/[\u201c\u201d\u201f]/g, '"')
    .replace(/[\u2010-\u2014\u2212]/g, "-")
    .replace(/\s+/g, " ");
  const made = trimmed.normalize("NFKC").toLowerCase().split(BETWEEN).filter(Boolean).join("-");
  const bare = made.normalize("NFD").replace(/\p{Mn}/gu, "");
  return [...new Set([trimmed, straight, made, bare])].filter(Boolean);
}

/**
 * Keys in what was typed or in a file of keys, which has lines around them.
 * @param {string} text
 * @returns {string[]} What was typed, where there is none.
 */
export function keysIn(text) {
  const found = text.match(/AGE-SECRET-KEY-1[0-9A-Z]{58}/gi) ?? [text.trim()];
  return found.map((key) => key.toUpperCase());
}

/**
 * Opens a file that may be larger than memory: what is read of it is opened and authenticated as it is read.
 * @param {Source} sealed
 * @param {string} typed A passphrase, or text with an `AGE-SECRET-KEY-1…` in it.
 * @returns {Promise<Source>} Its content. Reading throws OpenError where it was changed.
 * @throws {OpenError} Wrong passphrase, or a damaged or shortened file.
 */
export async function openPlain(sealed, typed) {
  const head = await sealed.read(0, Math.min(sealed.size, HEADER_BYTES_MAX));
  const fileKey = await fileKeyOf(head, typed);
  const nonceAt = endOfHeader(head);
  const nonce = await sealed.read(nonceAt, nonceAt + NONCE);
  const key = hkdf(sha256, fileKey, nonce, new TextEncoder().encode("payload"), 32);
  const plain = await plainOf(sealed, nonceAt + NONCE, key);
  // The last piece is marked: a file that was cut short at a piece has none.
  await plain.read(Math.max(0, plain.size - 1), plain.size || 1);
  return plain;
}

/**
 * @param {Uint8Array} head
 * @param {string} typed
 * @returns {Promise<Uint8Array>}
 */
async function fileKeyOf(head, typed) {
  const kind = howToOpen(head);
  const secrets = kind === "key" ? keysIn(typed) : spellings(typed);
  for (const secret of secrets) {
    const opener = new Decrypter();
    try {
      if (kind === "key") opener.addIdentity(secret);
      else opener.addPassphrase(secret);
    } catch {
      throw new OpenError("open.wrong_key");
    }
    try {
      return await opener.decryptHeader(head);
    } catch (error) {
      if (!String(error).includes("no identity matched")) throw new OpenError("open.damaged");
    }
  }
  throw new OpenError(kind === "key" ? "open.wrong_key" : "open.wrong");
}

/**
 * @param {Uint8Array} head
 * @returns {number} Where what follows the line of the header's MAC begins.
 */
function endOfHeader(head) {
  const text = new TextDecoder("latin1").decode(head);
  const end = text.indexOf("\n", text.indexOf("\n---") + 1);
  if (end < 0) throw new OpenError("open.damaged");
  return end + 1;
}
