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
const MOST_LINES = 30; // of an item, looked for in the data of its page
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
 * @returns {{kind: string, time: string, time_source: string, ids: Identifier[]}[]}
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
    const { time, time_source } = content.time || !said?.time ? content : said;
    return {
      kind: kindBy(content.kind, ids),
      time,
      time_source,
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
function inAttributes(rule, { ids, media }) {
  const pictures = media.map(({ src }) => ({ name: "src", value: src }));
  return (rule?.marks?.ids ?? []).flatMap((mark) =>
    [...ids, ...pictures]
      .filter(({ name }) => name === mark.attribute)
      .flatMap(({ value }) => idsBy(mark, value)),
  );
}

/** @param {Identifier} id */
function isAccount({ name }) {
  return ACCOUNT.has(name);
}

/**
 * Accounts that the items of a page name by attribute, each once.
 * @param {{ids: Identifier[]}[]} items
 * @returns {Identifier[]}
 */
function accountsOn(items) {
  /** @type {Map<string, Identifier>} */
  const first = new Map();
  for (const id of items.flatMap(({ ids }) => ids))
    if (isAccount(id) && id.at && !first.has(id.value)) first.set(id.value, id);
  return Array.from(first.values()).slice(0, MOST_ACCOUNTS);
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
 * Which message of the page's data an item is: the one whose words it shows in lines of its own, where only one does.
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
  contents.forEach((content, i) => {
    const said = content.kind === "divider" ? "" : longestIn(content, messages);
    if (said) shown.set(said, [...(shown.get(said) ?? []), i]);
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

/**
 * @param {KeepsakeContent} content
 * @param {Map<string, unknown>} messages by their words
 * @returns {string} the longest run of its lines that is a message, "" where none is; who and when stand around it
 */
function longestIn({ text }, messages) {
  if (!messages.size) return "";
  const lines = text.split("\n").slice(0, MOST_LINES);
  for (let length = lines.length; length > 0; length--) {
    for (let from = 0; from + length <= lines.length; from++) {
      const said = plain(lines.slice(from, from + length).join(" "));
      if (said && messages.has(said)) return said;
    }
  }
  return "";
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
