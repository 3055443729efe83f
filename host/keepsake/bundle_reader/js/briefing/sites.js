/**
 * Where captures are from, how they were made, and who read the pages. Source: FORMAT.md §6.8; the same in
 * host/keepsake/core/briefing/sites.py.
 */

import { itemsOf } from "./rows.js";

/** @typedef {import("./shown.js").Shown} Shown */
/** @typedef {import("./accounts.js").Account} Account */

/**
 * @param {string} address
 * @returns {string} Its host, with the port where it is not the usual one; "" without.
 */
export function hostOf(address) {
  try {
    const { protocol, host } = new URL(address);
    return /^https?:$/.test(protocol) ? host : "";
  } catch {
    return "";
  }
}

/**
 * @param {Shown[]} shown
 * @returns {{platform: string, host: string, exhibits: number[]}[]} Each platform and host of which there are captures.
 */
export function sites(shown) {
  const found = shown.flatMap(({ page, number }) => {
    const host = hostOf(page.url);
    return host || page.platform ? [{ platform: page.platform, host, exhibit: number }] : [];
  });
  return grouped(found, ({ platform, host }) => ({ platform, host }));
}

/**
 * @param {Shown[]} shown
 * @returns {{by: string, program: string, browser: string, exhibits: number[]}[]} Each way once; of files nothing is captured.
 */
export function captured(shown) {
  const found = shown.flatMap(({ made, page, number }) =>
    made && hostOf(page.url) ? [{ ...made, exhibit: number }] : [],
  );
  return grouped(found, ({ by, program, browser }) => ({ by, program, browser }));
}

/**
 * @template {{exhibit: number}} Row
 * @template {object} Told
 * @param {Row[]} rows
 * @param {(row: Row) => Told} told
 * @returns {(Told & {exhibits: number[]})[]} What is alike once, with its exhibits.
 */
function grouped(rows, told) {
  /** @type {Map<string, Told & {exhibits: number[]}>} */
  const found = new Map();
  for (const row of rows) {
    const key = JSON.stringify(told(row));
    const known = found.get(key);
    if (known) known.exhibits.push(row.exhibit);
    else found.set(key, { ...told(row), exhibits: [row.exhibit] });
  }
  return [...found.values()];
}

/**
 * @param {Shown[]} shown
 * @param {Account[]} known
 * @returns {Set<string>} The first key of each account that is called like whoever read the page that shows it.
 */
export function ownAccounts(shown, known) {
  const found = shown.map((one) => readerAccount(one, known));
  return new Set(found.flatMap((account) => (account ? [account.keys[0] ?? ""] : [])));
}

/**
 * The account that is called like whoever read one page, where that page shows it. Where the other side has that name too, or
 * two accounts do, it tells nothing: somebody may have taken it to pass for them.
 * @param {Shown} one
 * @param {Account[]} known
 * @returns {Account | undefined}
 */
export function readerAccount(one, known) {
  const others = namesOf(one, "other");
  const names = new Set([...namesOf(one, "own")].filter((name) => !others.has(name)));
  const named = known.filter(
    ({ entries, handles }) =>
      entries.includes(one.entry) && handles.some(({ value }) => names.has(sameName(value))),
  );
  return named.length === 1 ? named[0] : undefined;
}

/**
 * @param {Shown} one
 * @param {string} side
 */
function namesOf(one, side) {
  const here = itemsOf(one).filter(([, item]) => item.side === side);
  return new Set(here.map(([, { author }]) => sameName(author)).filter(Boolean));
}

/**
 * @param {string} name
 * @returns {string} By its letters and digits alone, as a handle and a name shown are compared.
 */
export function sameName(name) {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}
