/**
 * Accounts, folded from the ids that captures hold; what the person joined and parted is applied. Source: FORMAT.md §9.4; the
 * same in host/keepsake/core/accounts.py.
 */

import { byCodePoint, compare } from "../values.js";

/**
 * @typedef {import("./shown.js").Shown} Shown
 * @typedef {import("./shown.js").Id} Id
 * @typedef {{action: string, accounts: string[]}} Decision
 * @typedef {{time: string, entry: number, where: string}} Sighting
 * @typedef {{permanent: boolean, name: string, value: string, seen: Sighting[]}} Gathering
 * @typedef {{platform: string, marks: Map<string, Gathering>, addresses: Set<string>}} Gathered
 * @typedef {{permanent: boolean, name: string, value: string, platform: string, where: string[], entries: number[], first: string,
 *   last: string}} Mark
 * @typedef {{keys: string[], platform: string, platforms: string[], name: string, handles: Mark[], permanent: Mark[], addresses: string[],
 *   entries: number[], first: string, last: string, own: boolean}} Account
 */

const HANDLES = new Set(
  "username handle handle_or_did screen_name user acct vanity login unique_id phone name email".split(
    " ",
  ),
);
const PERMANENT = new Set("pk uid fbid did id_str id peer".split(" "));
const PERMANENT_ENDS = (
  "user_id profile_id account_id owner_id channel_id author_id actor_id member_id sender_id sec_uid " +
  "rest_id"
).split(" ");

/**
 * @param {Shown[]} shown
 * @param {Decision[]} decisions In the order of the log.
 * @returns {Account[]} Those with most captures first.
 */
export function foldAccounts(shown, decisions) {
  const permanentOf = pairs(shown);
  /** @type {Map<string, Gathered>} */
  const gathered = new Map();
  for (const one of shown) for (const id of one.page.ids) gather(gathered, one, id, permanentOf);
  const own = ownKeys(decisions);
  const found = groups([...gathered.keys()], decisions).map((keys) => ({
    ...account(keys, gathered),
    own: keys.some((key) => own.has(key)),
  }));
  return found.sort(
    (a, b) => b.entries.length - a.entries.length || byCodePoint(a.keys[0] ?? "", b.keys[0] ?? ""),
  );
}

/** @param {{name: string}} id */
export function isHandle({ name }) {
  return HANDLES.has(name.toLowerCase());
}

/** @param {{name: string, of: string}} id */
export function isPermanent({ name, of }) {
  const own = name.toLowerCase();
  return (PERMANENT.has(own) && of !== "") || PERMANENT_ENDS.some((end) => own.endsWith(end));
}

/**
 * @param {string} platform
 * @param {string} handle
 */
function paired(platform, handle) {
  return JSON.stringify([platform, handle.toLowerCase()]);
}

/**
 * @param {Shown[]} shown
 * @returns {Map<string, string>} The permanent id of a handle, where the captures name exactly one.
 */
function pairs(shown) {
  /** @type {Map<string, Set<string>>} */
  const found = new Map();
  for (const { page } of shown) {
    for (const id of page.ids.filter((each) => each.of && !isHandle(each))) {
      const key = paired(page.platform, id.of);
      found.set(key, (found.get(key) ?? new Set()).add(id.value));
    }
  }
  const single = [...found].filter(([, values]) => values.size === 1);
  return new Map(single.map(([key, [value = ""]]) => [key, value]));
}

/**
 * @param {Map<string, Gathered>} gathered
 * @param {Shown} one
 * @param {Id} id
 * @param {Map<string, string>} permanentOf
 */
function gather(gathered, { utc, entry, page }, id, permanentOf) {
  const handle = isHandle(id);
  if (!handle && !isPermanent(id)) return;
  const known = permanentOf.get(paired(page.platform, id.of || id.value));
  const key = `${page.platform}:${known || id.value}`;
  const fresh = { platform: page.platform, marks: new Map(), addresses: new Set() };
  const into = gathered.get(key) ?? fresh;
  gathered.set(key, into);
  const sighting = { time: utc, entry, where: id.where };
  note(into, !handle, id.name, id.value, sighting);
  if (id.of && known === id.value) note(into, false, "username", id.of, sighting);
  // Messages stand under the name, and the address or number is what can be asked about.
  else if (id.of && handle) note(into, false, "name", id.of, sighting);
  if (id.where === "address") into.addresses.add(page.url);
}

/**
 * @param {{marks: Map<string, Gathering>}} into
 * @param {boolean} permanent
 * @param {string} name
 * @param {string} value
 * @param {...Sighting} seen
 */
function note(into, permanent, name, value, ...seen) {
  const key = JSON.stringify([permanent, name, value]);
  const known = into.marks.get(key);
  if (known) known.seen.push(...seen);
  else into.marks.set(key, { permanent, name, value, seen });
}

/**
 * @param {string[]} keys
 * @param {Decision[]} decisions
 * @returns {string[][]} Keys that belong together, after everything the person decided.
 */
function groups(keys, decisions) {
  let group = new Map(keys.map((key) => [key, key]));
  for (const { action, accounts } of decisions) {
    const named = accounts.filter((key) => group.has(key));
    if (action === "merge" && named.length > 1) {
      const into = group.get(named[0] ?? "") ?? "";
      const joined = new Set(named.map((key) => group.get(key)));
      group = new Map([...group].map(([key, of]) => [key, joined.has(of) ? into : of]));
    } else if (action === "split") {
      group = without(group, named);
    }
  }
  /** @type {Map<string, string[]>} */
  const members = new Map();
  for (const [key, of] of group) members.set(of, [...(members.get(of) ?? []), key]);
  return [...members.values()];
}

/**
 * @param {Decision[]} decisions
 * @returns {Set<string>} Keys of accounts that the person says are theirs, by the last word on each.
 */
function ownKeys(decisions) {
  /** @type {Set<string>} */
  const own = new Set();
  for (const { action, accounts } of decisions) {
    if (action === "own") for (const key of accounts) own.add(key);
    else if (action === "other") for (const key of accounts) own.delete(key);
  }
  return own;
}

/**
 * @param {Map<string, string>} group
 * @param {string[]} named
 * @returns {Map<string, string>} What is left of a group keeps together.
 */
function without(group, named) {
  const fresh = new Map(group);
  for (const key of named) {
    const rest = [...fresh.keys()].filter(
      (other) => fresh.get(other) === fresh.get(key) && other !== key,
    );
    for (const other of rest) fresh.set(other, rest[0] ?? "");
    fresh.set(key, key);
  }
  return fresh;
}

/**
 * @param {string[]} keys
 * @param {Map<string, Gathered>} gathered
 * @returns {Omit<Account, "own">}
 */
function account(keys, gathered) {
  const parts = keys.map((key) => gathered.get(key)).filter((part) => part !== undefined);
  const all = marks(parts);
  const sorted = all.toSorted((a, b) => compare(a.first, b.first));
  const [handles, permanent] = [
    sorted.filter((one) => !one.permanent),
    sorted.filter((one) => one.permanent),
  ];
  const newest = handles.reduce(
    (/** @type {Mark | undefined} */ last, one) => (last && last.last >= one.last ? last : one),
    undefined,
  );
  return {
    keys,
    platform: parts[0]?.platform ?? "",
    platforms: [...new Set(parts.map(({ platform }) => platform))],
    name: (newest ?? permanent[0])?.value ?? "",
    ...{ handles, permanent },
    addresses: [...new Set(parts.flatMap((part) => [...part.addresses]))],
    entries: [...new Set(all.flatMap(({ entries }) => entries))].sort((a, b) => a - b),
    first: least(all.map(({ first }) => first)),
    last: most(all.map(({ last }) => last)),
  };
}

/**
 * @param {Gathered[]} parts
 * @returns {Mark[]} Each id and each handle of a platform once, whatever names the pages have for it.
 */
function marks(parts) {
  /** @type {Map<string, Gathering & {platform: string}>} */
  const found = new Map();
  for (const { platform, marks } of parts) {
    for (const { permanent, name, value, seen } of marks.values()) {
      const key = JSON.stringify([permanent, platform, value]);
      const known = found.get(key) ?? { permanent, name, value, platform, seen: [] };
      known.seen.push(...seen);
      found.set(key, known);
    }
  }
  // An id that some page also gives as a name is one id all the same.
  for (const [key, { permanent, platform, value, seen }] of [...found]) {
    const id = permanent ? undefined : found.get(JSON.stringify([true, platform, value]));
    id?.seen.push(...seen);
    if (id) found.delete(key);
  }
  return [...found.values()].map(({ seen, ...told }) => ({
    ...told,
    where: [...new Set(seen.map((one) => one.where).filter(Boolean))],
    entries: seen.map(({ entry }) => entry),
    first: least(seen.map(({ time }) => time)),
    last: most(seen.map(({ time }) => time)),
  }));
}

/** @param {string[]} times */
function least(times) {
  return times.toSorted()[0] ?? "";
}

/** @param {string[]} times */
function most(times) {
  return times.toSorted().at(-1) ?? "";
}
