/** Holds this copy against an earlier one of the same vault: nothing was removed in between. Source: FORMAT.md §7.3. */

import { same } from "../bytes.js";
import { attempt, invalid, notChecked, read, worst } from "./findings.js";
import { checkConsistency, KEY, NEWEST } from "./log.js";
import { openCheckpoint, readVerifierKey } from "./note.js";

/**
 * @typedef {import("./findings.js").Files} Files
 * @typedef {import("./findings.js").Finding} Finding
 * @typedef {{checkpoint: Uint8Array, key: string, name: string}} Earlier The signed note, the line of the key beside it ("" where
 *   there is only the note), and what to call it.
 * @typedef {{name: string, findings: Finding[], outcome: import("./findings.js").Outcome, before: number, present: number}} Compared
 */

/**
 * @param {Files} files Of this copy.
 * @param {Earlier} earlier
 * @returns {Compared | null} What step 3 has to add; null where this copy has no signed head to compare with.
 */
export function compareWith(files, earlier) {
  const key = attempt(() => readVerifierKey(read(files, KEY)));
  const newest = key && attempt(() => openCheckpoint(read(files, NEWEST), key));
  if (!key || !newest) return null;
  const own = new TextDecoder().decode(read(files, KEY)).replace(/\n$/, "");
  const ours = earlier.key === "" || earlier.key === own;
  const head = ours ? attempt(() => openCheckpoint(earlier.checkpoint, key)) : null;
  const findings = head
    ? held(files, head, newest, earlier.name)
    : [invalid("earlier_other", earlier.name)];
  return {
    name: earlier.name,
    findings,
    outcome: worst(findings.map((finding) => finding.outcome)),
    before: head?.size ?? 0,
    present: newest.size,
  };
}

/**
 * @param {Files} files
 * @param {import("./note.js").Checkpoint} head Of the earlier copy.
 * @param {import("./note.js").Checkpoint} newest
 * @param {string} name
 * @returns {Finding[]}
 */
function held(files, head, newest, name) {
  if (head.size > newest.size) {
    const facts = { stamped: `${head.size}`, present: `${newest.size}` };
    return [notChecked("earlier_is_later", name, facts)];
  }
  if (head.size === newest.size) {
    return same(head.root, newest.root) ? [] : [invalid("forked", name)];
  }
  return head.size > 0 ? checkConsistency(files, head, newest) : [];
}

/**
 * @param {import("./findings.js").Step[]} steps
 * @param {Compared | null} before What an earlier comparison added, which goes.
 * @param {Compared} compared
 * @returns {import("./findings.js").Step[]} The steps, with what was found in step 3.
 */
export function withComparison(steps, before, compared) {
  return steps.map((step) => {
    if (step.number !== 3) return step;
    const own = step.findings.filter((finding) => !before?.findings.includes(finding));
    return { ...step, findings: [...own, ...compared.findings] };
  });
}
