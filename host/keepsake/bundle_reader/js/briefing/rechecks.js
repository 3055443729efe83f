/**
 * What became of what was captured: messages taken away, pages that were looked at again. Source: FORMAT.md §6.8 and §9.6; the
 * same in host/keepsake/core/briefing/rechecks.py.
 */

import { compare, object, text } from "../values.js";
import { absentLater, pageKeys } from "./pages.js";
import { dayOf, itemsOf, saidOf } from "./rows.js";

/** @typedef {import("./shown.js").Shown} Shown */

/**
 * @param {Shown[]} shown
 * @returns {Record<string, unknown>[]} Messages that went during their capture, or that the next one of the page lacks.
 */
export function takenAway(shown) {
  const ordered = byEntry(shown);
  const next = nextOfPage(ordered);
  return ordered.flatMap((one, at) => {
    const later = next[at];
    // Where a capture was cut short it is not certain what stood beside what.
    const compared = later && !one.cutShort && !later.cutShort;
    const absent = new Set(compared ? absentLater(one, later).map((place) => place + 1) : []);
    return itemsOf(one).flatMap(([number, item]) => {
      const said = saidOf(one, number, item);
      if (item.state === "gone") return [{ said, since: item.missingSince }];
      return later && absent.has(number) ? [{ said, since: later.utc }] : [];
    });
  });
}

/**
 * @param {Shown[]} shown
 * @param {Record<string, unknown>[]} told What the person says.
 * @returns {Record<string, unknown>[]} Pages that were looked at again: as a later exhibit shows, and as they say.
 */
export function lookedAgain(shown, told) {
  /** @type {Record<string, unknown>[]} */
  const found = [];
  /** @type {Map<string, Shown>} */
  const first = new Map();
  for (const one of byEntry(shown)) {
    const keys = pageKeys(one);
    const { instead } = one.page;
    const known = keys.map((key) => first.get(key)).find(Boolean);
    if (instead && known) {
      const { kind, at, said } = instead;
      found.push({ exhibit: known.number, by: one.number, seen: kind, when: at, said });
    }
    for (const key of keys) if (!first.has(key)) first.set(key, one);
  }
  const numbers = new Map(shown.map(({ entry, number }) => [entry, number]));
  const inOrder = told.toSorted((a, b) => compare(utcOf(a), utcOf(b)));
  for (const body of inOrder) {
    const exhibit = numbers.get(/** @type {number} */ (body.entry));
    if (exhibit === undefined) continue;
    const [seen, when, said] = [text(body.seen), dayOf(body.when), text(body.note)];
    found.push({ exhibit, by: 0, seen, when, said });
  }
  return found;
}

/** @param {Record<string, unknown>} body */
export function utcOf(body) {
  return text(object(body.when).utc);
}

/** @param {Shown[]} shown */
function byEntry(shown) {
  return shown.toSorted((a, b) => a.entry - b.entry);
}

/**
 * @param {Shown[]} ordered
 * @returns {(Shown | undefined)[]} For each capture the next one of its page that holds messages.
 */
function nextOfPage(ordered) {
  /** @type {Map<string, number>} */
  const nearest = new Map();
  /** @type {(Shown | undefined)[]} */
  const found = [];
  for (let place = ordered.length - 1; place >= 0; place -= 1) {
    const one = /** @type {Shown} */ (ordered[place]);
    const keys = pageKeys(one);
    const places = keys.map((key) => nearest.get(key)).filter((at) => at !== undefined);
    found[place] = places.length > 0 ? ordered[Math.min(...places)] : undefined;
    if (one.items && one.items.length > 0 && !one.cutShort)
      for (const key of keys) nearest.set(key, place);
  }
  return found;
}
