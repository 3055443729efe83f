/**
 * What an officer asks first, gathered here from proven captures and records alone, as the program that made the copy gathers
 * it. Nothing of `briefing.json` is used. Source: FORMAT.md §6.8; the same in host/keepsake/core/briefing/gather.py, to which
 * tests/unit/agreeing/test_agreeing_briefing.py holds it.
 */

import { compare, count, list, object, text } from "../values.js";
import { foldAccounts } from "./accounts.js";
import { countOnce, counts } from "./counting.js";
import { eyewitnesses, logins } from "./logins.js";
import { shownNames } from "./names.js";
import { lookedAgain, takenAway, utcOf } from "./rechecks.js";
import { accountsOf } from "./records.js";
import { dayOf, itemsOf, saidOf } from "./rows.js";
import { captured, hostOf, ownAccounts, sites } from "./sites.js";

/**
 * @typedef {import("./shown.js").Shown} Shown
 * @typedef {import("./records.js").Body} Body
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {(kind: string) => Body[]} Records
 */

/**
 * @param {Shown[]} shown
 * @param {Records} records
 * @param {Record<string, unknown>[]} requests What platforms ask for, as this page carries it.
 * @returns {Record<string, unknown>} In the form of `briefing.json`, without `case` and `reporter`, which no record says.
 */
export function gather(shown, records, requests) {
  const known = foldAccounts(shown, records("account").map(decision));
  const accounts = reported(shown, records, known);
  const platforms = new Set(shown.map(({ page }) => page.platform));
  for (const one of accounts) for (const platform of one.platforms) platforms.add(platform);
  const dated = shown.flatMap((one) =>
    itemsOf(one)
      .filter(([, item]) => item.time && counts(one, item))
      .map(([number, item]) => ({ time: item.time, said: saidOf(one, number, item) })),
  );
  const byTime = (/** @type {Body[]} */ bodies) =>
    bodies.toSorted((a, b) => compare(utcOf(a), utcOf(b)));
  return {
    keepsake_briefing: VERSION,
    told: told(records),
    accounts,
    pointed: pointed(shown, records),
    gone: takenAway(shown),
    messages: countOnce(shown),
    first: dated.reduce((least, one) => (one.time < least.time ? one : least), dated[0] ?? NONE)
      .said,
    last: dated.reduce((most, one) => (most.time > one.time ? most : one), NONE).said,
    events: byTime(records("event")),
    contacts: byTime(records("contact")),
    ask: requests.filter(({ platform }) => platforms.has(text(platform))),
    corrected: corrected(shown, records),
    again: lookedAgain(shown, records("recheck")),
    people: people(records, known, shown),
    sites: sites(shown),
    captured: captured(shown),
    logins: logins(shown, records("login"), known),
    eyewitnesses: eyewitnesses(shown, records("eyewitness")),
  };
}

const VERSION = 5;
/** @type {{time: string, said: Record<string, unknown> | null}} */
const NONE = { time: "", said: null };

/** @param {Records} records */
function told(records) {
  const parts = object(records("statement")[0]?.parts);
  return Object.fromEntries(Object.entries(parts).filter(([, words]) => text(words)));
}

/**
 * @param {Shown[]} shown
 * @param {Records} records
 */
function pointed(shown, records) {
  return records("mark").flatMap((mark) => {
    const said = namedBy(shown, mark);
    if (!said) return [];
    const { meaning, note, due } = mark;
    const told = { due: dayOf(due), due_utc: text(object(due).utc) };
    return [{ meaning: text(meaning), said, note: text(note), ...told }];
  });
}

/**
 * @param {Shown[]} shown
 * @param {Records} records
 */
function corrected(shown, records) {
  return records("correction").flatMap((one) => {
    const said = namedBy(shown, one);
    if (!said) return [];
    return [{ said, author: text(one.author), when: dayOf(one.when), why: text(one.why) }];
  });
}

/**
 * @param {Shown[]} shown
 * @param {Body} record
 * @returns {Record<string, unknown> | null} The message that it is about, null where that is not in this copy.
 */
function namedBy(shown, record) {
  const one = shown.find(({ entry }) => entry === record.entry);
  const found = one && itemsOf(one).find(([number]) => number === record.item);
  return one && found ? saidOf(one, ...found) : null;
}

/**
 * @param {Body} body
 * @returns {import("./accounts.js").Decision}
 */
function decision(body) {
  return { action: text(body.action), accounts: accountsOf(body) };
}

/**
 * @param {Records} records
 * @param {Account[]} known
 * @param {Shown[]} shown
 * @returns {Record<string, unknown>[]} Everybody whom the person names, also without an account.
 */
function people(records, known, shown) {
  const numbers = new Map(shown.map(({ entry, number }) => [entry, number]));
  return records("person").map((person) => ({
    name: text(person.name),
    relation: text(person.relation),
    sure: text(person.sure) || "unsure",
    why: text(person.why),
    accounts: known.filter((one) => isOf(person, one)).map(({ name }) => name),
    reasons: list(person.reasons).map((reason) => because(object(reason), numbers)),
  }));
}

/**
 * @param {Record<string, unknown>} reason
 * @param {Map<number, number>} numbers Of exhibits, by their entries.
 */
function because({ kind, note, entry, item }, numbers) {
  const exhibit = numbers.get(/** @type {number} */ (entry)) ?? 0;
  const told = { kind: text(kind), note: text(note) };
  return { ...told, exhibit, item: exhibit ? count(item) : 0 };
}

/**
 * @param {Body} person
 * @param {Account} account
 */
function isOf(person, { keys }) {
  return accountsOf(person).some((key) => keys.includes(key));
}

/**
 * @param {Shown[]} shown
 * @param {Records} records
 * @param {Account[]} known
 * @returns {{platforms: string[]}[]} Those first behind which the person names somebody, their own ones last.
 */
function reported(shown, records, known) {
  const byEntry = new Map(shown.map((one) => [one.entry, one]));
  const shownOwn = ownAccounts(shown, known);
  const names = shownNames(shown, known);
  const found = known.map((one) => {
    const seen = one.entries.map((entry) => byEntry.get(entry)).filter((each) => !!each);
    const behind = records("person")
      .filter((person) => isOf(person, one))
      .map(({ name, sure, why }) => ({
        name: text(name),
        sure: text(sure) || "unsure",
        why: text(why),
      }));
    const own = one.own ? "said" : shownOwn.has(one.keys[0] ?? "") ? "shown" : "";
    return {
      platform: one.platform,
      name: one.name,
      handles: [...one.handles.map(handle), ...(names.get(one) ?? [])],
      permanent: one.permanent.map(handle),
      addresses: one.addresses,
      exhibits: seen.map(({ number }) => number),
      first: one.first,
      last: one.last,
      behind,
      platforms: one.platforms,
      hosts: [...new Set(seen.map(({ page }) => hostOf(page.url)))].filter(Boolean),
      own: behind.length > 0 ? "" : own,
    };
  });
  const rank = (/** @type {typeof found[number]} */ { behind, own }) =>
    behind.length > 0 ? 0 : own ? 2 : 1;
  return found.toSorted((a, b) => rank(a) - rank(b));
}

/** @param {import("./accounts.js").Mark} mark */
function handle({ name, value, where, platform }) {
  return { name, value, where, platform };
}
