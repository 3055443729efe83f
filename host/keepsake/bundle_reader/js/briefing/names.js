/**
 * Names that pages show for accounts: where a writer's name leads to the account itself. Source: FORMAT.md §6.8; the same in
 * host/keepsake/core/briefing/names.py.
 */

import { itemsOf } from "./rows.js";
import { hostOf, sameName } from "./sites.js";

/** @typedef {import("./shown.js").Shown} Shown */
/** @typedef {import("./shown.js").Item} Item */
/** @typedef {import("./accounts.js").Account} Account */
/** @typedef {{name: string, value: string, where: string[], platform: string}} Handle */

/**
 * What accounts are called on pages beside what their ids say. Where on one page a name leads to more than one, or an account is
 * called so already, nothing is added.
 * @param {Shown[]} shown
 * @param {Account[]} known
 * @returns {Map<Account, Handle[]>}
 */
export function shownNames(shown, known) {
  /** @type {Map<Account, Handle[]>} */
  const found = new Map();
  for (const one of shown) {
    for (const [name, [account, ...others]] of namesOf(one, known)) {
      if (!account || others.length > 0) continue;
      const handles = found.get(account) ?? [];
      found.set(account, handles);
      const called = [...account.handles, ...handles].map(({ value }) => sameName(value));
      if (called.includes(sameName(name))) continue;
      handles.push({ name: "name", value: name, where: ["link"], platform: one.page.platform });
    }
  }
  return found;
}

/**
 * @param {Shown} one
 * @param {Account[]} known
 * @returns {Map<string, Account[]>} Each name under which messages stand, with the accounts that it leads to on that page.
 */
function namesOf(one, known) {
  const here = known.filter(({ entries }) => entries.includes(one.entry));
  /** @type {Map<string, Account[]>} */
  const found = new Map();
  for (const [, item] of itemsOf(one)) {
    if (item.authorSource === "before") continue;
    for (const address of ownLinks(item)) {
      const led = here.filter((account) => leadsTo(address, one.page.url, account));
      found.set(item.author, [...new Set([...(found.get(item.author) ?? []), ...led])]);
    }
  }
  return found;
}

/**
 * @param {Item} item
 * @returns {string[]} Where the name of who wrote it leads.
 */
function ownLinks({ author, links }) {
  const name = sameName(author);
  return name ? links.filter(({ text }) => sameName(text) === name).map(({ href }) => href) : [];
}

/**
 * @param {string} address
 * @param {string} page
 * @param {Account} account
 * @returns {boolean} Whether a part of an address of the page's own host is a handle or an id of an account.
 */
function leadsTo(address, page, { handles, permanent }) {
  const host = hostOf(page);
  if (!host || hostOf(address) !== host) return false;
  const { pathname, searchParams } = new URL(address);
  const found = [...pathname.split("/").map(decoded), ...searchParams.values()];
  const parts = found.map((part) => part.replace(/^@/, "").toLowerCase());
  return [...handles, ...permanent].some(({ value }) => parts.includes(value.toLowerCase()));
}

/** @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
