/** What a step found. Source: FORMAT.md §7; words in shared/data/words/verify.json. */

/**
 * @typedef {"valid" | "invalid" | "not_checked"} Outcome
 * @typedef {{outcome: Outcome, reason: string, file: string, facts: Record<string, string>, decides: boolean}} Finding
 *   What does not decide is of a further proof: told, and nothing for the outcome of the step.
 * @typedef {{number: number, findings: Finding[], lookedAt: Record<string, number>}} Step
 * @typedef {Map<string, Uint8Array>} Files By path within the bag.
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
  const deciding = step.findings.filter((finding) => finding.decides);
  return worst(deciding.map((finding) => finding.outcome));
}

/**
 * @param {string} reason
 * @param {string} [file]
 * @param {Record<string, string>} [facts]
 * @returns {Finding}
 */
export function invalid(reason, file = "", facts = {}) {
  return { outcome: "invalid", reason, file, facts, decides: true };
}

/**
 * @param {string} reason
 * @param {string} [file]
 * @param {Record<string, string>} [facts]
 * @returns {Finding}
 */
export function notChecked(reason, file = "", facts = {}) {
  return { outcome: "not_checked", reason, file, facts, decides: true };
}

/**
 * A further proof that was not checked; its step does not rest on it.
 * @param {string} reason
 * @param {string} file
 * @param {Record<string, string>} [facts]
 * @returns {Finding}
 */
export function further(reason, file, facts = {}) {
  return { ...notChecked(reason, file, facts), decides: false };
}

/**
 * @param {Files} files
 * @param {string} name
 * @returns {Uint8Array} Nothing where the file is missing: step 1 tells, and every check of it fails.
 */
export function read(files, name) {
  return files.get(name) ?? new Uint8Array();
}

/**
 * @template T
 * @param {() => T} reading
 * @returns {T | null} Null for whatever form a damaged file has.
 */
export function attempt(reading) {
  try {
    return reading();
  } catch {
    return null;
  }
}
