/** Texts and times in the language that is chosen. */

import doubtWords from "../../../../shared/data/words/doubts.json";
import readerWords from "../../../../shared/data/words/reader.json";
import verifyWords from "../../../../shared/data/words/verify.json";
import waitedWords from "../../../../shared/data/words/waited.json";
import { plainZone } from "./values.js";

/** @typedef {"en" | "fr"} Language */

/** @type {Record<string, Record<Language, string>>} */
const TABLE = { ...verifyWords, ...doubtWords, ...waitedWords, ...readerWords };

/** @type {Language} */
let language = navigator.language.startsWith("fr") ? "fr" : "en";

/** @returns {Language} */
export function currentLanguage() {
  return language;
}

/** @param {Language} chosen */
export function setLanguage(chosen) {
  language = chosen;
  document.documentElement.lang = chosen;
}

/**
 * @param {string} key
 * @param {Record<string, string | number>} [facts] What stands for `{name}` in the text.
 * @returns {string}
 */
export function word(key, facts = {}) {
  const found = TABLE[key]?.[language] ?? key;
  return found.replace(/\{(\w+)\}/g, (whole, name) => String(facts[name] ?? whole));
}

/**
 * A text that the table may not have, for instance a platform's name.
 * @param {string} key
 * @param {string} otherwise
 * @returns {string}
 */
export function wordOr(key, otherwise) {
  return TABLE[key]?.[language] ?? otherwise;
}

/**
 * A count with its noun, in the singular or plural.
 * @param {string} key With `.one` and `.many` in the table.
 * @param {number} count
 * @param {Record<string, string | number>} [facts] What else is to be filled in.
 * @returns {string}
 */
export function counted(key, count, facts = {}) {
  const one = language === "fr" ? count < 2 : count === 1;
  const filled = { ...facts, count: count.toLocaleString(language) };
  return word(`${key}.${one ? "one" : "many"}`, filled);
}

/**
 * A moment in the zone of the person who captured, written as days and hours of contacts and deadlines are.
 * @param {string} utc
 * @param {number} offset Minutes that local time is ahead of UTC.
 * @returns {string} For instance `2026-11-20 18:04:09`, "" for what is no time.
 */
export function localTime(utc, offset) {
  const moment = new Date(Date.parse(utc) + offset * 60000);
  if (Number.isNaN(moment.getTime())) return "";
  return moment
    .toISOString()
    .replace(/\.\d+Z$/, "")
    .replace("T", " ");
}

/**
 * @param {number} offset Minutes.
 * @param {string} zone IANA name or "".
 * @returns {string} For instance `America/Toronto, UTC−05:00`; UTC itself once.
 */
export function zoneName(offset, zone) {
  if (plainZone(zone) === "UTC" && offset === 0) return "UTC";
  const minutes = Math.abs(offset);
  const pad = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const clock = `UTC${offset < 0 ? "−" : "+"}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
  return zone ? `${zone}, ${clock}` : clock;
}

/**
 * @param {number} seconds
 * @returns {string} For instance `3 h 12 min`, never finer than a minute.
 */
export function elapsed(seconds) {
  const minutes = Math.floor(Math.max(seconds, 0) / 60);
  const parts = [
    [Math.floor(minutes / 1440), word("elapsed.days")],
    [Math.floor(minutes / 60) % 24, "h"],
    [minutes % 60, "min"],
  ];
  const shown = parts.filter(([count]) => count !== 0).slice(0, 2);
  return (shown.length > 0 ? shown : [parts[2]]).map((part) => part?.join(" ")).join(" ");
}

/**
 * @param {number} bytes
 * @returns {string}
 */
export function size(bytes) {
  const [unit, scaled] =
    bytes < 1e3
      ? ["byte", bytes]
      : bytes < 1e6
        ? ["kilobyte", bytes / 1e3]
        : ["megabyte", bytes / 1e6];
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    unitDisplay: unit === "byte" ? "long" : "short",
    maximumFractionDigits: scaled < 10 ? 1 : 0,
  }).format(scaled);
}

/**
 * @param {string} platform Its id, "" for a site that is none.
 * @param {boolean} [added] Whether it is about a file that somebody added, which is no site.
 * @returns {string}
 */
export function platformName(platform, added = false) {
  return wordOr(
    `platform.${platform}`,
    platform || word(added ? "platform.added" : "platform.none"),
  );
}
