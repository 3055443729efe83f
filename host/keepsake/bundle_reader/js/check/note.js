/**
 * Signed tree heads and proofs, read strictly: another spelling of the same is refused.
 * Sources: c2sp.org/signed-note, tlog-checkpoint, tlog-proof, tlog-witness (consistency).
 */

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64, bytesOf, concat, hex, same, utf8 } from "../bytes.js";

/**
 * @typedef {{name: string, id: Uint8Array, key: Uint8Array}} VerifierKey
 * @typedef {{origin: string, size: number, root: Uint8Array}} Checkpoint
 * @typedef {{number: number, hashes: Uint8Array[], checkpoint: Uint8Array}} Proof
 */

const NUMBER = "(0|[1-9][0-9]{0,14})";
const WITNESS = /^([!-*,-~]{1,200})\+([0-9a-f]{8})\+(\S+)$/;
/** The last second that a date of four digits can say. */
const TIME_MAX = 253402300799;
const SIGNATURE = /^\u2014 ([^\s+]+) (\S+)$/u;

/**
 * @param {Uint8Array} data
 * @returns {VerifierKey}
 * @throws {Error} Not one line with an Ed25519 key and its own id.
 */
export function readVerifierKey(data) {
  const [name = "", id = "", ...rest] = utf8(data).replace(/\n$/, "").split("+");
  const raw = base64(rest.join("+"));
  const own = sha256(concat(bytesOf(`${name}\n`), raw)).subarray(0, 4);
  if (!/^\S+$/u.test(name) || raw.length !== 33 || raw[0] !== 1 || hex(own) !== id) {
    throw new Error("key");
  }
  return { name, id: own, key: raw.subarray(1) };
}

/**
 * @param {Uint8Array} note
 * @param {VerifierKey} key
 * @returns {string} Its text, which ends with a line's end.
 * @throws {Error} Malformed, or not signed by the key.
 */
export function openNote(note, key) {
  const { text, signatures } = splitNote(note);
  const ours = signaturesOf(signatures, key);
  if (ours.length === 0) throw new Error("not signed");
  for (const raw of ours) {
    if (!ed25519.verify(raw.subarray(4), bytesOf(text), key.key, { zip215: false })) {
      throw new Error("signature");
    }
  }
  return text;
}

/**
 * @param {Uint8Array} note
 * @returns {{text: string, signatures: {name: string, raw: Uint8Array}[]}} None of them is checked here.
 * @throws {Error} Malformed.
 */
function splitNote(note) {
  const whole = utf8(note);
  const cut = whole.lastIndexOf("\n\n");
  if (cut < 0 || !whole.endsWith("\n") || hasControls(whole)) throw new Error("note");
  const lines = whole.slice(cut + 2, -1).split("\n");
  const signatures = lines.map((line) => {
    const found = SIGNATURE.exec(line);
    if (!found) throw new Error("a signature line is malformed");
    return { name: found[1] ?? "", raw: base64(found[2] ?? "") };
  });
  return { text: whole.slice(0, cut + 1), signatures };
}

/**
 * @param {{name: string, raw: Uint8Array}[]} signatures
 * @param {VerifierKey} key
 * @returns {Uint8Array[]} Those that say that they are of this key.
 */
function signaturesOf(signatures, key) {
  return signatures
    .filter(({ name, raw }) => name === key.name && same(raw.subarray(0, 4), key.id))
    .map(({ raw }) => raw);
}

/**
 * What a witness cosigned. Source: FORMAT.md §5.7.
 * @param {Uint8Array} data
 * @param {VerifierKey} log
 * @returns {{witness: string, line: string, id: string, at: number, head: Checkpoint}} Whose key it is nothing here shows.
 * @throws {Error} Malformed, of another log, or one of the two signatures does not hold.
 */
export function openCosigned(data, log) {
  const end = data.indexOf(10);
  const line = utf8(data.subarray(0, Math.max(end, 0)));
  const note = data.subarray(end + 1);
  const found = WITNESS.exec(line);
  const raw = base64(found?.[3] ?? "");
  const name = found?.[1] ?? "";
  const id = sha256(concat(bytesOf(`${name}\n`), raw)).subarray(0, 4);
  if (raw.length !== 33 || raw[0] !== 4 || hex(id) !== found?.[2]) throw new Error("key");
  const { text, signatures } = splitNote(note);
  const [ours, ...more] = signaturesOf(signatures, { name, id, key: raw.subarray(1) });
  if (!ours || more.length > 0 || signatures.length !== 2) throw new Error("signatures");
  const at = Number(`0x${hex(ours.subarray(4, 12))}`);
  const message = bytesOf(`cosignature/v1\ntime ${at}\n${text}`);
  const holds =
    at <= TIME_MAX &&
    ed25519.verify(ours.subarray(12), message, raw.subarray(1), { zip215: false });
  if (!holds) throw new Error("signature");
  return { witness: name, line, id: hex(id), at, head: openCheckpoint(note, log) };
}

/**
 * @param {Uint8Array} note
 * @param {VerifierKey} key
 * @returns {Checkpoint}
 * @throws {Error} Malformed, not signed by the key, or of another log.
 */
export function openCheckpoint(note, key) {
  const text = openNote(note, key);
  const found = new RegExp(`^(.+)\n${NUMBER}\n(.+)\n$`, "u").exec(text);
  const root = base64(found?.[3] ?? "");
  if (found?.[1] !== key.name || root.length !== 32) throw new Error("checkpoint");
  return { origin: key.name, size: Number(found[2]), root };
}

/**
 * @param {Uint8Array} data
 * @returns {Proof} That an entry, by its index, is in the log; the checkpoint in it is not checked here.
 * @throws {Error} Malformed.
 */
export function readProof(data) {
  return readLines(data, new RegExp(`^c2sp\\.org/tlog-proof@v1\nindex ${NUMBER}((?:\n.+)*)$`, "u"));
}

/**
 * @param {Uint8Array} data
 * @returns {Proof} That an older tree, by its size, is the beginning of the log; as for `readProof`.
 * @throws {Error} Malformed.
 */
export function readConsistency(data) {
  return readLines(data, new RegExp(`^old ${NUMBER}((?:\n.+)*)$`, "u"));
}

/**
 * @param {Uint8Array} data
 * @param {RegExp} form Of what is before the checkpoint.
 * @returns {Proof}
 */
function readLines(data, form) {
  const text = utf8(data);
  const cut = text.indexOf("\n\n");
  const found = cut < 0 ? null : form.exec(text.slice(0, cut));
  if (!found) throw new Error("proof");
  const lines = (found[2] ?? "").split("\n").slice(1);
  const checkpoint = bytesOf(text.slice(cut + 2));
  return { number: Number(found[1]), hashes: lines.map(base64), checkpoint };
}

/**
 * @param {string} text
 * @returns {boolean} Whether it has control characters other than line ends.
 */
function hasControls(text) {
  return [...text].some((char) => char < " " && char !== "\n");
}
