/** The first page after opening: what is here, of whom, whether it is intact. */

import { isHandle, isPermanent } from "../briefing/accounts.js";
import { copyable, el, table } from "../dom.js";
import { anyAdded } from "../model.js";
import { counted, localTime, platformName, word, wordOr, zoneName } from "../words.js";
import { briefing } from "./brief.js";
import { completeness } from "./completeness.js";
import { picture } from "./pictures.js";
import { picturesOf, textsOf } from "./texts.js";
import { trust, trustLine } from "./trust.js";
import { insisted, verdict } from "./verdict.js";

/** @typedef {import("../main.js").Bundle} Bundle */

/**
 * @param {Bundle} bundle
 * @param {import("../main.js").Go} go
 * @returns {HTMLElement}
 */
export function overview(bundle, go) {
  return el(
    "div",
    {},
    el("h1", {}, word("overview.title")),
    verdict(
      bundle,
      el(
        "div.ways",
        {},
        el("button.link", { type: "button", onclick: () => go("checks") }, word("verdict.more")),
        trustLine(),
      ),
    ),
    ...insisted(bundle),
    briefing(bundle.briefing, bundle, go),
    el("h2", {}, howMany(bundle)),
    ...bundle.exhibits.map((exhibit) => card(exhibit, () => go("exhibits", exhibit.number))),
    el("h2", {}, word("limits.title")),
    el("p", {}, word(anyAdded(bundle.exhibits) ? "overview.what_added" : "overview.what")),
    el("p", {}, word("limits.shown")),
    anyAdded(bundle.exhibits) && el("p", {}, word("limits.added")),
    el("p", {}, word("limits.unknown")),
    trust(bundle),
  );
}

/**
 * Files that somebody added were not captured.
 * @param {Bundle} bundle
 */
function howMany({ exhibits }) {
  const added = exhibits.filter((exhibit) => exhibit.added).length;
  const captured = exhibits.length - added;
  return [
    (captured > 0 || added === 0) && counted("captures", captured),
    added > 0 && counted("added", added),
  ]
    .filter(Boolean)
    .join(", ");
}

/**
 * @param {import("../model.js").Exhibit} exhibit
 * @param {() => void} open
 * @returns {HTMLElement}
 */
function card(exhibit, open) {
  const first = exhibit.tiles[0];
  const platform = platformName(exhibit.platform, Boolean(exhibit.added));
  const when = localTime(exhibit.started || exhibit.utc, exhibit.offset);
  return el(
    "article.card",
    {},
    first && picture(first.part, word("picture.of", { number: 1, title: exhibit.title })),
    el(
      "div",
      {},
      el("h3", {}, `${exhibit.number}. ${exhibit.title || exhibit.url}`),
      el("p", {}, `${platform} · ${when} (${zoneName(exhibit.offset, exhibit.zone)})`),
      el("p", {}, `${textsOf(exhibit)} · ${picturesOf(exhibit)}`),
      completeness(exhibit),
      // Of files that were added the lines above say it.
      !exhibit.added && el("p.address", {}, copyable(exhibit.url, word("address"))),
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
    distinct(exhibit.ids).map(({ where, ...id }) => [
      platformName(exhibit.platform, Boolean(exhibit.added)),
      idName(id),
      copyable(id.value, idName(id)),
      where.map((one) => wordOr(`where.${one}`, one)).join(", "),
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
 * A page may show the same id at many places, and under several names: it is told once, under one that has words.
 * @param {import("../model.js").Id[]} ids
 * @returns {(Omit<import("../model.js").Id, "where"> & {where: string[]})[]}
 */
export function distinct(ids) {
  /** @type {Map<string, ReturnType<typeof distinct>[number]>} */
  const found = new Map();
  for (const { name, value, of, where } of ids) {
    const key = JSON.stringify([value, of]);
    const known = found.get(key);
    if (!known) found.set(key, { name, value, of, where: [where].filter(Boolean) });
    else if (!known.where.includes(where) && where) known.where.push(where);
    if (known && !hasWords(known.name) && hasWords(name)) known.name = name;
  }
  return [...found.values()];
}

/** @param {string} name */
function hasWords(name) {
  return wordOr(`id.${name}`, "") !== "";
}

/**
 * @param {{name: string, of: string}} id
 * @returns {string} In words, with whose it is where the page tells.
 */
export function idName({ name, of }) {
  // What a page itself calls an id is nothing to read: a user name, an account's number, or another.
  const kind = isHandle({ name }) ? "username" : isPermanent({ name, of }) ? "user_id" : "other";
  const known = wordOr(`id.${name}`, word(`id.${kind}`));
  return of ? word("accounts.of", { name: known, of }) : known;
}
