/** Steps 2 to 4: the signed tree heads, that they agree, and that every entry is in the log. Source: FORMAT.md §7. */

import { same } from "../bytes.js";
import { readJson } from "../values.js";
import { attempt, further, invalid, notChecked, read } from "./findings.js";
import { isConsistent, isIncluded, leafHash } from "./merkle.js";
import {
  openCheckpoint,
  openCosigned,
  readConsistency,
  readProof,
  readVerifierKey,
} from "./note.js";
import { isWrongReceipt } from "./receipts.js";

/**
 * @typedef {import("./findings.js").Files} Files
 * @typedef {import("./findings.js").Finding} Finding
 * @typedef {import("./findings.js").Step} Step
 * @typedef {import("./note.js").Checkpoint} Checkpoint
 * @typedef {import("./note.js").VerifierKey} VerifierKey
 * @typedef {Map<number, Uint8Array>} Proven The checkpoint to which the proof of each entry leads.
 * @typedef {{name: string, head: Checkpoint}} Head
 */

export const KEY = "data/log/verifier.key";
const COSIGNED = /^data\/log\/stamps\/witness-([0-9a-f]{8})\.cosigned$/;
export const NEWEST = "data/log/checkpoint";

/**
 * @param {Files} files
 * @returns {{steps: Step[], proven: Proven}}
 */
export function checkLog(files) {
  const key = attempt(() => readVerifierKey(read(files, KEY)));
  /** @type {Proven} */
  const proven = new Map();
  if (!key) {
    const none = [notChecked("no_checkpoint", NEWEST)];
    const steps = [[invalid("checkpoint", KEY)], none, none];
    return { steps: steps.map((findings, at) => step(2 + at, findings, {})), proven };
  }
  const newest = attempt(() => openCheckpoint(read(files, NEWEST), key));
  const two = newest ? [] : [invalid("checkpoint", NEWEST)];
  const { findings, heads } = checkHeads(files, key, newest);
  const entries = [...files.keys()].filter((name) =>
    /^data\/log\/(entries|records)\/(?:0|[1-9][0-9]{0,14})\.json$/.test(name),
  );
  const four = entries.flatMap((name) => checkEntry(files, name, key, proven));
  four.push(...strayProofs(files, entries), ...wrongReceipts(files, proven));
  if (!entries.some((name) => name.startsWith("data/log/entries/"))) {
    four.push(notChecked("no_entries"));
  }
  return {
    steps: [
      step(2, two, { files: 2 }),
      step(3, findings, { files: heads }),
      step(4, four, { entries: entries.length }),
    ],
    proven,
  };
}

/**
 * Every tree head is signed by the same key, none contradicts another, and each is the beginning of the newest.
 * @param {Files} files
 * @param {VerifierKey} key
 * @param {Checkpoint | null} newest
 * @returns {{findings: Finding[], heads: number}}
 */
function checkHeads(files, key, newest) {
  const names = [...files.keys()].sort();
  const stamped = names.filter((name) => /^data\/log\/stamps\/[0-9]+\.checkpoint$/.test(name));
  const proofs = names.filter((name) => name.startsWith("data/log/proofs/"));
  /** @type {Finding[]} */
  const findings = [];
  /** @type {Head[]} */
  const heads = [];
  for (const name of stamped) {
    const head = attempt(() => openCheckpoint(read(files, name), key));
    if (head) heads.push({ name, head });
    else findings.push(invalid("checkpoint", name));
    // Steps 7 and 8 know what a stamp covers by the name of its file.
    if (head && name !== `data/log/stamps/${head.size}.checkpoint`) {
      findings.push(invalid("forked", name));
    }
  }
  for (const name of proofs) {
    // A proof that cannot be read is a matter of step 4.
    const head = attempt(() => openCheckpoint(readProof(read(files, name)).checkpoint, key));
    if (head) heads.push({ name, head });
  }
  const witnessed = checkCosigned(files, names, key, findings);
  heads.push(...witnessed.heads);
  /** @type {Map<number, Uint8Array>} */
  const roots = new Map(newest ? [[newest.size, newest.root]] : []);
  for (const { name, head } of heads) {
    const known = roots.get(head.size);
    if (!known) roots.set(head.size, head.root);
    if (known && !same(known, head.root)) findings.push(invalid("forked", name));
    else if (newest && head.size > newest.size) {
      const facts = { stamped: `${head.size}`, present: `${newest.size}` };
      findings.push(invalid("rolled_back", name, facts));
    }
  }
  const sizes = newest ? [...roots.keys()].filter((size) => size > 0 && size < newest.size) : [];
  for (const size of sizes) {
    const older = { origin: key.name, size, root: /** @type {Uint8Array} */ (roots.get(size)) };
    // Who makes a copy always puts this proof in: without it a head may contradict.
    findings.push(...checkConsistency(files, older, /** @type {Checkpoint} */ (newest), invalid));
  }
  return { findings, heads: stamped.length + proofs.length + witnessed.count };
}

/**
 * What witnesses cosigned. No key of a witness is known here, so none of it is called valid.
 * @param {Files} files
 * @param {string[]} names
 * @param {VerifierKey} key
 * @param {Finding[]} findings To which is added what is found.
 * @returns {{heads: Head[], count: number}}
 */
function checkCosigned(files, names, key, findings) {
  const witnessed = names.filter((name) => COSIGNED.test(name));
  /** @type {Head[]} */
  const heads = [];
  for (const name of witnessed) {
    const found = attempt(() => openCosigned(read(files, name), key));
    if (!found || found.id !== COSIGNED.exec(name)?.[1]) {
      findings.push(invalid("cosignature", name));
      continue;
    }
    const { witness, head, line } = found;
    const date = new Date(found.at * 1000).toISOString();
    const facts = { witness, entries: `${head.size}`, date, key: line };
    findings.push(further("cosigned_unpinned", name, facts));
    heads.push({ name, head });
  }
  return { heads, count: witnessed.length };
}

/**
 * @param {Files} files
 * @param {Checkpoint} older
 * @param {Checkpoint} newest
 * @param {typeof notChecked} [missing] What a missing proof is.
 * @returns {Finding[]}
 */
export function checkConsistency(files, older, newest, missing = notChecked) {
  const name = `data/log/consistency/${older.size}.proof`;
  if (!files.has(name)) return [missing("consistency_none", name)];
  const proof = attempt(() => readConsistency(read(files, name)));
  const good =
    proof?.number === older.size &&
    same(proof.checkpoint, read(files, NEWEST)) &&
    isConsistent(older.size, newest.size, proof.hashes, older.root, newest.root);
  return good ? [] : [invalid("forked", name)];
}

/**
 * @param {Files} files
 * @param {string} name
 * @param {VerifierKey} key
 * @param {Proven} proven
 * @returns {Finding[]}
 */
function checkEntry(files, name, key, proven) {
  const number = Number(/\/(0|[1-9][0-9]{0,14})\.json$/.exec(name)?.[1] ?? Number.NaN);
  const where = `data/log/proofs/${number}.tlog-proof`;
  if (!files.has(where)) return [where, name].map((file) => invalid("proof_missing", file));
  const proof = attempt(() => readProof(read(files, where)));
  const head = proof && attempt(() => openCheckpoint(proof.checkpoint, key));
  if (!proof || !head || proof.number !== number) return [invalid("proof", where)];
  const leaf = leafHash(read(files, name));
  const included = isIncluded(leaf, proof.number, head.size, proof.hashes, head.root);
  if (!included) return [invalid("proof", name)];
  proven.set(number, proof.checkpoint);
  return [];
}

/**
 * @param {Files} files
 * @param {Proven} proven
 * @returns {Finding[]} Receipts of desks that do not hold: they show nothing.
 */
function wrongReceipts(files, proven) {
  return [...proven.keys()].flatMap((number) => {
    const name = `data/log/records/${number}.json`;
    const record = files.has(name) && attempt(() => readJson(read(files, name)));
    return record && isWrongReceipt(record) ? [notChecked("receipt_wrong", name)] : [];
  });
}

/**
 * @param {Files} files
 * @param {string[]} entries
 * @returns {Finding[]} Proofs of entries that are not here.
 */
function strayProofs(files, entries) {
  const here = new Set(entries.map((name) => /([0-9]+)\.json$/.exec(name)?.[1]));
  return [...files.keys()].sort().flatMap((name) => {
    const number = /^data\/log\/proofs\/(0|[1-9][0-9]{0,14})\.tlog-proof$/.exec(name)?.[1];
    return number !== undefined && !here.has(number) ? [invalid("proof_stray", name)] : [];
  });
}

/**
 * @param {number} number
 * @param {Finding[]} findings
 * @param {Record<string, number>} lookedAt
 * @returns {Step}
 */
function step(number, findings, lookedAt) {
  return { number, findings, lookedAt };
}
