/** The first page after opening: what is here, of whom, whether it is intact. */

import { outcomeOf, worst } from "../check/findings.js";
import { copyable, el, mark, table } from "../dom.js";
import { countOf } from "../model.js";
import { count, list, object, readJson, text as textOf } from "../values.js";
import { counted, localTime, platformName, word, wordOr, zoneName } from "../words.js";
import { briefing } from "./brief.js";
import { completeness } from "./completeness.js";
import { picture } from "./pictures.js";

/** @typedef {import("../main.js").Bundle} Bundle */

const FINDINGS_SHOWN = 5;

/**
 * @param {Bundle} bundle
 * @param {(id: string, exhibit?: number) => void} go
 * @returns {HTMLElement}
 */
export function overview(bundle, go) {
  return el(
    "div",
    {},
    el("h1", {}, word("overview.title")),
    el("p.lead", {}, word("overview.what")),
    verdict(
      bundle,
      el("button.link", { type: "button", onclick: () => go("checks") }, word("verdict.more")),
    ),
    ...insisted(bundle),
    bundle.briefing && briefing(bundle.briefing, bundle, go),
    el("h2", {}, counted("captures", bundle.exhibits.length)),
    ...bundle.exhibits.map((exhibit) => card(exhibit, () => go("exhibits", exhibit.number))),
    ...(bundle.briefing ? [] : [el("h2", {}, word("accounts.title")), accounts(bundle)]),
    el("h2", {}, word("limits.title")),
    el("p", {}, word("limits.shown")),
    el("p", {}, word("limits.unknown")),
  );
}

/**
 * What did not verify when the copy was made, and left all the same because the person insisted.
 * @param {Bundle} bundle
 * @returns {HTMLElement[]}
 */
function insisted({ files }) {
  const rows = list(readJson(files.get("data/summary.json")).insisted).map(object);
  return rows.slice(0, FINDINGS_SHOWN).map((row) => {
    const exhibit = count(row.exhibit);
    const told = exhibit > 0 ? word("insisted", { exhibit }) : word("insisted.vault");
    const reason = wordOr(`reason.${textOf(row.reason)}`, textOf(row.reason));
    const file = el("code", {}, textOf(row.file));
    return el("p.insisted", {}, mark("invalid"), " ", told, " ", reason, " ", file);
  });
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

/**
 * What the checks found, in one sentence; what was not checked is named.
 * @param {Bundle} bundle
 * @param {HTMLElement | null} more
 * @returns {HTMLElement}
 */
export function verdict(bundle, more) {
  if (bundle.reading) return checking(bundle.reading);
  const outcomes = bundle.steps.map(outcomeOf);
  const whole = worst(outcomes);
  const findings = bundle.steps.flatMap((step) => step.findings);
  const wrong = findings
    .filter((finding) => finding.outcome === "invalid")
    .slice(0, FINDINGS_SHOWN);
  const open = bundle.steps.filter((step) => outcomeOf(step) === "not_checked");
  const valid = outcomes.filter((outcome) => outcome === "valid").length;
  const text = word(whole === "not_checked" ? "verdict.no_change" : `verdict.${whole}`, { valid });
  return el(
    `section.verdict.${whole}`,
    { "aria-label": word("nav.checks") },
    el("p.big", {}, mark(whole), el("span", {}, text)),
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
 * @param {import("../model.js").Exhibit} exhibit
 * @param {() => void} open
 * @returns {HTMLElement}
 */
function card(exhibit, open) {
  const first = exhibit.tiles[0];
  const platform = platformName(exhibit.platform);
  const when = localTime(exhibit.started || exhibit.utc, exhibit.offset, "full");
  return el(
    "article.card",
    {},
    first && picture(first.part, word("picture.of", { number: 1, title: exhibit.title })),
    el(
      "div",
      {},
      el("h3", {}, `${exhibit.number}. ${exhibit.title || exhibit.url}`),
      el("p", {}, `${platform} · ${when} (${zoneName(exhibit.offset, exhibit.zone)})`),
      el(
        "p",
        {},
        `${counted("items", countOf(exhibit.items))} · ${counted("pictures", exhibit.tiles.length)}`,
      ),
      completeness(exhibit),
      exhibit.added
        ? el("p", {}, word("added.label"))
        : el("p.address", {}, copyable(exhibit.url, word("address"))),
      el(
        "button",
        { type: "button", onclick: open },
        word("exhibit.open", { number: exhibit.number }),
      ),
    ),
  );
}

/**
 * Ids of pages and of the people in them: what a platform asks for.
 * @param {Bundle} bundle
 * @returns {HTMLElement}
 */
export function accounts(bundle) {
  const rows = bundle.exhibits.flatMap((exhibit) =>
    distinct(exhibit.ids).map((id) => [
      platformName(exhibit.platform),
      idName(id),
      copyable(id.value, id.name),
      wordOr(`where.${id.where}`, id.where),
      `${exhibit.number}`,
    ]),
  );
  if (rows.length === 0) return el("p", {}, word("accounts.none"));
  const head = ["platform", "id", "value", "where", "exhibit"].map((name) =>
    word(`column.${name}`),
  );
  return table(word("accounts.title"), head, rows);
}

/**
 * A page may show the same id at many places.
 * @param {import("../model.js").Id[]} ids
 */
export function distinct(ids) {
  return [...new Map(ids.map((id) => [JSON.stringify(id), id])).values()];
}

/**
 * @param {import("../model.js").Id} id
 * @returns {string} In words, with whose it is where the page tells.
 */
export function idName({ name, of }) {
  const known = wordOr(`id.${name}`, name);
  return of ? word("accounts.of", { name: known, of }) : known;
}
