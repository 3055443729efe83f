/** Who said what and when, as it is read: in the place of what the browser's list says of each item. Pure. Source: FORMAT.md §6.14. */

import { list, object, text } from "./values.js";

/** @typedef {Record<string, unknown>} Row */

/** What only a reading tells: a manifest that says so is not believed. */
const UNREAD = { side: "", quote: "", receipt: "", counts: "" };

/**
 * @param {unknown[]} items As a manifest has them.
 * @param {Row[] | null} reading
 * @returns {Row[]} The same with what is read of them.
 */
export function asRead(items, reading) {
  if (reading === null || reading.length !== items.length)
    return items.map((item) => ({ ...object(item), ...UNREAD }));
  return items.map((item, at) => {
    const row = object(item);
    const one = reading[at] ?? {};
    const kind = text(one.kind);
    return {
      ...row,
      kind: kind === "rest" ? "divider" : kind,
      text: saidIn(one.text),
      author: saidIn(one.author),
      author_source: sourceOf(one.author, row.author_source),
      time: saidIn(one.time),
      time_source: sourceOf(one.time, row.time_source),
      time_shown: saidIn(one.time_shown),
      side: saidIn(one.side),
      quote: saidIn(one.quote),
      receipt: saidIn(one.receipt),
      counts: saidIn(one.counts),
      earlier: withoutHeads(row, saidIn(one.text)),
    };
  });
}

/**
 * @param {Row} item
 * @param {string} said
 * @returns {Row[]} What it said before, without the lines around what it says now: who, and when.
 */
function withoutHeads(item, said) {
  const now = new Set(said.split("\n"));
  const heads = new Set(
    text(item.text)
      .split("\n")
      .filter((line) => !now.has(line)),
  );
  return list(item.earlier).map((was) => {
    const earlier = object(was);
    const lines = text(earlier.text).split("\n");
    const left = lines.filter((line) => !heads.has(line));
    return left.length ? { ...earlier, text: left.join("\n") } : earlier;
  });
}

const ACCOUNTS = new Set([
  "user_id",
  "profile_id",
  "member_id",
  "sender_phone",
  "phone",
  "peer_id",
]);

/** @param {Row} id */
const isAccount = (id) => ACCOUNTS.has(text(id.name)) && id.where === "attribute";

/**
 * The ids of a page, those of accounts with who wrote the items that show them. Source: FORMAT.md §4.17.
 * @param {unknown} ids
 * @param {Row[]} items As they are read.
 * @returns {Row[]}
 */
export function owned(ids, items) {
  /** @type {Map<string, Set<string>>} */
  const writers = new Map();
  for (const item of items) {
    const all = list(item.ids).map(object);
    const [shown, ...others] = new Set(all.filter(isAccount).map(({ value }) => text(value)));
    const own =
      item.side === "own" || all.some(({ name, value }) => name === "from_me" && value === "true");
    const author = text(item.author);
    if (shown === undefined || others.length || own || !author) continue;
    writers.set(shown, (writers.get(shown) ?? new Set()).add(author));
  }
  return list(ids)
    .map(object)
    .map((id) => {
      const who = isAccount(id) && !text(id.of) ? [...(writers.get(text(id.value)) ?? [])] : [];
      return who.length === 1 ? { ...id, of: who[0] } : id;
    });
}

/** @param {unknown} field */
function saidIn(field) {
  return text(object(field).value);
}

/**
 * @param {unknown} field
 * @param {unknown} page Where the browser had its own from.
 * @returns {string} Where a value is from, as a manifest tells it.
 */
function sourceOf(field, page) {
  const { value, by, at } = object(field);
  if (by !== "seen") return value ? text(page) : "";
  return at === "the item before" ? "before" : text(at);
}
