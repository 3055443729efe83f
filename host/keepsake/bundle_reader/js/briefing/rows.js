/** The rows of a briefing. Source: FORMAT.md §6.8; the same in host/keepsake/core/briefing/rows.py. */

import { object, plainZone, text } from "../values.js";

/** @typedef {import("./shown.js").Shown} Shown */
/** @typedef {import("./shown.js").Item} Item */

/**
 * @param {Shown} one
 * @returns {[number, Item][]} The messages of a capture with their numbers; what only divides them is left out.
 */
export function itemsOf({ items }) {
  return (items ?? [])
    .map((item, at) => /** @type {[number, Item]} */ ([at + 1, item]))
    .filter(([, item]) => item.kind !== "divider");
}

/**
 * @param {Shown} one
 * @param {number} number
 * @param {Item} item
 * @returns {Record<string, unknown>}
 */
export function saidOf({ number: exhibit }, number, item) {
  return {
    exhibit,
    item: number,
    author: item.author,
    text: item.text,
    time: item.time,
    time_shown: item.timeShown,
    zone_assumed: item.zoneAssumed,
    author_source: item.authorSource,
    side: item.side,
  };
}

/**
 * @param {unknown} when As a record has it.
 * @returns {string} As the person said it.
 */
export function dayOf(when) {
  const { date, clock, zone } = object(when);
  return [text(date), text(clock), plainZone(text(zone))].filter(Boolean).join(" ");
}
