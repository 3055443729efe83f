/** When an id was made, where the platform puts the moment into it. */

/**
 * @typedef {object} IdTime how the ids of some names hold their time
 * @property {string[]} names
 * @property {"decimal" | "base64url" | "base32sort" | "base64text"} alphabet base64text: Base 64 of a text that begins
 *   with 13 digits, behind a digit and a hyphen
 * @property {number} shift bits that are no time
 * @property {number} epoch_ms ms since 1970 that its count begins at
 * @property {"s" | "ms" | "us"} unit
 */

/** @type {Record<string, string>} */
const ALPHABETS = {
  decimal: "0123456789",
  base64url: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
  base32sort: "234567abcdefghijklmnopqrstuvwxyz",
};
const PER_MS = { s: 0.001, ms: 1, us: 1000 };
const EARLIEST = Date.UTC(2004, 0);
const LATEST = Date.UTC(2100, 0);
const RUNNING = 3_600_000; // ms: less since the epoch is an older, running number
const SECRET = 28; // characters behind the code of a post that is not public, Instagram
const LONGEST = 30;

/**
 * @param {IdTime[] | undefined} rules
 * @param {{name: string, value: string}} id
 * @returns {string} the moment; "" where the id holds none, or none that can be
 */
export function timeIn(rules, { name, value }) {
  const rule = rules?.find((each) => each.names.includes(name));
  if (!rule) return "";
  const number = numberIn(rule.alphabet, value);
  if (number === null) return "";
  const since = Math.floor(Number(number >> BigInt(rule.shift)) / PER_MS[rule.unit]);
  const ms = since + rule.epoch_ms;
  return since > RUNNING && ms > EARLIEST && ms < LATEST ? new Date(ms).toISOString() : "";
}

/**
 * @param {IdTime["alphabet"]} alphabet
 * @param {string} value
 * @returns {bigint | null} null when it is not written in this alphabet
 */
function numberIn(alphabet, value) {
  if (alphabet === "base64text") return digitsIn(value);
  const code = alphabet === "base64url" && value.length > SECRET ? value.slice(0, -SECRET) : value;
  if (!code || code.length > LONGEST) return null;
  const letters = ALPHABETS[alphabet] ?? "";
  const digits = Array.from(code, (each) => letters.indexOf(each));
  if (digits.includes(-1)) return null;
  const base = BigInt(letters.length);
  return digits.reduce((sum, digit) => sum * base + BigInt(digit), 0n);
}

/**
 * @param {string} value
 * @returns {bigint | null}
 */
function digitsIn(value) {
  const code = /^\d-([A-Za-z0-9_-]{18})/.exec(value)?.[1];
  if (!code) return null;
  const text = atob(code.replaceAll("-", "+").replaceAll("_", "/"));
  return /^\d{13}$/.test(text) ? BigInt(text) : null;
}

/**
 * @template {{name: string, value: string}} Id
 * @param {IdTime[] | undefined} rules
 * @param {Id[]} ids
 * @returns {(Id & {derived_time?: string})[]}
 */
export function withTimes(rules, ids) {
  return ids.map((id) => {
    const time = timeIn(rules, id);
    return time ? { ...id, derived_time: time } : id;
  });
}
