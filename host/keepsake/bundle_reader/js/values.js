/** Values from files that nobody trusts, taken as text, number, list or object and nothing else. */

import { utf8 } from "./bytes.js";

/**
 * @param {Uint8Array | undefined} data
 * @returns {Record<string, unknown>} Nothing for what is no JSON object.
 */
export function readJson(data) {
  try {
    return object(JSON.parse(utf8(data ?? new Uint8Array())));
  } catch {
    return {};
  }
}

/**
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
export function object(value) {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? /** @type {Record<string, unknown>} */ (value) : {};
}

/**
 * @param {unknown} value
 * @returns {unknown[]}
 */
export function list(value) {
  return Array.isArray(value) ? value : [];
}

/**
 * @param {unknown} value
 * @returns {string}
 */
export function text(value) {
  if (typeof value === "number") return String(value);
  // A page may cut a text within a character; no other program can hold a half of one.
  return typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\ufffd") : "";
}

/**
 * @param {unknown} value
 * @returns {number}
 */
export function count(value) {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

/**
 * The order in which other languages put texts; that of JavaScript differs where a sign takes two places.
 * @param {string} a
 * @param {string} b
 * @returns {number}
 */
export function byCodePoint(a, b) {
  const [ours, theirs] = [[...a], [...b]];
  for (const [at, sign] of ours.entries()) {
    const other = theirs[at];
    if (other === undefined) return 1;
    if (sign !== other) return (sign.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
  }
  return ours.length - theirs.length;
}

/**
 * @param {string} a
 * @param {string} b
 * @returns {number} For times as text.
 */
export function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

const UTC_NAMES = new Set(["UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu"]);

/**
 * @param {string} zone As a file or a person named it.
 * @returns {string} UTC under one name.
 */
export function plainZone(zone) {
  return UTC_NAMES.has(zone) ? "UTC" : zone;
}
