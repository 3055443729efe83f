// Permanent account ids, and messages with their ids, in the data that a page carries.

import * as data from "./data.js";

const HANDLE =
  /^(user_?name|handle|screen_?name|unique_?id|login|vanity(_?name)?|user_?vanity|acct|public_?identifier|universal_?name|additional_?name|alternate_?name)$/i;
const STRONG =
  /^(pk|uid|fbid|did|rest_id|id_str|identifier|(user|profile|account|owner|author|actor|channel|external|page|sec_?u|entity|member|sender|participant)_?(id|uid|pk)|(object|entity|member|profile)_?urn)$/i;
const CALLED = /^(full_?name|name|display_?name|nick_?name|title)$/i;
const TYPE = /^(__typename|@type|\$?type|kind)$/;
const ACCOUNT = /^(xdt)?(user|person|profile|account|member|actor|page)(dict)?$/i;
/** Members of something that an account wrote: its plain `id` is then that thing's own. */
const WRITTEN =
  /^(text(_?body)?|body|message|caption|content|comment|title|created(_?(at|time|utc))?|time(stamp(_?(ms|us|precise))?)?|date|datetime|sent(_?at)?|posted(_?at)?|published(_?at)?|taken_?at|edited(_?at)?)$/i;
const SAID = /^(text(_?body)?|body|message|content|caption|comment)$/i;
const WHEN =
  /^(time(stamp(_?(ms|us|precise))?)?|created(_?(at|time|utc))?|create_?time|sent(_?at)?|date|delivered_?at|taken_?at)$/i;
const MESSAGE_ID = /^(message_?id|mid|msg_?id|item_?id|comment_?id|cid|id|pk|entity_?urn|urn)$/i;
const PROFILE = /^https?:\/\/[^/?#]+\/(?:in\/|user\/|u\/|users\/|@)?([\w.-]{2,60})\/?$/;
const VALUE = /^(?=.*\d)[\w:.-]{4,80}$/;
const WORD = /[\p{L}\p{N}_]+/gu;
const MOST_NODES = 60_000;
const MOST_IDS = 20;
const MOST_MESSAGES = 2000;

/** @typedef {{name: string, value: string, where: string, of: string, at: string}} Found */
/** @typedef {{id: string, id_name: string, time: string, time_source: string, text: string}} Message */
/** @typedef {{node: unknown, key: string, up: Place | null, at: string}} Place */
/** @typedef {Found & {called: string}} Told */
/** @typedef {{data: string, at: string, text: string, is: Record<string, unknown>}} Held what a message was read from */
/** @typedef {{found: Told[], messages: Message[], held: Held[]}} Out */

/**
 * @param {Record<string, unknown>} object
 * @param {RegExp} name
 * @returns {string} the first member of such a name that is words or a number
 */
function member(object, name) {
  for (const [key, value] of Object.entries(object)) {
    if (name.test(key) && scalar(value) && value) return String(value);
  }
  return "";
}

/**
 * Who the account is that an object describes.
 * @param {Record<string, unknown>} object
 * @returns {{handle: string, called: string}} handle "" when it describes none
 */
function accountOf(object) {
  const called = member(object, CALLED);
  const handle = member(object, HANDLE);
  if (handle) return { handle, called };
  if (!ACCOUNT.test(member(object, TYPE))) return { handle: "", called };
  const leads = Object.values(object).find(
    (each) => typeof each === "string" && PROFILE.test(each),
  );
  const last = PROFILE.exec(String(leads ?? ""))?.[1] ?? "";
  return { handle: /^(profile\.php|people)$/.test(last) || !last ? called : last, called };
}

/**
 * @param {Place} place
 * @returns {string} the way to it through the data
 */
function wayTo(place) {
  return `${place.at} ${wayIn(place)}`;
}

/** @param {Place} place */
function wayIn(place) {
  const keys = [];
  for (let each = /** @type {Place | null} */ (place); each?.up; each = each.up)
    keys.unshift(each.key);
  const way = keys.join("/");
  return way.length > 150 ? `…${way.slice(-150)}` : way;
}

/**
 * @param {Record<string, unknown>} object
 * @param {Place} place
 * @returns {Out["found"]} the ids of the account that it describes, the surest first
 */
function idsIn(object, place) {
  const { handle, called } = accountOf(object);
  if (!handle) return [];
  const names = Object.keys(object);
  const written = names.some((name) => WRITTEN.test(name) && !CALLED.test(name));
  return names
    .filter((name) => STRONG.test(name) || (name === "id" && !written))
    .map((name) => ({ name, value: object[name] }))
    .filter(({ value }) => scalar(value))
    .map(({ name, value }) => ({ name, value: String(value), at: `${wayTo(place)}/${name}` }))
    .filter(({ value }) => VALUE.test(value) && value !== handle)
    .map((each) => ({ ...each, where: "json", of: handle, called }))
    .toSorted((a, b) => Number(STRONG.test(b.name)) - Number(STRONG.test(a.name)));
}

/**
 * A moment given as a number of s, ms or µs since 1970, or as a full date.
 * @param {string} value
 * @returns {string} "" when it fixes none
 */
function momentOf(value) {
  if (/^\d{10}(\d{3}){0,2}(\.\d+)?$/.test(value)) {
    const digits = value.split(".")[0]?.length ?? 0;
    return new Date(Math.floor(Number(value) / 10 ** (digits - 13))).toISOString();
  }
  const moment = new Date(value);
  const zoned = /^\d{4}-\d\d-\d\d[T ].*(Z|[+-]\d\d:?\d\d)$/.test(value);
  return zoned && !Number.isNaN(moment.getTime()) ? moment.toISOString() : "";
}

/**
 * @param {Record<string, unknown>} object
 * @returns {Message | null} when it is something said, with its id or its time
 */
function messageIn(object) {
  const names = Object.keys(object);
  const said = names.find((name) => SAID.test(name));
  const inner = said && object[said];
  const text =
    typeof inner === "object" && inner
      ? member(/** @type {Record<string, unknown>} */ (inner), SAID)
      : String(inner ?? "");
  const idName = names.find((name) => MESSAGE_ID.test(name) && scalar(object[name]));
  const timeName = names.find((name) => WHEN.test(name) && scalar(object[name]));
  const raw = timeName ? String(object[timeName]) : "";
  const time = momentOf(raw);
  if (!text.trim() || (!idName && !time)) return null;
  const id = idName ? String(object[idName]) : "";
  const source = time ? `json ${timeName}=${raw}` : "";
  return { id, id_name: idName ?? "", time, time_source: source, text: text.slice(0, 4000) };
}

/**
 * @param {unknown} value
 * @returns {boolean} true for words and for numbers that were not rounded
 */
function scalar(value) {
  return typeof value === "string" || Number.isSafeInteger(value);
}

/**
 * @param {Place} start
 * @param {(object: Record<string, unknown>, place: Place) => void} tell of each object in it, in order
 */
function eachObject(start, tell) {
  const waiting = [start];
  for (let n = 0; waiting.length && n < MOST_NODES; n++) {
    const place = /** @type {Place} */ (waiting.pop());
    const node = heldIn(place.node);
    if (typeof node !== "object" || node === null) continue;
    if (!Array.isArray(node)) tell(/** @type {Record<string, unknown>} */ (node), place);
    for (const [key, value] of Object.entries(node).toReversed())
      if (value !== null && (typeof value === "object" || typeof value === "string"))
        waiting.push({ node: value, key, up: place, at: start.at });
  }
}

/**
 * @param {{root: unknown, at: string}} start
 * @param {Out} out
 */
function walkData({ root, at }, out) {
  eachObject({ node: root, key: "", up: null, at }, (object, place) => {
    out.found.push(...idsIn(object, place));
    const message = out.messages.length < MOST_MESSAGES ? messageIn(object) : null;
    if (!message) return;
    out.messages.push(message);
    out.held.push({ data: place.at, at: wayIn(place), text: message.text, is: object });
  });
}

/**
 * Data inside data: pages wrap some of it in text once more.
 * @param {unknown} node
 */
function heldIn(node) {
  if (typeof node !== "string") return node;
  return /^\s*[{[]\s*["{[]/.test(node) && node.length > 20 ? data.parsed(node) : null;
}

/** @returns {Out["found"]} ids that the head of the page gives to programs that open it */
function inHead() {
  /** @type {Out["found"]} */
  const out = [];
  for (const node of document.querySelectorAll("meta[content],link[href]")) {
    const meta = node.localName === "meta";
    const text = node.getAttribute(meta ? "content" : "href") ?? "";
    const found =
      /\/\/(?:profile|user|page)[/?](?:id=)?(\d{5,25})\b|^at:\/\/(did:[a-z]+:[\w.:-]+)/.exec(text);
    const value = found?.[1] ?? found?.[2];
    if (!value) continue;
    const name = found?.[1] ? "user_id" : "did";
    const at = `${node.localName}[${node.getAttribute(meta ? "property" : "rel") ?? ""}]`;
    out.push({ name, value, where: meta ? "attribute" : "link", of: "", at, called: "" });
  }
  return out;
}

/**
 * Ids of the accounts that the page's data tells of: where the address names one, of that one
 * alone, unless the page is a conversation; first those whose name is on the page.
 * @param {boolean} conversation
 * @param {KeepsakeOwner} [owner] absent: the page is of no one account or group
 * @returns {Omit<Out, "found"> & {ids: Found[]}}
 */
function idsInData(conversation, owner) {
  /** @type {Out} */
  const out = { found: [], messages: [], held: [] };
  for (const each of data.pageData()) walkData(each, out);
  const owned = owner ? ofOwner(owner) : [];
  const all = [...sureOf(out.found), ...inHead(), ...owned];
  const address = new Set(
    decoded(location.href)
      .toLowerCase()
      .split(/[/@?=&#]+/),
  );
  const here = all.filter(
    ({ of, value }) => address.has(of.toLowerCase()) || address.has(value.toLowerCase()) || !of,
  );
  const owners = here.some(({ of }) => of) && !conversation ? here : all;
  const ids = distinct(onPageFirst(owners, new Set(here))).slice(0, MOST_IDS);
  return { ids, messages: out.messages, held: out.held };
}

/**
 * Ids of the one account or group that a page is of, which stand beside no name: told where the page gives a single
 * value by that name.
 * @param {KeepsakeOwner} owner
 * @returns {Told[]}
 */
function ofOwner({ members, places }) {
  /** @type {Told[]} */
  const found = [];
  const named = new Set(members);
  for (const each of data.pageData()) membersIn(each, named, found);
  for (const { selector, attribute, regex, name } of places) {
    for (const node of document.querySelectorAll(selector)) {
      const value = new RegExp(regex).exec(node.getAttribute(attribute) ?? "")?.[1];
      if (value) found.push({ name, value, where: "attribute", of: "", at: selector, called: "" });
    }
  }
  return found.filter((one) =>
    found.every(({ name, value }) => name !== one.name || value === one.value),
  );
}

/**
 * @param {{root: unknown, at: string}} start
 * @param {Set<string>} named
 * @param {Told[]} found
 */
function membersIn({ root, at }, named, found) {
  eachObject({ node: root, key: "", up: null, at }, (object, place) => {
    for (const [name, value] of Object.entries(object)) {
      if (!named.has(name) || !scalar(value) || !VALUE.test(String(value))) continue;
      const way = `${wayTo(place)}/${name}`;
      found.push({ name, value: String(value), where: "json", of: "", at: way, called: "" });
    }
  });
}

/** @param {string} address */
function decoded(address) {
  try {
    return decodeURI(address);
  } catch {
    return address; // a per cent sign that begins nothing
  }
}

/**
 * @param {Out["found"]} found
 * @param {Set<Found>} here accounts that the address names
 * @returns {Found[]}
 */
function onPageFirst(found, here) {
  const words = new Set((document.body?.textContent ?? "").match(WORD));
  const onPage = (/** @type {string} */ name) =>
    (name.match(WORD) ?? [""]).every((each) => words.has(each));
  const weight = (/** @type {Found & {called: string}} */ one) =>
    here.has(one) ? 2 : Number(onPage(one.of) || onPage(one.called));
  return found
    .map((one) => ({ one, heavy: weight(one) }))
    .toSorted((a, b) => b.heavy - a.heavy)
    .map(({ one: { called: _, ...told } }) => told);
}

/**
 * An account has one permanent id: where the page gives it several by a plain name, none is told;
 * and what goes by a person's name here and by the account's elsewhere is told by the account's.
 * @param {Out["found"]} found
 * @returns {Out["found"]}
 */
function sureOf(found) {
  /** @type {Map<string, Set<string>>} */
  const values = new Map();
  /** @type {Map<string, Set<string>>} */
  const owners = new Map();
  for (const { of, name, value, called } of found) {
    add(values, JSON.stringify([of, name]), value);
    if (called && called !== of) add(owners, value, called);
  }
  return found.filter(
    ({ of, name, value }) =>
      (STRONG.test(name) || values.get(JSON.stringify([of, name]))?.size === 1) &&
      !owners.get(value)?.has(of),
  );
}

/**
 * @param {Map<string, Set<string>>} to
 * @param {string} key
 * @param {string} value
 */
function add(to, key, value) {
  const set = to.get(key) ?? new Set();
  to.set(key, set.add(value));
}

/** @param {Found[]} found */
function distinct(found) {
  const seen = new Set();
  return found.filter(({ value, of }) => {
    const key = JSON.stringify([value, of]);
    return !seen.has(key) && seen.add(key);
  });
}

export { idsInData };
