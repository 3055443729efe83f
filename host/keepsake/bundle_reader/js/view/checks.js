/** Each step of the check, folded, and the way to do it without this page. */

import { outcomeOf } from "../check/findings.js";
import { el, mark, saveFile } from "../dom.js";
import { counted, word, wordOr } from "../words.js";
import { compare } from "./compare.js";
import { stampedAt } from "./times.js";
import { verdict } from "./verdict.js";

const FINDINGS_SHOWN = 50;

/**
 * @param {import("../main.js").Bundle} bundle
 * @param {() => void} again Shows this view anew.
 * @returns {HTMLElement}
 */
export function checks(bundle, again) {
  return el(
    "div.checks",
    {},
    el("h1", {}, word("nav.checks")),
    verdict(bundle, null),
    ...(bundle.reading ? [] : bundle.steps.map((one) => step(bundle, one))),
    bundle.reading ? null : compare(bundle, again),
    el("h2", {}, word("checks.without.title")),
    el("p", {}, word("checks.without")),
    el(
      "p.row",
      {},
      document_(bundle, "data/verify.py"),
      document_(bundle, "data/CHECK-BY-HAND.txt"),
      document_(bundle, "data/CHECK-BY-HAND-FULL.txt"),
      document_(bundle, "data/report.pdf"),
    ),
    el("p", {}, word("checks.trust")),
  );
}

/**
 * @param {import("../main.js").Bundle} bundle
 * @param {import("../check/findings.js").Step} checked
 * @returns {HTMLElement}
 */
function step(bundle, checked) {
  const outcome = outcomeOf(checked);
  const looked = Object.entries(checked.lookedAt).map(([what, count]) =>
    counted(`checks.counted.${what}`, count),
  );
  return el(
    "details",
    { open: outcome === "invalid" },
    el(
      "summary",
      {},
      el("span.name", {}, `${checked.number}. ${word(`step.${checked.number}`)}`),
      mark(outcome),
    ),
    el("p", {}, word(`checks.how.${checked.number}`)),
    looked.length > 0 && el("p.hint", {}, looked.join(" · ")),
    ...(checked.number === 7 ? stampedAt(bundle) : []),
    ...checked.findings.slice(0, FINDINGS_SHOWN).map((finding) =>
      el(
        "p.finding",
        {},
        mark(finding.outcome),
        ` ${wordOr(`reason.${finding.reason}`, finding.reason)} `.replace(
          /\{(\w+)\}/g,
          (all, name) => finding.facts[name] ?? all,
        ),
        finding.file && el("code", {}, finding.file),
      ),
    ),
  );
}

/**
 * A file of the bag to save.
 * @param {import("../main.js").Bundle} bundle
 * @param {string} path
 * @returns {HTMLElement | null}
 */
export function document_(bundle, path) {
  const member = bundle.members.get(path);
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (!member) return null;
  return el(
    "button",
    { type: "button", onclick: () => saveFile(name, member) },
    `${word("save")} ${name}`,
  );
}
