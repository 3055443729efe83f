/**
 * Verification as numbered steps. Source: FORMAT.md §7; words in shared/data/words/verify.json.
 * Time-stamps are not checked on this page: steps 7 and 8 say so.
 */

import { utf8 } from "../bytes.js";
import { checkBag } from "./bag.js";
import { isIncluded, leafHash } from "./merkle.js";
import { openCheckpoint, readProof, readVerifierKey } from "./note.js";

/**
 * @typedef {"valid" | "invalid" | "not_checked"} Outcome
 * @typedef {{outcome: Outcome, reason: string, file: string, facts: Record<string, string>}} Finding
 * @typedef {{number: number, findings: Finding[], lookedAt: Record<string, number>}} Step
 * @typedef {Map<string, Uint8Array>} Files
 * @typedef {import("../model.js").Exhibit} Exhibit
 */

/**
 * The worst of what was found.
 * @param {Outcome[]} outcomes
 * @returns {Outcome}
 */
export function worst(outcomes) {
  if (outcomes.includes("invalid")) return "invalid";
  return outcomes.includes("not_checked") ? "not_checked" : "valid";
}

/**
 * @param {Step} step
 * @returns {Outcome}
 */
export function outcomeOf(step) {
  return worst(step.findings.map((finding) => finding.outcome));
}

/**
 * @param {string} reason
 * @param {string} [file]
 * @returns {Finding}
 */
function invalid(reason, file = "") {
  return { outcome: "invalid", reason, file, facts: {} };
}

/**
 * @param {string} reason
 * @param {string} [file]
 * @param {Record<string, string>} [facts]
 * @returns {Finding}
 */
function notChecked(reason, file = "", facts = {}) {
  return { outcome: "not_checked", reason, file, facts };
}

/**
 * @param {Files} files By path within the bag.
 * @param {Exhibit[]} exhibits
 * @returns {Promise<Step[]>}
 */
export async function checkAll(files, exhibits) {
  const bag = await checkBag(files);
  const wrong = bag.problems.map((problem) => invalid(problem.reason, problem.file));
  const names = [...files.keys()];
  const tokens = names.filter((name) => /^data\/log\/stamps\/.*\.tsr$/.test(name));
  const stamps = tokens.length > 0 ? [notChecked("token_here")] : [notChecked("not_stamped")];
  const parts = exhibits.reduce((sum, exhibit) => sum + exhibit.parts.length, 0);
  const captures = exhibits.length;
  return [
    { number: 1, findings: wrong, lookedAt: { files: files.size } },
    ...checkLog(files),
    {
      number: 5,
      findings: exhibits.flatMap((exhibit) => checkArtifacts(exhibit, bag.sha256, names)),
      lookedAt: { captures, parts },
    },
    { number: 6, findings: exhibits.flatMap(checkManifest), lookedAt: { captures } },
    { number: 7, findings: stamps, lookedAt: { tokens: tokens.length } },
    {
      number: 8,
      findings: [...checkOrder(exhibits), ...(tokens.length > 0 ? stamps : [])],
      lookedAt: { entries: captures },
    },
  ];
}

/**
 * Steps 2 to 4.
 * @param {Files} files
 * @returns {Step[]}
 */
function checkLog(files) {
  const heads = [...files.keys()].filter((name) =>
    /^data\/log\/stamps\/.*\.checkpoint$/.test(name),
  );
  const entries = [...files.keys()].filter((name) => name.startsWith("data/log/entries/"));
  const newest = "data/log/checkpoint";
  /** @type {Step[]} */
  const steps = [2, 3, 4].map((number) => ({ number, findings: [], lookedAt: {} }));
  const [two, three, four] = /** @type {[Step, Step, Step]} */ (steps);
  try {
    const key = readVerifierKey(need(files, "data/log/verifier.key"));
    const sizes = new Map();
    for (const name of [newest, ...heads]) {
      const step = name === newest ? two : three;
      const head = attempt(() => openCheckpoint(need(files, name), key));
      if (head === null) step.findings.push(invalid("checkpoint", name));
      else if (conflicts(sizes, head)) three.findings.push(invalid("forked", name));
    }
    for (const name of entries) four.findings.push(...checkEntry(files, name, key));
    if (entries.length === 0) four.findings.push(notChecked("no_entries"));
  } catch {
    two.findings.push(invalid("checkpoint", "data/log/verifier.key"));
    three.findings.push(notChecked("no_checkpoint"));
    four.findings.push(notChecked("no_checkpoint"));
  }
  two.lookedAt = { files: 2 };
  three.lookedAt = { files: heads.length };
  four.lookedAt = { entries: entries.length };
  return steps;
}

/**
 * @param {Map<number, string>} sizes Roots seen so far; the newest checkpoint comes first.
 * @param {import("./note.js").Checkpoint} head
 * @returns {boolean} Whether it contradicts another one.
 */
function conflicts(sizes, head) {
  const root = head.root.join();
  const known = sizes.get(head.size);
  const newest = Math.max(head.size, ...sizes.keys());
  if (sizes.size === 0 || (known === undefined && newest !== head.size)) {
    sizes.set(head.size, root);
    return false;
  }
  return known !== root;
}

/**
 * @param {Files} files
 * @param {string} name
 * @param {import("./note.js").VerifierKey} key
 * @returns {Finding[]}
 */
function checkEntry(files, name, key) {
  const number = Number(/\/(\d+)\.json$/.exec(name)?.[1] ?? Number.NaN);
  const where = `data/log/proofs/${number}.tlog-proof`;
  if (!files.has(where)) return [invalid("proof_missing", where)];
  const proof = attempt(() => readProof(need(files, where)));
  const head = proof && attempt(() => openCheckpoint(proof.checkpoint, key));
  if (!proof || !head) return [invalid("proof", where)];
  const leaf = leafHash(need(files, name));
  const included = isIncluded(leaf, proof.index, head.size, proof.hashes, head.root);
  return proof.index === number && included ? [] : [invalid("proof", name)];
}

/**
 * @param {Exhibit} exhibit
 * @param {Map<string, string>} sha256
 * @param {string[]} names
 * @returns {Finding[]}
 */
function checkArtifacts(exhibit, sha256, names) {
  /** @type {Finding[]} */
  const findings = [];
  for (const part of exhibit.parts) {
    if (!part.data) findings.push(invalid("part_missing", part.path));
    else if (part.data.length !== part.bytes) findings.push(invalid("part_size", part.path));
    else if (sha256.get(part.path) !== part.sha256) findings.push(invalid("part_hash", part.path));
  }
  const listed = new Set(exhibit.parts.map((part) => part.path));
  const stray = names.filter((name) => name.startsWith(exhibit.folder) && !listed.has(name));
  return [...findings, ...stray.map((name) => invalid("bag_unlisted", name))];
}

/**
 * @param {Exhibit} exhibit
 * @returns {Finding[]}
 */
function checkManifest(exhibit) {
  if (exhibit.manifestPart < 0) return [notChecked("manifest_none", exhibit.folder)];
  const part = exhibit.parts.find((row) => row.part === exhibit.manifestPart);
  const file = part?.path ?? exhibit.folder;
  if (!part?.data) return [invalid("manifest_missing", file)];
  const data = part.data;
  const manifest = attempt(() => JSON.parse(utf8(data)));
  if (!manifest || !Array.isArray(manifest.artifacts))
    return [invalid("manifest_unreadable", file)];
  const ours = exhibit.parts
    .filter((row) => row !== part)
    .map(identity)
    .sort();
  const theirs = manifest.artifacts.map(identity).sort();
  const findings = [];
  if (manifest.capture !== exhibit.capture) findings.push(invalid("manifest_other", file));
  if (ours.join("\n") !== theirs.join("\n")) findings.push(invalid("manifest_differs", file));
  return findings;
}

/**
 * @param {{part: number, kind: string, bytes: number, sha256: string}} row
 * @returns {string}
 */
function identity(row) {
  return JSON.stringify([row?.part, row?.kind, row?.bytes, row?.sha256]);
}

/**
 * @param {Exhibit[]} exhibits
 * @returns {Finding[]}
 */
function checkOrder(exhibits) {
  return exhibits.flatMap((exhibit, index) => {
    const before = exhibits[index - 1];
    if (!before || Date.parse(before.utc) <= Date.parse(exhibit.utc)) return [];
    const facts = { before: before.utc, after: exhibit.utc };
    return [notChecked("clock_back", `data/log/entries/${exhibit.entry}.json`, facts)];
  });
}

/**
 * @param {Files} files
 * @param {string} name
 * @returns {Uint8Array}
 */
function need(files, name) {
  const data = files.get(name);
  if (!data) throw new Error(`missing ${name}`);
  return data;
}

/**
 * @template T
 * @param {() => T} read
 * @returns {T | null} Null for whatever form a damaged file has.
 */
function attempt(read) {
  try {
    return read();
  } catch {
    return null;
  }
}
