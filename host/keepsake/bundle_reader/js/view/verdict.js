/** What the checks found, in one sentence; it is green only where nothing that anything rests on is open. */

import { outcomeOf, worst } from "../check/findings.js";
import { unknownAuthorities } from "../check/pins.js";
import { el, mark } from "../dom.js";
import { count, list, object, readJson, text as textOf } from "../values.js";
import { word, wordOr } from "../words.js";

/** @typedef {import("../main.js").Bundle} Bundle */

const FINDINGS_SHOWN = 5;
// The others tell of a capture that was cut short, and of a clock: nothing that was kept rests on them.
const MUST_AGREE = new Set([1, 2, 3, 4, 5, 7]);

/**
 * @param {Bundle} bundle
 * @returns {{outcome: import("../check/findings.js").Outcome, words: string}}
 */
export function headline(bundle) {
  const outcomes = bundle.steps.map(outcomeOf);
  const told = [...outcomes, ...insistedRows(bundle).map(() => /** @type {const} */ ("invalid"))];
  const outcome = worst(told);
  if (outcome !== "not_checked") return { outcome, words: word(`verdict.${outcome}`) };
  const open = bundle.steps.some(
    (step) => MUST_AGREE.has(step.number) && outcomeOf(step) !== "valid",
  );
  const valid = outcomes.filter((one) => one === "valid").length;
  return { outcome, words: word(open ? "verdict.not_checked" : "verdict.no_change", { valid }) };
}

/**
 * @param {Bundle} bundle
 * @param {HTMLElement | null} more
 * @returns {HTMLElement}
 */
export function verdict(bundle, more) {
  if (bundle.reading) return checking(bundle.reading);
  const { outcome, words } = headline(bundle);
  const findings = bundle.steps.flatMap((step) => step.findings);
  const wrong = findings
    .filter((finding) => finding.outcome === "invalid")
    .slice(0, FINDINGS_SHOWN);
  const open = bundle.steps.filter((step) => outcomeOf(step) === "not_checked");
  const unknown = unknownAuthorities(bundle.steps);
  return el(
    `section.verdict.${outcome}`,
    { "aria-label": word("nav.checks") },
    el("p.big", {}, mark(outcome), el("span", {}, words)),
    unknown.length > 0 &&
      el("p.unknown", {}, word("verdict.unknown", { names: unknown.join(", ") })),
    ...wrong.map(({ reason, file, facts }) =>
      el("p", {}, word(`reason.${reason}`, facts), " ", el("code", {}, file)),
    ),
    open.length > 0 &&
      el(
        "p.hint",
        {},
        `${word("verdict.open")} ${open.map((step) => `${step.number}. ${word(`step.${step.number}`)}`).join(" · ")}`,
      ),
    more,
  );
}

/**
 * While every file is being read: how far it is, and nothing that looks like a verdict.
 * @param {import("../main.js").Reading} reading
 * @returns {HTMLElement}
 */
function checking({ done, whole }) {
  const label = word("verdict.checking");
  return el(
    "section.checking",
    { "aria-label": word("nav.checks") },
    el("p.big", {}, label),
    el("progress", { max: whole, value: done, "aria-label": label }),
    el("p.hint", {}, word("verdict.checking.what")),
  );
}

/** @param {Bundle} bundle */
function insistedRows({ files }) {
  return list(readJson(files.get("data/summary.json")).insisted).map(object);
}

/**
 * What did not verify when the copy was made, and left all the same because the person insisted.
 * @param {Bundle} bundle
 * @returns {HTMLElement[]}
 */
export function insisted(bundle) {
  return insistedRows(bundle)
    .slice(0, FINDINGS_SHOWN)
    .map((row) => {
      const exhibit = count(row.exhibit);
      const told = exhibit > 0 ? word("insisted", { exhibit }) : word("insisted.vault");
      const reason = wordOr(`reason.${textOf(row.reason)}`, textOf(row.reason));
      const file = el("code", {}, textOf(row.file));
      return el("p.insisted", {}, mark("invalid"), " ", told, " ", reason, " ", file);
    });
}
