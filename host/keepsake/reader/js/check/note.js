/** Signed tree heads and log proofs. Sources: c2sp.org/signed-note, tlog-checkpoint, tlog-proof. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64, bytesOf, concat, hex, same, utf8 } from "../bytes.js";

/**
 * @typedef {{name: string, id: Uint8Array, key: Uint8Array}} VerifierKey
 * @typedef {{origin: string, size: number, root: Uint8Array}} Checkpoint
 * @typedef {{index: number, hashes: Uint8Array[], checkpoint: Uint8Array}} LogProof
 */

/**
 * @param {Uint8Array} data
 * @returns {VerifierKey}
 * @throws {Error} Not one line with an Ed25519 key and its own id.
 */
export function readVerifierKey(data) {
  const [name = "", id = "", ...rest] = utf8(data).replace(/\n$/, "").split("+");
  const raw = base64(rest.join("+"));
  const own = sha256(concat(bytesOf(`${name}\n`), raw)).subarray(0, 4);
  if (!name || raw.length !== 33 || raw[0] !== 1 || hex(own) !== id) throw new Error("key");
  return { name, id: own, key: raw.subarray(1) };
}

/**
 * @param {Uint8Array} note
 * @param {VerifierKey} key
 * @returns {Checkpoint}
 * @throws {Error} Malformed, not signed by the key, or of another log.
 */
export function openCheckpoint(note, key) {
  const whole = utf8(note);
  const cut = whole.lastIndexOf("\n\n");
  if (cut < 0 || !whole.endsWith("\n")) throw new Error("note");
  const text = whole.slice(0, cut + 1);
  const signatures = whole
    .slice(cut + 2, -1)
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([dash, name]) => dash === "\u2014" && name === key.name)
    .map(([, , encoded]) => base64(encoded ?? ""))
    .filter((raw) => same(raw.subarray(0, 4), key.id));
  if (signatures.length === 0) throw new Error("not signed");
  for (const raw of signatures) {
    if (!ed25519.verify(raw.subarray(4), bytesOf(text), key.key, { zip215: false })) {
      throw new Error("signature");
    }
  }
  const [origin = "", size = "", root = "", ...rest] = text.split("\n");
  if (origin !== key.name || !/^(0|[1-9][0-9]{0,14})$/.test(size) || rest.join("") !== "") {
    throw new Error("checkpoint");
  }
  return { origin, size: Number(size), root: base64(root) };
}

/**
 * @param {Uint8Array} data
 * @returns {LogProof} The checkpoint in it is not checked here.
 * @throws {Error} Malformed.
 */
export function readProof(data) {
  const text = utf8(data);
  const cut = text.indexOf("\n\n");
  const [first, second = "", ...lines] = text.slice(0, cut).split("\n");
  const index = /^index (0|[1-9][0-9]{0,14})$/.exec(second)?.[1];
  if (cut < 0 || first !== "c2sp.org/tlog-proof@v1" || index === undefined)
    throw new Error("proof");
  const checkpoint = bytesOf(text.slice(cut + 2));
  return { index: Number(index), hashes: lines.map(base64), checkpoint };
}
