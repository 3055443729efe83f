/** Opens evidence.age. Source: C2SP age. */

import { Decrypter } from "age-encryption";

const WORK_FACTOR_MAX = 20;
const HEADER_BYTES_MAX = 65536;
const PIECE = 4 * 65536;

/** Something that a person can be told, by its word in reader.json. */
export class OpenError extends Error {
  /** @param {string} word */
  constructor(word) {
    super(word);
    this.word = word;
  }
}

/**
 * The payload that the page carries, if it carries one.
 * @returns {Uint8Array | null}
 */
export function carriedPayload() {
  const text = document.getElementById("payload")?.textContent ?? "";
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
 * What may have been meant: words read out by telephone arrive with spaces and capitals.
 * @param {string} typed
 * @returns {string[]} Each is tried in turn.
 */
export function spellings(typed) {
  const trimmed = typed.trim();
  const words = trimmed
    .toLowerCase()
    .split(/[\s\-_.,;]+/)
    .filter(Boolean)
    .join("-");
  return [...new Set([trimmed, words])].filter(Boolean);
}

/**
 * @param {Uint8Array} sealed
 * @param {string} typed A passphrase, or an `AGE-SECRET-KEY-1…`.
 * @returns {Promise<Uint8Array>}
 * @throws {OpenError} Wrong passphrase, or a damaged file.
 */
export async function openSealed(sealed, typed) {
  const kind = howToOpen(sealed);
  for (const secret of kind === "key" ? [typed.trim()] : spellings(typed)) {
    const opener = new Decrypter();
    try {
      if (kind === "key") opener.addIdentity(secret);
      else opener.addPassphrase(secret);
    } catch {
      throw new OpenError("open.wrong_key");
    }
    try {
      return await opener.decrypt(sealed);
    } catch (error) {
      if (!String(error).includes("no identity matched")) throw new OpenError("open.damaged");
    }
  }
  throw new OpenError(kind === "key" ? "open.wrong_key" : "open.wrong");
}
