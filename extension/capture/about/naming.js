/** Which ids the things on a page have, by the data of its platform: in attributes, links and the page's own data. Pure. */

import { withTimes } from "./id_time.js";
import { placeOf, ruleFor } from "./platform.js";

/** @typedef {import("../types.js").Identifier} Identifier */
/** @typedef {import("./platform.js").PlatformRule} PlatformRule */
/** @typedef {{name: string, value: string}} Raw */

const LINKED = /^(profile|post|reel|video|photo|comment|message|story|channel|short)/;
const COMMENT = /^(cid|comment_?id)$/i;
const MOST_LINKED = 8;
const MOST_ACCOUNTS = 20;
const ACCOUNT = new Set(["user_id", "profile_id", "member_id", "sender_phone", "phone", "peer_id"]);

/**
 * @typedef {object} Known what is known of a page when its items are named
 * @property {PlatformRule[]} rules
 * @property {import("../types.js").Place} place
 * @property {string} canonical the address that the page calls its own, "" where it names none
 * @property {Identifier[]} carried accounts in the page's own data
 * @property {KeepsakeSaid[]} said messages there
 */

/**
 * The items of a page with the ids that its platform is known to put on them.
 * @param {Known} known
 * @param {KeepsakeContent[]} contents in page order, each item once
 * @returns {{kind: string, author: string, author_source?: string, time: string, time_source: string, ids: Identifier[]}[]}
 */
export function named(known, contents) {
  const rule = ruleFor(known.rules, known.place.platform);
  const told = saidBy(known.said, contents);
  const items = contents.map((content, i) => {
    const said = told.get(i);
    const raw = content.ids.map((each) => ({ ...each, where: /** @type {const} */ ("attribute") }));
    const ids = distinct([
      ...raw,
      ...inAttributes(rule, content),
      ...inLinks(known, content),
      ...(said?.id
        ? [{ name: said.id_name, value: said.id, where: /** @type {const} */ ("json") }]
        : []),
    ]);
    const time =
      content.time || !said?.time ? {} : { time: said.time, time_source: said.time_source };
    const { author, time: own, time_source } = content;
    const writer = author ? { author } : writerOf(known, content);
    return {
      kind: kindBy(content.kind, ids),
      time: own,
      time_source,
      ...time,
      ...writer,
      ids: withTimes(rule?.id_times, ids),
    };
  });
  const comments = items.some(({ kind }) => kind === "comment");
  return items.map((item) =>
    comments && item.kind === "row" ? { ...item, kind: "comment" } : item,
  );
}

/**
 * @param {string} kind as it looks
 * @param {Identifier[]} ids
 * @returns {string} a comment where it has a comment's own number
 */
function kindBy(kind, ids) {
  const number = ids.find(({ name }) => COMMENT.test(name));
  if (!number || (kind !== "row" && kind !== "post")) return kind;
  return kind === "row" || number.where !== "link" ? "comment" : kind;
}

/**
 * @param {PlatformRule | undefined} rule
 * @param {KeepsakeContent} content
 * @returns {Identifier[]}
 */
function inAttributes(rule, { ids, media, author }) {
  const pictures = media.map(({ src }) => ({ name: "src", value: src }));
  const found = (rule?.marks?.ids ?? []).flatMap((mark) =>
    [...ids, ...pictures]
      .filter(({ name }) => name === mark.attribute)
      .flatMap(({ value }) => idsBy(mark, value)),
  );
  // The writer's own id, unless the item shows other accounts too, or is the reader's own message.
  const mine = found.some(({ name, value }) => name === "from_me" && value === "true");
  const people = new Set(found.filter(isAccount).map(({ value }) => value));
  const whose = author && people.size === 1 && !mine ? { of: author } : {};
  return found.map((id) => (isAccount(id) ? { ...id, ...whose } : id));
}

/** @param {Identifier} id */
function isAccount({ name }) {
  return ACCOUNT.has(name);
}

/**
 * Accounts that the items of a page name by attribute, each once: whose it is, where all say the same.
 * @param {{ids: Identifier[]}[]} items
 * @returns {Identifier[]}
 */
function accountsOn(items) {
  const all = items.flatMap(({ ids }) => ids).filter((id) => isAccount(id) && id.at);
  /** @type {Map<string, Identifier[]>} */
  const same = new Map();
  for (const id of all) same.set(id.value, [...(same.get(id.value) ?? []), id]);
  return Array.from(same.values(), ([first, ...more]) => {
    const owners = new Set([first, ...more].flatMap((id) => (id?.of ? [id.of] : [])));
    const { of: _, ...id } = /** @type {Identifier} */ (first);
    const [owner] = owners;
    return owner !== undefined && owners.size === 1 ? { ...id, of: owner } : id;
  }).slice(0, MOST_ACCOUNTS);
}

/**
 * @param {import("./platform.js").Mark} mark
 * @param {string} value
 * @returns {Identifier[]}
 */
function idsBy({ regex, groups, attribute }, value) {
  const found = new RegExp(regex).exec(value);
  if (!found) return [];
  return groups
    .map((name, i) => ({
      name,
      value: found[i + 1] ?? "",
      where: /** @type {const} */ ("attribute"),
      at: attribute,
    }))
    .filter((id) => id.value !== "");
}

/**
 * @param {Known} known
 * @param {KeepsakeContent} content
 * @returns {Identifier[]} of what the item links to on the same platform
 */
function inLinks({ rules, place: { platform } }, { links }) {
  if (!platform) return [];
  const found = links.flatMap(({ href }) => {
    const place = placeOf(rules, href);
    if (place.platform !== platform || !LINKED.test(place.kind)) return [];
    return place.ids.map((id) => ({ ...id, where: /** @type {const} */ ("link") }));
  });
  return distinct(found).slice(0, MOST_LINKED);
}

/**
 * The account that a picture without words links to: whose picture stands beside the item.
 * @param {Known} known
 * @param {KeepsakeContent} content
 */
function writerOf({ rules, place: { platform } }, { links }) {
  const accounts = new Set(
    links
      .filter(({ text }) => text === "")
      .map(({ href }) => placeOf(rules, href))
      .filter((place) => place.platform === platform && place.kind.startsWith("profile"))
      .map(({ ids }) => ids[0]?.value ?? ""),
  );
  const [only = ""] = accounts;
  if (!platform || accounts.size !== 1 || !only) return { author: "" };
  return { author: only, author_source: "link" };
}

/**
 * Which message of the page's data an item is: the one that says the same, where only one does.
 * @param {KeepsakeSaid[]} said
 * @param {KeepsakeContent[]} contents
 * @returns {Map<number, KeepsakeSaid>} by place of the item
 */
function saidBy(said, contents) {
  /** @type {Map<string, Map<string, KeepsakeSaid>>} */
  const messages = new Map();
  for (const each of said) {
    const same = messages.get(plain(each.text)) ?? new Map();
    messages.set(plain(each.text), same.set(each.id || each.time, each));
  }
  /** @type {Map<string, number[]>} */
  const shown = new Map();
  contents.forEach(({ kind, text }, i) => {
    if (kind === "divider") return;
    shown.set(plain(text), [...(shown.get(plain(text)) ?? []), i]);
  });
  /** @type {Map<number, KeepsakeSaid>} */
  const told = new Map();
  for (const [text, places] of shown) {
    const same = Array.from(messages.get(text)?.values() ?? []);
    const [place] = places;
    if (same.length === 1 && same[0] && places.length === 1 && place !== undefined)
      told.set(place, same[0]);
  }
  return told;
}

/** @param {string} text */
function plain(text) {
  return text.replace(/\s+/g, " ").trim();
}

/**
 * @param {Identifier[]} ids
 * @returns {Identifier[]}
 */
function distinct(ids) {
  const seen = new Set();
  return ids.filter(({ name, value }) => {
    const key = JSON.stringify([name, value]);
    return !seen.has(key) && seen.add(key);
  });
}

/**
 * The ids of a page: of its address, of the address that it calls its own, of its data, of its items.
 * @param {Known} known
 * @param {{ids: Identifier[]}[]} items named
 * @returns {Identifier[]}
 */
export function pageIds({ rules, place, canonical, carried }, items) {
  const own = canonical ? placeOf(rules, canonical) : { platform: "", kind: "", ids: [] };
  const at = "link[rel=canonical]";
  const linked = own.ids.map((id) => ({ ...id, where: /** @type {const} */ ("link"), at }));
  const all = [...place.ids, ...(own.platform === place.platform ? linked : []), ...carried];
  const told = new Set(all.map(({ value }) => value));
  const shown = accountsOn(items).filter(({ value }) => !told.has(value));
  return withTimes(ruleFor(rules, place.platform)?.id_times, distinct([...all, ...shown]));
}
