/**
 * What an officer asks first, gathered here from proven captures and records alone, as the program that made the copy gathers
 * it. Nothing of `briefing.json` is used. Source: FORMAT.md §6.8; the same in host/keepsake/core/briefing/gather.py, to which
 * tests/unit/agreeing/test_agreeing_briefing.py holds it.
 */

import { compare, object, text } from "../values.js";
import { foldAccounts } from "./accounts.js";
import { countOnce, counts } from "./counting.js";
import { lookedAgain, takenAway, utcOf } from "./rechecks.js";
import { accountsOf } from "./records.js";
import { dayOf, itemsOf, saidOf } from "./rows.js";

/**
 * @typedef {import("./shown.js").Shown} Shown
 * @typedef {import("./records.js").Body} Body
 * @typedef {(kind: string) => Body[]} Records
 */

/**
 * @param {Shown[]} shown
 * @param {Records} records
 * @param {Record<string, unknown>[]} requests What platforms ask for, as this page carries it.
 * @returns {Record<string, unknown>} In the form of `briefing.json`, without `case` and `reporter`, which no record says.
 */
export function gather(shown, records, requests) {
  const accounts = reported(shown, records);
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
  };
}

const VERSION = 2;
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
    return [{ meaning: text(mark.meaning), said, note: text(mark.note), due: dayOf(mark.due) }];
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
 * @param {Shown[]} shown
 * @param {Records} records
 * @returns {{platforms: string[], behind: unknown[]}[]} Those first behind which the person names somebody.
 */
function reported(shown, records) {
  const numbers = new Map(shown.map(({ entry, number }) => [entry, number]));
  const people = records("person");
  const decisions = records("account").map((body) => ({
    action: text(body.action),
    accounts: accountsOf(body),
  }));
  const found = foldAccounts(shown, decisions).map((one) => ({
    platform: one.platform,
    name: one.name,
    handles: one.handles.map(handle),
    permanent: one.permanent.map(handle),
    addresses: one.addresses,
    exhibits: one.entries.map((entry) => numbers.get(entry)),
    first: one.first,
    last: one.last,
    behind: people
      .filter((person) => accountsOf(person).some((key) => one.keys.includes(key)))
      .map(({ name, sure, why }) => ({
        name: text(name),
        sure: text(sure) || "unsure",
        why: text(why),
      })),
    platforms: one.platforms,
  }));
  return [
    ...found.filter(({ behind }) => behind.length > 0),
    ...found.filter(({ behind }) => behind.length === 0),
  ];
}

/** @param {import("./accounts.js").Mark} mark */
function handle({ name, value, where, platform }) {
  return { name, value, where, platform };
}
