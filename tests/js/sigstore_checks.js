/**
 * Opens the checkpoints and proofs of a bundle, and other proofs about trees, with what Sigstore's clients check public logs
 * with, and nothing of ours: reads `{key, notes, proofs: [{proof, entry}]}` or `{inclusions: [{index, size, steps, root, entry}]}`
 * as JSON from standard input, bytes in Base64, and writes for each "" or what is wrong.
 */

import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../build/package.json", import.meta.url));
const { verifyCheckpoint } = require("@sigstore/verify/dist/tlog/checkpoint.js");
const { verifyMerkleInclusion } = require("@sigstore/verify/dist/tlog/merkle.js");

// What stands before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo, RFC 8410.
const SPKI = Buffer.from("302a300506032b6570032100", "hex");
const bytes = (text) => Buffer.from(text, "base64");

function readKey(text) {
  // Base64 may have a plus of its own.
  const [, name, id, key] = text.trim().match(/^([^+]+)\+([0-9a-f]{8})\+(.+)$/);
  const spki = Buffer.concat([SPKI, bytes(key).subarray(1)]);
  return {
    baseURL: name,
    logID: Buffer.from(id, "hex"),
    publicKey: createPublicKey({ key: spki, format: "der", type: "spki" }),
  };
}

function opened(note, key) {
  const envelope = note.toString("utf8");
  return verifyCheckpoint({ inclusionProof: { checkpoint: { envelope } } }, [key]);
}

function included(proof, entry, key) {
  const text = proof.toString("utf8");
  const head = text.slice(0, text.indexOf("\n\n"));
  const [, index, ...hashes] = head.split("\n");
  const checkpoint = opened(Buffer.from(text.slice(head.length + 2)), key);
  const inclusionProof = { logIndex: index.split(" ")[1], hashes: hashes.map(bytes) };
  verifyMerkleInclusion({ inclusionProof, canonicalizedBody: entry }, checkpoint);
}

function inTree({ index, size, steps, root, entry }) {
  const inclusionProof = { logIndex: String(index), hashes: steps.map(bytes) };
  const checkpoint = { logSize: BigInt(size), logHash: bytes(root) };
  verifyMerkleInclusion({ inclusionProof, canonicalizedBody: bytes(entry) }, checkpoint);
}

function said(check) {
  try {
    check();
    return "";
  } catch (error) {
    return error.message;
  }
}

const { key: text, notes = [], proofs = [], inclusions = [] } = JSON.parse(readFileSync(0, "utf8"));
const key = text && readKey(bytes(text).toString("utf8"));
process.stdout.write(
  JSON.stringify({
    notes: notes.map((note) => said(() => opened(bytes(note), key))),
    proofs: proofs.map(({ proof, entry }) => said(() => included(bytes(proof), bytes(entry), key))),
    inclusions: inclusions.map((inclusion) => said(() => inTree(inclusion))),
  }),
);
