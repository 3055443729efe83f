/**
 * With which account each page was viewed, and who else looked at it. Nothing is supposed. Source: FORMAT.md §6.8; the same in
 * host/keepsake/core/briefing/logins.py.
 */

import { compare, list, text } from "../values.js";
import { utcOf } from "./rechecks.js";
import { dayOf } from "./rows.js";
import { hostOf, readerAccount } from "./sites.js";

/** @typedef {import("./shown.js").Shown} Shown */
/** @typedef {import("./records.js").Body} Body */

/**
 * @param {Shown[]} shown
 * @param {Body[]} told What the person says, in the order in which it was written.
 * @param {import("./accounts.js").Account[]} known Accounts that the pages show.
 * @returns {Record<string, unknown>[]} One for each page that was captured; of several things said of one the last holds.
 */
export function logins(shown, told, known) {
  const said = new Map(told.map((body) => [body.entry, body]));
  return shown
    .filter(({ page }) => hostOf(page.url))
    .map((one) => {
      const body = said.get(one.entry);
      const byPage = readerAccount(one, known)?.name ?? "";
      const how = body ? text(body.how) : byPage && "shown";
      const [account, note] = [text(body?.account), text(body?.note)];
      return { exhibit: one.number, how, account, shown: byPage, note };
    });
}

/**
 * @param {Shown[]} shown
 * @param {Body[]} told
 * @returns {Record<string, unknown>[]} Who looked at live pages of which there are captures here, in the order of when.
 */
export function eyewitnesses(shown, told) {
  const numbers = new Map(shown.map(({ entry, number }) => [entry, number]));
  const inOrder = told.toSorted((a, b) => compare(utcOf(a), utcOf(b)));
  return inOrder.flatMap(({ name, role, reach, when, how, saw, same, entries }) => {
    const here = [...new Set(list(entries))]
      .map((entry) => numbers.get(/** @type {number} */ (entry)))
      .filter((number) => number !== undefined)
      .sort((a, b) => a - b);
    if (here.length === 0) return [];
    const who = { name: text(name), role: text(role), reach: text(reach), when: dayOf(when) };
    return [{ ...who, how: text(how), saw: text(saw), same: text(same), exhibits: here }];
  });
}
