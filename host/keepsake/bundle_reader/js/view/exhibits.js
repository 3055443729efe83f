/** One exhibit at a time: pictures, text, facts, files. */

import { copyable, el, saveFile, table } from "../dom.js";
import { counted, localTime, platformName, size, word, wordOr, zoneName } from "../words.js";
import { addedFacts, completeness } from "./completeness.js";
import { distinct, idName } from "./overview.js";
import { pageMedia } from "./page_media.js";
import { pictureGrid } from "./pictures.js";
import { workingCopies } from "./redacted.js";
import { itemList } from "./text.js";
import { picturesOf, textsOf } from "./texts.js";

/**
 * @param {import("../main.js").Bundle} bundle
 * @param {{number: number, item: number}} wanted The exhibit, and the message in it that was asked for, 0 for none.
 * @param {import("../main.js").Go} go
 * @returns {HTMLElement}
 */
export function exhibits(bundle, { number, item }, go) {
  const exhibit = bundle.exhibits.find((row) => row.number === number) ?? bundle.exhibits[0];
  if (!exhibit) return el("p", {}, word("exhibits.none"));
  const choice = bundle.exhibits.map((row) =>
    el(
      "button",
      {
        type: "button",
        "aria-pressed": row === exhibit ? "true" : "false",
        onclick: () => go("exhibits", row.number),
      },
      `${row.number}`,
    ),
  );
  return el(
    "div",
    {},
    bundle.exhibits.length > 1 &&
      el("div.choice", { role: "group", "aria-label": word("nav.exhibits") }, ...choice),
    el("h1", {}, `${exhibit.number}. ${exhibit.title || exhibit.url}`),
    completeness(exhibit),
    facts(exhibit),
    el("h2", {}, picturesOf(exhibit)),
    pictureGrid(exhibit),
    workingCopies(bundle, exhibit),
    el("h2", {}, textsOf(exhibit)),
    itemList([exhibit], item),
    ...pageMedia(exhibit, go),
    el("h2", {}, word("files.title")),
    fileTable(exhibit),
  );
}

/**
 * @param {import("../model.js").Exhibit} exhibit
 * @returns {string} by what it was kept; a program that drives a browser is no person who clicks
 */
function howOf({ added, driven, operator, browser }) {
  if (added) return word("added.label");
  if (!driven) return word("fact.how.text");
  return word("fact.how.driven", { who: operator || word("fact.how.unnamed"), browser });
}

/**
 * @param {import("../model.js").Exhibit} exhibit
 * @returns {string} How the page came, as far as a browser tells it afterwards, and what it does not tell.
 */
function connection({ url, response: { status, protocol, source } }) {
  const secure = /^https?:/.exec(url)?.[0];
  const told = [
    status ? word("fact.network.status", { status }) : word("fact.network.no_status"),
    protocol && word("fact.network.protocol", { protocol }),
    source && wordOr(`fact.network.${source}`, ""),
    secure && word(`fact.network.${secure === "https:" ? "encrypted" : "plain"}`),
  ];
  const known = told.filter(Boolean).join(word("semicolon"));
  return `${known}. ${word("fact.network.unknown")}`;
}

/**
 * @param {import("../model.js").Exhibit} exhibit
 * @returns {HTMLElement}
 */
function facts(exhibit) {
  const zone = zoneName(exhibit.offset, exhibit.zone);
  const started = localTime(exhibit.started, exhibit.offset);
  const rows = [
    [word("fact.address"), exhibit.url && copyable(exhibit.url, word("address"))],
    [word("fact.platform"), platformName(exhibit.platform, Boolean(exhibit.added))],
    [word("fact.started"), started ? `${started} (${zone})` : ""],
    [word("fact.kept"), `${localTime(exhibit.utc, exhibit.offset)} (${zone})`],
    [word("fact.how"), howOf(exhibit)],
    [word("fact.network"), exhibit.added || exhibit.recordOnly ? "" : connection(exhibit)],
    ...addedFacts(exhibit.added),
    [word("fact.browser"), exhibit.browser],
    [word("fact.system"), `${exhibit.system} · ${exhibit.program}`],
    ...distinct(exhibit.ids).map((id) => [idName(id), copyable(id.value, idName(id))]),
  ].filter(([, value]) => value !== "" && value !== " · ");
  return el(
    "dl.facts",
    {},
    ...rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
  );
}

/**
 * @param {import("../model.js").Exhibit} exhibit
 * @returns {HTMLElement}
 */
function fileTable(exhibit) {
  const rows = exhibit.parts.map((part) => {
    const name = part.path.slice(part.path.lastIndexOf("/") + 1);
    const save = el(
      "button",
      {
        type: "button",
        "aria-label": `${word("save")} ${name}`,
        onclick: () => part.member && saveFile(name, part.member),
      },
      word("save"),
    );
    const hash = el("code.hash", {}, part.sha256);
    return [
      name,
      wordOr(`part.${part.kind}`, part.kind),
      size(part.bytes),
      hash,
      part.member ? save : word("missing"),
    ];
  });
  const head = ["file", "kind", "size", "sha256", "save"].map((name) => word(`column.${name}`));
  return el(
    "details",
    {},
    el("summary", {}, counted("files", rows.length)),
    table(word("files.title"), head, rows),
  );
}
