// Words that are a time and nothing else: a clock time, an age, a day, in several languages.

import { once } from "../view/once.js";
import * as page from "../view/page.js";

const HALF = "(?:[ap]\\.?\\s?m\\.?|ص|م|午前|午後|上午|下午|오전|오후)";
const HOUR = `(?:${HALF}\\s?)?\\p{Nd}{1,2}\\s?[:h.時点點]\\s?\\p{Nd}{2}(?::\\p{Nd}{2})?\\s?分?(?:\\s?${HALF})?`;
const AGES =
  "s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|heures?|d|days?|j|jours?|w|wks?|weeks?|sem|" +
  "semaines?|mo|months?|mois|y|yrs?|years?|ans?|std|stunden?|tage?n?|horas?|días?|semanas?|" +
  "[秒分日年]|分钟|分鐘|小时|小時|時間|天|週間?|周|か月|ヶ月|个月|個月|분|시간|일|주|개월|년|" +
  "د|دقيقة|س|ساعة|ي|يوم|मि|मिनट|घंटे|दिन";
const AGE = `(?:(?:il y a|hace|vor|há|fa|منذ) )?\\p{Nd}{1,3}\\s?(?:${AGES})\\.?(?:\\s?(?:ago|前|전))?`;
const STATE =
  "sent|delivered|read|seen|edited|envoyé|distribué|lu|vu|modifié|gesendet|zugestellt|gelesen|" +
  "bearbeitet|enviado|entregado|leído|visto|editado|既読|送信済み|已读|已讀|읽음|تم";
const STATES = new RegExp(`[✓✔☑]|(?<!\\p{L})(?:${STATE})(?!\\p{L})`, "giu");
const CLOCK = /\p{Nd}{1,2}\s?[:h.時时点點]\s?\p{Nd}{2}/u;
const AROUND = "[\\s·•|,✓✔☑()\\[\\]–-]*";
const SHOWN = new RegExp(
  `^${AROUND}(?:(?:${STATE})${AROUND})?(?:${HOUR}|${AGE})(?:${AROUND}(?:${STATE}))?${AROUND}$`,
  "iu",
);
const RELATIVE =
  /^(today|yesterday|now|just now|aujourd['’]hui|hier|heute|gestern|hoy|ayer|hoje|ontem|oggi|ieri|vandaag|gisteren|今日|昨日|今天|昨天|오늘|어제|اليوم|أمس)$/i;
const LANGUAGES = ["en", "fr", "de", "es", "pt", "it", "nl", "pl"];
const FILLERS = /^(at|à|a|um|alle|le|den|de|del|of|am|pm|th|st|nd|rd|er|uhr|h)$/;
// Two numbers with a point between are more often a price or a mark than a day.
const NUMBERED =
  /(^|\s)(\p{Nd}{1,4}[./-]\p{Nd}{1,2}[./-]\p{Nd}{1,4}|\p{Nd}{1,2}[/-]\p{Nd}{1,2}|\p{Nd}{1,2}\.\p{Nd}{1,2}\.)(\s|,|$)/u;
const NO_DAY = /[\p{Sc}★☆?？؟]/u; // a price, a mark, a question
const COUNTED =
  /^(\p{Nd}{2,4}\s?[年년]\s?)?\p{Nd}{1,2}\s?[月월]\s?\p{Nd}{1,2}\s?[日일號号]?[\s(（]*([月火水木金土日一二三四五六월화수목금토일]?(曜日|요일)?|(星期|週|周)[一二三四五六日天])[)）]?/u;
const ZONES =
  "UTC|GMT|CES?T|EES?T|WES?T|BST|IST|[ECMP][SD]T|AK[SD]T|HST|JST|KST|MSK|AE[SD]T|NZ[SD]T";
const ZONE = new RegExp(
  `(?<=\\p{Nd}(?:\\s?[ap]\\.?m\\.?)?)\\s?\\(?(?:${ZONES})(?:\\s?[+-]\\p{Nd}{1,2}(?::?\\p{Nd}{2})?)?\\)?$`,
  "iu",
);
const LONGEST = 60;

/** @type {Set<string> | null} names of months and days, in lower case */
let names = null;

/** @returns {Set<string>} */
function dayWords() {
  if (names) return names;
  names = new Set();
  const languages = [...LANGUAGES, page.language() || "en"];
  for (const language of languages) {
    for (const style of /** @type {("long" | "short")[]} */ (["long", "short"])) {
      for (let n = 0; n < 12; n++) addWords(names, language, new Date(Date.UTC(2026, n, 5)), style);
      for (let n = 0; n < 7; n++)
        addWords(names, language, new Date(Date.UTC(2026, 0, 5 + n)), style);
    }
  }
  return names;
}

/**
 * @param {Set<string>} into
 * @param {string} language
 * @param {Date} day
 * @param {"long" | "short"} style
 */
function addWords(into, language, day, style) {
  try {
    const format = new Intl.DateTimeFormat(language, {
      weekday: style,
      month: style,
      timeZone: "UTC",
    });
    for (const { type, value } of format.formatToParts(day))
      if (type === "month" || type === "weekday") into.add(value.toLowerCase().replace(/\.$/, ""));
  } catch {
    // the page says it is in a language that there is not
  }
}

/**
 * @param {string} text
 * @returns {boolean}
 */
function saysDay(text) {
  const said = text.trim();
  if (!said || said.length > LONGEST || NO_DAY.test(said)) return false;
  if (RELATIVE.test(said)) return true;
  const counted = COUNTED.exec(said)?.[0];
  if (counted) return isRest(said.slice(counted.length));
  const parts = said.toLowerCase().match(/\p{L}+/gu) ?? [];
  const words = parts.filter((part) => !FILLERS.test(part));
  const named =
    words.length > 0 && words.every((part) => dayWords().has(part) || RELATIVE.test(part));
  return words.length ? named && /\p{Nd}/u.test(said) : NUMBERED.test(said);
}

/** True for a day or a day and a time, and nothing else. */
const isDay = once(saysDay);

/** @param {string} said what stands after a day: a time of that day, or nothing */
function isRest(said) {
  return said.trim() === "" || SHOWN.test(said);
}

/**
 * @param {string} text
 * @returns {boolean}
 */
function saysTime(text) {
  if (text.length > LONGEST) return false;
  const said = text.replace(ZONE, "");
  return SHOWN.test(said) || isDay(said.replace(/^[\s·•»]+|[\s·•]+$/g, ""));
}

/** True for a time of day, an age or a date, and nothing else. */
const isTime = once(saysTime);

/**
 * @param {string} shown
 * @returns {string} the time of day, which stays: neither "5 min" nor what became of a message since
 */
function clockOf(shown) {
  return CLOCK.test(shown) ? shown.replace(STATES, "").trim() : "";
}

export { clockOf, isDay, isTime, SHOWN, STATES };
