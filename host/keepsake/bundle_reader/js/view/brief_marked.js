/**
 * What was marked: demands, by when, threats, and what the person wrote themselves, each by its words. A message that stands under
 * two names is quoted once in full; the second time its beginning tells which it is.
 */

import { el } from "../dom.js";
import { compare } from "../values.js";
import { counted, word, wordOr } from "../words.js";
import { every, exact, shownOf, some } from "./brief_phrases.js";
import { place, toTheMinute } from "./brief_rechecks.js";
import { wroteThemselves } from "./brief_whom.js";

/** @typedef {import("../briefing/shape.js").Briefing} Briefing */
/** @typedef {import("../briefing/shape.js").Said} Said */
/** @typedef {import("./brief.js").Around} Around */
/** @typedef {import("./brief_phrases.js").Told} Told */
/** @typedef {(all: Said[], most?: number) => Told[]} Quote The first of them, so many characters of each, and how many more there are. */

const FURTHER = ["payment", "identity", "admission"];
const ALONE = 320; // characters of a message that nothing else stands beside
const BRIEFLY = 90; // of one that was quoted already, or that is no threat and no demand
// A day may have an hour more; until all of it is over, nothing due on it has passed.
const DAY = 25 * 60 * 60 * 1000;
const CLOCK = /^.{13}:/;

/**
 * @param {Briefing} brief
 * @param {Around} around
 * @returns {[string, Told[]][]} The lines about what was marked, in the order of the page.
 */
export function markedRows(brief, around) {
  const quote = quoting(around);
  const theirs = brief.pointed.filter(({ said }) => !wroteThemselves(said, brief));
  const of = (/** @type {string} */ meaning, marked = theirs) =>
    marked.filter((one) => one.meaning === meaning).map(({ said }) => said);
  const demanded = of("demand");
  const demands = quote(demanded, demanded.length === 1 ? ALONE : undefined);
  return [
    [word("brief.demand"), demands.length > 0 ? demands : [word("brief.demand.none")]],
    [word("brief.deadline"), deadlines(brief, around, quote)],
    ...threats(of("threat"), quote),
    [word("brief.own_words"), ownWords(brief, quote)],
    ...FURTHER.map(
      (one) =>
        /** @type {[string, Told[]]} */ ([
          word(`brief.meaning.${one}`),
          quote(of(one, brief.pointed), BRIEFLY),
        ]),
    ),
  ];
}

/**
 * @param {Around} around
 * @returns {Quote} Each message in full where it first stands.
 */
function quoting(around) {
  /** @type {Set<string>} */
  const quoted = new Set();
  const key = (/** @type {Said} */ { exhibit, item }) => `${exhibit}/${item}`;
  return (all, most) => {
    const told = all.map((one) => exact(one, around, quoted.has(key(one)) ? BRIEFLY : most));
    for (const one of all.slice(0, shownOf(told))) quoted.add(key(one));
    return some(told);
  };
}

/**
 * The next ones, each with the message that says it.
 * @param {Briefing} brief
 * @param {Around} around
 * @param {Quote} quote
 */
function deadlines({ pointed }, around, quote) {
  const due = pointed.filter((one) => one.due).toSorted((a, b) => (a.dueUtc < b.dueUtc ? -1 : 1));
  const told = due.map((one) =>
    el(
      "span",
      {},
      `${dueAt(one, around)} `,
      el("span.whole", {}, "(", place(one.said, around), ")"),
    ),
  );
  const open = pointed.filter(({ meaning, due }) => meaning === "deadline" && !due);
  return some([...told, ...open.map(({ said }) => el("span", {}, ...quote([said], ALONE)))]);
}

/**
 * @param {Briefing["pointed"][number]} one
 * @param {Around} around
 */
function dueAt({ due, dueUtc }, { offset, made }) {
  const withClock = CLOCK.test(due);
  const at = toTheMinute(dueUtc, offset);
  const both =
    withClock && at && !due.startsWith(at)
      ? word("brief.deadline.zone", { due: at, noted: due })
      : due;
  const passed = Date.parse(dueUtc) + (withClock ? 0 : DAY) < Date.parse(made);
  return passed ? word("brief.deadline.passed", { due: both }) : both;
}

/**
 * The first and the last; one without a time is neither while another has one.
 * @param {Said[]} all
 * @param {Quote} quote
 * @returns {[string, Told[]][]}
 */
function threats(all, quote) {
  const dated = all.filter(({ time }) => time).toSorted((a, b) => compare(a.time, b.time));
  const told =
    dated.length > 0 ? dated : all.toSorted((a, b) => a.exhibit - b.exhibit || a.item - b.item);
  const [first, last] = [told[0], told.length > 1 ? told.at(-1) : undefined];
  if (!first) return [[word("brief.first_threat"), [word("brief.threat.none")]]];
  const undated = all.length - told.length;
  const more = undated > 0 ? [counted("brief.undated", undated)] : [];
  const line = (/** @type {Said} */ said) =>
    every([el("span", {}, ...quote([said], ALONE)), ...(said === (last ?? first) ? more : [])]);
  return [
    [word("brief.first_threat"), line(first)],
    [word("brief.last_threat"), last ? line(last) : []],
  ];
}

/**
 * Threats and demands that the person marked in their own messages.
 * @param {Briefing} brief
 * @param {Quote} quote
 */
function ownWords(brief, quote) {
  const own = brief.pointed.filter(
    ({ meaning, said }) => ["threat", "demand"].includes(meaning) && wroteThemselves(said, brief),
  );
  return some(
    own.map(({ meaning, said }) =>
      el(
        "span",
        {},
        `${wordOr(`brief.meaning.${meaning}`, meaning)}${word("colon")}`,
        ...quote([said], ALONE),
      ),
    ),
  );
}
