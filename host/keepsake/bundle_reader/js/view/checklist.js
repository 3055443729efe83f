/** What a court asks, row by row: met, partly or not, and the way to where it stands. The same on paper: checklist.pdf. */

import REQUIREMENTS from "../../../../../shared/data/checklist.json";
import { el, table } from "../dom.js";
import { counted, currentLanguage, word, wordOr } from "../words.js";
import { place as message } from "./brief_rechecks.js";

/** @typedef {import("../briefing/checklist.js").Row} Row */
/** @typedef {import("../briefing/checklist.js").Place} Place */
/** @typedef {import("./brief.js").Around} Around */

/** Views of this page in which a part of the report stands too. */
const VIEWS = new Map([
  ["checks", "checks"],
  ["accounts", "accounts"],
  ["logins", "overview"],
  ["eyewitnesses", "overview"],
  ["reasons", "overview"],
  ["missing", "overview"],
]);
/** @type {Record<string, Record<string, string>>} */
const WHY = REQUIREMENTS.why;

/**
 * @param {import("../main.js").Bundle} bundle
 * @param {import("../main.js").Go} go
 * @returns {HTMLElement}
 */
export function checklist(bundle, go) {
  const { rows, signed, machine } = bundle.checklist;
  const around = { bundle, offset: bundle.exhibits[0]?.offset ?? 0, made: "", go };
  const language = currentLanguage();
  const [met, partly, not] = ["met", "partly", "not"].map(
    (state) => rows.filter((row) => row.state === state).length,
  );
  const counts = { met: met ?? 0, partly: partly ?? 0, not: not ?? 0, all: rows.length };
  const head = ["row", "asks", "state", "where"].map((name) => word(`checklist.column.${name}`));
  const facts = { source: REQUIREMENTS.source[language], checked: REQUIREMENTS.checked };
  return el(
    "div.checklist",
    {},
    el("h1", {}, word("checklist.title")),
    el("p", {}, `${word("checklist.count", counts)} ${word("checklist.what")}`),
    !signed && el("p.insisted", {}, word("checklist.unsigned")),
    table(
      word("checklist.title"),
      head,
      rows.map((row) => cells(row, around)),
    ),
    el("p.hint", {}, word("checklist.source", facts)),
    el("h2", {}, word("machine.title")),
    el("ul", {}, ...machineLines(machine).map((line) => el("li", {}, line))),
  );
}

/**
 * @param {Row} row
 * @param {Around} around
 */
function cells({ row, state, places, why }, around) {
  const language = currentLanguage();
  const asked = REQUIREMENTS.rows.find((one) => one.row === row);
  return [
    `${row}`,
    el(
      "div",
      {},
      el("p", {}, asked?.asks[language] ?? ""),
      el("p.hint", {}, `${asked?.from[language] ?? ""}. ${asked?.how[language] ?? ""}`),
    ),
    el("strong", {}, word(`checklist.state.${state}`)),
    el(
      "div",
      {},
      why && el("p", {}, WHY[why]?.[language] ?? ""),
      ...places.map((one) => el("p", {}, where(one, around))),
    ),
  ];
}

/**
 * @param {Place} place
 * @param {Around} around
 */
function where({ exhibits, item, file, part, here }, around) {
  const first = exhibits[0] ?? 0;
  if (!here) return el("span.insisted", {}, word("checklist.absent", { file: file || `${first}` }));
  if (item > 0) return message({ exhibit: first, item }, around);
  const numbers = exhibits.map((number) => {
    const onclick = () => around.go("exhibits", number);
    return el("button.link", { type: "button", onclick }, word("exhibit.named", { number }));
  });
  const shown = numbers.flatMap((one, at) => (at > 0 ? [", ", one] : [one]));
  if (file) return el("span", {}, el("code", {}, file), exhibits.length > 0 && " ", ...shown);
  const said = part && wordOr(`checklist.part.${part}`, part);
  const view = VIEWS.get(part);
  const open = () => {
    around.go(view ?? "");
    document.getElementById(part)?.scrollIntoView();
  };
  const named = view ? el("button.link", { type: "button", onclick: open }, said) : said;
  return el("span", {}, named, part && shown.length > 0 && word("colon"), ...shown);
}

/**
 * What a machine made of the exhibits, in sentences; the same in host/keepsake/formats/report/machine.py.
 * @param {import("../briefing/checklist.js").Machine} machine
 * @returns {string[]}
 */
export function machineLines(machine) {
  const { shown, programs, read, other } = machine;
  const lines = read.map(({ by, program, exhibits }) => line("read", exhibits, { by, program }));
  if (shown.length > 0) lines.unshift(line("shown", shown, { programs: programs.join(", ") }));
  for (const kind of /** @type {const} */ (["listed", "imported", "added", "driven", "other"])) {
    if (machine[kind].length > 0) lines.push(line(kind, machine[kind]));
  }
  return [...lines, word(other.length > 0 ? "machine.unknown" : "machine.none")];
}

/**
 * @param {string} kind
 * @param {number[]} exhibits
 * @param {Record<string, string>} [facts]
 */
function line(kind, exhibits, facts = {}) {
  const within = counted("brief.in", exhibits.length, { list: exhibits.join(", ") });
  return word(`machine.${kind}`, { ...facts, in: within });
}
