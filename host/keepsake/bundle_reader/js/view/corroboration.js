/**
 * What a court asks beside the exhibits: why somebody is named, with which account a page was viewed, who else looked at it. The
 * same on paper: host/keepsake/formats/report/corroboration.py.
 */

import { el } from "../dom.js";
import { counted, word, wordOr } from "../words.js";
import { place } from "./brief_rechecks.js";

/** @typedef {import("../briefing/shape.js").Briefing} Briefing */
/** @typedef {import("./brief.js").Around} Around */

/**
 * @param {Briefing} brief
 * @param {Around} around
 */
export function reasons({ people }, around) {
  const given = people.filter((one) => one.reasons.length > 0);
  if (given.length === 0) return [];
  return [
    el("h2", { id: "reasons" }, word("brief.reasons")),
    el("p.hint", {}, word("brief.reasons.what")),
    ...given.flatMap(({ name, sure, why, reasons: each }) => [
      el("h3", {}, `${name} (${wordOr(`brief.sure.${sure}`, sure)})`),
      why && el("p", { dir: "auto" }, why),
      el("ul", {}, ...each.map((one) => reason(one, around))),
    ]),
  ];
}

/**
 * @param {import("../briefing/shape.js").Reason} reason
 * @param {Around} around
 */
function reason({ kind, note, exhibit, item }, around) {
  const what = wordOr(`brief.reason.${kind}`, word("brief.reason.other"));
  return el(
    "li",
    { dir: "auto" },
    el("strong", {}, what),
    note && `${word("colon")}${note}`,
    exhibit > 0 && " ",
    exhibit > 0 && where(exhibit, item, around),
  );
}

/**
 * @param {number} exhibit
 * @param {number} item
 * @param {Around} around
 */
function where(exhibit, item, around) {
  if (item > 0) return place({ exhibit, item }, around);
  const onclick = () => around.go("exhibits", exhibit);
  return el("button.link", { type: "button", onclick }, word("exhibit.named", { number: exhibit }));
}

/** @param {Briefing} brief */
export function logins({ logins: rows }) {
  /** @type {Map<string, {row: Briefing["logins"][number], exhibits: number[]}>} */
  const found = new Map();
  for (const row of rows) {
    const key = JSON.stringify([row.how, row.account, row.shown, row.note]);
    const known = found.get(key);
    if (known) known.exhibits.push(row.exhibit);
    else found.set(key, { row, exhibits: [row.exhibit] });
  }
  const told = [...found.values()].map(({ row, exhibits }) => login(row, exhibits));
  return [
    el("h2", { id: "logins" }, word("brief.logins")),
    told.length > 0 ? el("ul", {}, ...told) : el("p", {}, word("brief.logins.none")),
  ];
}

/**
 * @param {Briefing["logins"][number]} row
 * @param {number[]} exhibits
 */
function login({ how, account, shown, note }, exhibits) {
  const key = ["account", "none", "shown"].includes(how) ? how : "unknown";
  const facts = { account: account || shown, in: within(exhibits) };
  const beside = shown && shown === account ? "same" : "other";
  const by = shown && key !== "shown" && word(`brief.login.${beside}`, { shown });
  const told = [word(`brief.login.${key}`, facts), by].filter(Boolean).join(word("semicolon"));
  return el("li", { dir: "auto" }, told, note && el("span.hint", {}, ` ${note}`));
}

/** @param {Briefing} brief */
export function eyewitnesses({ eyewitnesses: rows }) {
  const title = el("h2", { id: "eyewitnesses" }, word("brief.eyewitnesses"));
  if (rows.length === 0) return [title, el("p", {}, word("brief.eyewitnesses.none"))];
  return [title, el("p.hint", {}, word("brief.eyewitnesses.what")), ...rows.flatMap(eyewitness)];
}

/** @param {Briefing["eyewitnesses"][number]} row */
function eyewitness({ name, role, reach, when, how, saw, same, exhibits }) {
  const facts = { when, how: wordOr(`brief.eyewitness.how.${how}`, how), in: within(exhibits) };
  const lines = [
    ["saw", saw],
    ["same", same],
    ["reach", reach],
  ].map(
    ([key, said]) =>
      said && el("p", { dir: "auto" }, `${word(`brief.eyewitness.${key}`)}${word("colon")}${said}`),
  );
  return [
    el("h3", {}, [name, role].filter(Boolean).join(", ")),
    el("p", {}, word("brief.eyewitness.looked", facts)),
    ...lines,
  ];
}

/** @param {number[]} exhibits */
function within(exhibits) {
  return counted("brief.in", exhibits.length, { list: exhibits.join(", ") });
}
