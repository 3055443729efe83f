/// <reference path="../types.d.ts" />
"use strict";
// When an item says it was written, and whether it only divides others by the day.
{
  const { words } = globalThis.keepsakePage;
  const { label } = words;
  const CLOCKED =
    "time,[datetime],[data-timestamp],[data-time],[data-utime],[data-ts],[data-date],abbr[title]," +
    "[created],[created-timestamp],[ts]," +
    "[class*=timestamp i],[class*=time i],[class*=date i],[data-testid*=time i]";
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
  const CLOCK = /^[\s·•]*\d{1,2}\s?[:h.]\s?\d{2}(:\d{2})?(\s?[ap]\.?\s?m\.?)?[\s·•]*$/i;
  const AGO = /^[\s·•]*\d{1,3}\s?(s|sec|m|min|h|hr|d|j|w|wk|sem|mo|y|yr|an)s?\.?( ago)?[\s·•]*$/i;
  const RELATIVE =
    /^(today|yesterday|now|just now|aujourd['’]hui|hier|heute|gestern|hoy|ayer|hoje|ontem|oggi|ieri|vandaag|gisteren)$/i;
  const LANGUAGES = ["en", "fr", "de", "es", "pt", "it", "nl", "pl"];
  const FILLERS = /^(at|à|a|um|alle|le|den|de|del|of|am|pm|th|st|nd|rd|er|uhr|h)$/;
  const NUMBERED = /(^|\s)\d{1,4}[./-]\d{1,2}([./-]\d{1,4})?(\s|,|$)/;
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
          addWords(names, language, new Date(Date.UTC(2026, n, 5 + n)), style);
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
   * @returns {boolean} true for a day or a day and a time, and nothing else
   */
  function isDay(text) {
    const said = text.trim();
    if (!said || said.length > LONGEST) return false;
    if (RELATIVE.test(said)) return true;
    const parts = said.toLowerCase().match(/\p{L}+/gu) ?? [];
    const words = parts.filter((part) => !FILLERS.test(part));
    const named =
      words.length > 0 && words.every((part) => dayWords().has(part) || RELATIVE.test(part));
    return words.length ? named && /\d/.test(said) : NUMBERED.test(said);
  }

  /**
   * A moment from an attribute; "" when it does not fix one (no zone, no date).
   * @param {string} value
   * @returns {string}
   */
  function absolute(value) {
    if (/^\d{10}(\.\d+)?$/.test(value)) return new Date(Number(value) * 1000).toISOString();
    if (/^\d{13}$/.test(value)) return new Date(Number(value)).toISOString();
    if (!/\d{4}-\d\d-\d\dT?.*(Z|[+-]\d\d:?\d\d)$/.test(value)) return "";
    const moment = new Date(value);
    return Number.isNaN(moment.getTime()) ? "" : moment.toISOString();
  }

  /** @param {string} text */
  function isTime(text) {
    return CLOCK.test(text) || AGO.test(text) || NUMBERED.test(text.replace(/^[\s·•]+/, ""));
  }

  /**
   * The words of an item that are its time where nothing but their shape says so: the last that are
   * a clock time, an age or a date in numbers, beside what is said.
   * @param {Element[]} all
   * @param {Element | null} writer the element that names who wrote it
   * @returns {{shown: string, where: Element | null}}
   */
  function byShape(all, writer) {
    const leaves = all.filter(
      (each) => each.childElementCount === 0 && label(each) && !writer?.contains(each),
    );
    const found = leaves.findLast((each) => isTime(label(each)));
    if (!found || leaves.length < 2) return { shown: "", where: null };
    return { shown: label(found), where: found };
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
    let source = "";
    let time = "";
    for (const element of [node, ...all]) {
      if (!element.matches(CLOCKED)) continue;
      if (element !== node && !shown && label(element) && label(element).length <= LONGEST)
        [shown, where] = [label(element), element];
      for (const name of time ? [] : ATTRIBUTES) {
        const value = element.getAttribute(name);
        if (!value || !/\d/.test(value) || value.length > 80) continue;
        time = absolute(value);
        if (time || !source) source = `${name}=${value}`;
        if (time) break;
      }
      if (time && shown) break;
    }
    return { ...(shown ? { shown, where } : byShape(all, writer)), time, source };
  }

  globalThis.keepsakePage.when = { timeOf, isDay };
}
