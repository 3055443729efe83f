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
  const whole = utf8(note);
  const cut = whole.lastIndexOf("\n\n");
  if (cut < 0 || !whole.endsWith("\n") || hasControls(whole)) throw new Error("note");
  const text = whole.slice(0, cut + 1);
  const lines = whole.slice(cut + 2, -1).split("\n");
  const signatures = lines
    .map((line) => {
      const found = SIGNATURE.exec(line);
      if (!found) throw new Error("a signature line is malformed");
      return { name: found[1], raw: base64(found[2] ?? "") };
    })
    .filter(({ name, raw }) => name === key.name && same(raw.subarray(0, 4), key.id));
  if (signatures.length === 0) throw new Error("not signed");
  for (const { raw } of signatures) {
    if (!ed25519.verify(raw.subarray(4), bytesOf(text), key.key, { zip215: false })) {
      throw new Error("signature");
    }
  }
  return text;
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
