/// <reference path="../../types.d.ts" />
"use strict";
// When an item says it was written, and whether it only divides others by the day.
{
  const { answers, dom, words } = globalThis.keepsakePage;
  const { label } = words;
  const { once } = globalThis.keepsakePage.once;
  const MARKED =
    "time,[datetime],[data-timestamp],[data-time],[data-utime],[data-ts],[data-date],abbr[title]," +
    "[created],[created-timestamp],[ts]";
  const CLOCKED = `${MARKED},[class*=time i],[class*=date i],[data-testid*=time i],[id*=time i]`;
  const ATTRIBUTES = [
    "datetime",
    "data-timestamp",
    "data-time",
    "data-utime",
    "data-ts",
    "data-date",
    "created",
    "created-timestamp",
    "ts",
    "title",
    "aria-label",
  ];
  const HALF = "(?:[ap]\\.?\\s?m\\.?|ص|م|午前|午後|上午|下午|오전|오후)";
  const HOUR = `(?:${HALF}\\s?)?\\p{Nd}{1,2}\\s?[:h.時点點]\\s?\\p{Nd}{2}(?::\\p{Nd}{2})?\\s?分?(?:\\s?${HALF})?`;
  const AGES =
    "s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|heures?|d|days?|j|jours?|w|wks?|weeks?|sem|" +
    "semaines?|mo|months?|mois|y|yrs?|years?|ans?|std|stunden?|tage?n?|horas?|días?|semanas?|" +
    "[秒分日年]|分钟|分鐘|小时|小時|時間|天|週間?|周|か月|ヶ月|个月|個月|분|시간|일|주|개월|년";
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
  const NO_DAY = /[\p{Sc}★☆]/u; // a price, a mark
  const COUNTED =
    /^(\p{Nd}{2,4}\s?[年년]\s?)?\p{Nd}{1,2}\s?[月월]\s?\p{Nd}{1,2}\s?[日일號号]?[\s(（]*([月火水木金土日一二三四五六월화수목금토일]?(曜日|요일)?|(星期|週|周)[一二三四五六日天])[)）]?/u;
  /** Day first: with points between, nobody writes the month first. */
  const POINTED = /^(\d\d)\.(\d\d)\.(\d{4}),? (\d\d:\d\d:\d\d) (?:UTC|GMT)([+-]\d\d:\d\d)$/;
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
    const languages = [...LANGUAGES, document.documentElement.lang || "en"];
    for (const language of languages) {
      for (const style of /** @type {("long" | "short")[]} */ (["long", "short"])) {
        for (let n = 0; n < 12; n++)
          addWords(names, language, new Date(Date.UTC(2026, n, 5)), style);
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
        if (type === "month" || type === "weekday")
          into.add(value.toLowerCase().replace(/\.$/, ""));
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
   * A moment from an attribute; "" when it does not fix one (no zone, no date).
   * @param {string} value
   * @returns {string}
   */
  function absolute(value) {
    if (/^\d{10}(\.\d+)?$/.test(value)) return new Date(Number(value) * 1000).toISOString();
    if (/^\d{13}$/.test(value)) return new Date(Number(value)).toISOString();
    const pointed = POINTED.exec(value);
    if (pointed)
      return absolute(`${pointed[3]}-${pointed[2]}-${pointed[1]}T${pointed[4]}${pointed[5]}`);
    if (!/\d{4}-\d\d-\d\dT?.*(Z|[+-]\d\d:?\d\d)$/.test(value)) return "";
    const moment = new Date(value);
    return Number.isNaN(moment.getTime()) ? "" : moment.toISOString();
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
   * The words of an item that are its time where nothing but their shape says so: the last that are
   * a clock time, an age or a date in numbers, beside what is said.
   * @param {Element} node
   * @param {Element[]} all
   * @param {Element | null} writer the element that names who wrote it
   * @returns {{shown: string, where: Element | null}}
   */
  function byShape(node, all, writer) {
    const { habits } = globalThis.keepsakePage; // which is made of what is here
    const leaves = all.filter(
      (each) =>
        (each.childElementCount === 0 || words.paintedOn(each)) && label(each) && each !== writer,
    );
    const worded = (/** @type {Element} */ each) => each !== writer && answers.hasOwnWords(each);
    const lines = all.filter(worded);
    if (worded(node)) lines.unshift(node);
    const told = [...lines, ...all.filter((each) => /^(img|video|audio)$/.test(each.localName))];
    const found = leaves
      .filter((each) => isTime(label(each)))
      .map((each) => wholeOf(each, node, told))
      .findLast((way) => way.some((each) => habits.tellsTime(each, node)))
      ?.at(-1);
    return found && told.length > 1
      ? { shown: label(found), where: found }
      : { shown: "", where: null };
  }

  /**
   * @param {Element} time
   * @param {Element} item
   * @param {Element[]} told what the item says and shows
   * @returns {Element[]} it and what is around it and says nothing else: "edited 10:12 ✓✓"; where
   *   that is all there is, somebody wrote it: "…", "read", "✓"
   */
  function wholeOf(time, item, told) {
    const way = [time];
    for (let up = dom.parentOf(time); up && up !== item; up = dom.parentOf(up)) {
      const rest = label(up).replace(label(time), "").replace(STATES, "");
      const around = /** @type {Element} */ (up);
      if (/[^\s·•|,()[\]–-]/u.test(rest) || told.every((each) => dom.holds(around, each))) break;
      way.push(up);
    }
    return way;
  }

  /**
   * The moment that an element gives in one of its attributes.
   * @param {Element} element
   * @returns {{time: string, source: string}} time "" where it is none that is fixed
   */
  function momentOf(element) {
    let source = "";
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name);
      if (!value || !/\p{Nd}/u.test(value) || value.length > 80) continue;
      const time = absolute(value);
      if (time) return { time, source: `${name}=${value}` };
      source ||= `${name}=${value}`;
    }
    return { time: "", source };
  }

  /**
   * @param {Element} element
   * @returns {string} its words as shown; of what shows only when it is pointed at, the words it has
   */
  function saidBy(element) {
    return words.wordsOf(element, new Set()).replace(/\s+/g, " ") || label(element);
  }

  /**
   * @param {Element} element
   * @param {Element} item
   * @returns {boolean} true for what is called so and holds more than a time: a line of a "timeline"
   */
  function isMisnamed(element, item) {
    if (element.matches(MARKED) || isTime(label(element))) return false;
    const inner = dom.descendants(element, 60);
    if (inner.some((each) => each.matches(MARKED) || (label(each) && isTime(label(each)))))
      return true;
    return inner.length > 0 && label(element).length * 2 > label(item).length;
  }

  /**
   * When an item says it was written: as shown, and from its attributes.
   * @param {Element} node
   * @param {Element[]} all
   * @param {Element | null} writer
   * @returns {{shown: string, where: Element | null, time: string, source: string}}
   */
  function timeOf(node, all, writer) {
    let shown = "";
    /** @type {Element | null} */
    let where = null;
    let at = { time: "", source: "" };
    for (const element of [node, ...all]) {
      if (!element.matches(CLOCKED)) continue;
      const says = element === node || isMisnamed(element, node) ? "" : saidBy(element);
      // A day above an item says less than the time in it.
      const better = !shown || (isDay(shown) && SHOWN.test(says));
      if (says && says.length <= LONGEST && better) [shown, where] = [says, element];
      const now = at.time ? at : momentOf(element);
      if (now.time || !at.source) at = now;
      if (at.time && shown && !isDay(shown)) break;
    }
    const found = shown ? { shown, where } : byShape(node, all, writer);
    // A short age may have its day beside it, for who points at it.
    for (let up = found.where; up && up !== node && !at.source; up = dom.parentOf(up))
      at = momentOf(up);
    return { ...found, ...at };
  }

  /**
   * @param {string} shown
   * @returns {string} the time of day, which stays: neither "5 min" nor what became of a message since
   */
  function clockOf(shown) {
    return CLOCK.test(shown) ? shown.replace(STATES, "").trim() : "";
  }

  globalThis.keepsakePage.when = { clockOf, timeOf, isDay, isTime };
}
